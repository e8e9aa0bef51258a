/**
 * The door's interface (`/api/v1/door/…`).
 *
 * Each call resolves to the answer's JSON or rejects with NoAnswer (no server, or one that is busy: try again)
 * or Refused (the server understood and said no).
 */

/** The server did not answer, or asked for patience (`after`, in ms), or broke over this request (`broken`). */
export class NoAnswer extends Error {
  constructor(message, { after = 0, broken = false } = {}) {
    super(message);
    this.after = after;
    this.broken = broken;
  }
}

/** The server said no; `status` is HTTP's, `code` and `detail` the problem's own (RFC 9457). */
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || String(status));
    this.status = status;
    this.code = problem.code ?? "";
    this.detail = problem.detail || problem.title || "";
  }
}

const BUSY = new Set([408, 425, 429]);
const BROKEN = 500;
const TOO_LARGE = 413; // said by the proxy before us, in its own words

/**
 * @param token     () => the phone's token
 * @param language  of the answers; the calls carry no cookie that would tell it
 * @param onTime    told (the server's ms, asked, came) with each answer; the last two by `steady`
 * @param timeout   ms
 */
export function makeApi({
  base,
  token,
  language,
  onTime = () => {},
  timeout = 5000,
  fetch = globalThis.fetch.bind(globalThis),
  steady = () => performance.now(),
}) {
  async function call(method, path, body) {
    const asked = steady();
    const response = await reach(method, path, body);
    const came = steady();
    const answer = response.status === 304 ? null : await response.json().catch(() => null);
    const time = Number(response.headers.get("Innovfest-Time")) || answer?.time;
    if (time) onTime(time, asked, came);
    if (response.status === 304) return null;
    // A hotel's Wi-Fi answers with its own sign-in page, as 200 or as 403: that is not our server.
    if (answer === null && response.status !== TOO_LARGE) throw new NoAnswer("not JSON");
    if (!response.ok) throw new Refused(response.status, answer ?? {});
    return answer;
  }

  async function reach(method, path, body) {
    const headers = { Authorization: `Bearer ${token()}`, Accept: "application/json", "Accept-Language": language };
    if (body) headers["Content-Type"] = "application/json";
    let response;
    try {
      response = await fetch(base + path, {
        method,
        headers,
        body: body && JSON.stringify(body),
        credentials: "omit",
        cache: "no-store",
        signal: AbortSignal.timeout(timeout),
      });
    } catch (error) {
      throw new NoAnswer(error.message);
    }
    if (response.status >= 500 || BUSY.has(response.status)) {
      const after = 1000 * (Number(response.headers.get("Retry-After")) || 0);
      throw new NoAnswer(`status ${response.status}`, { after, broken: response.status === BROKEN });
    }
    return response;
  }

  async function blob(path) {
    const response = await reach("GET", path);
    if (!response.ok) throw new Refused(response.status, (await response.json().catch(() => null)) ?? {});
    return response.blob();
  }

  return {
    /** The list since a cursor; null when nothing changed. */
    snapshot: (cursor) => call("GET", cursor ? `/snapshot?since=${encodeURIComponent(cursor)}` : "/snapshot"),
    scans: (body) => call("POST", "/scans", body),
    post: (path, body) => call("POST", path, body),
    get: (path) => call("GET", path),
    blob,
  };
}
