/**
 * The door's interface (`/api/v1/door/…`) as five calls.
 *
 * Each call resolves to the answer's JSON or rejects with NoAnswer (no server, or one that is busy: try again)
 * or Refused (the server understood and said no).
 */

/** The server did not answer, or asked for patience; `after` is how long it asked for, in ms. */
export class NoAnswer extends Error {
  constructor(message, after = 0) {
    super(message);
    this.after = after;
  }
}

/** The server said no; `status` is HTTP's, `detail` the problem's own sentence (RFC 9457). */
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || String(status));
    this.status = status;
    this.detail = problem.detail || problem.title || "";
  }
}

const BUSY = new Set([408, 425, 429]);

/**
 * @param token     () => the phone's token
 * @param language  of the answers; the calls carry no cookie that would tell it
 * @param timeout   ms
 */
export function makeApi({ base, token, language, timeout = 5000, fetch = globalThis.fetch.bind(globalThis) }) {
  async function call(method, path, body) {
    const response = await reach(method, path, body);
    if (response.status >= 500 || BUSY.has(response.status)) {
      throw new NoAnswer(`status ${response.status}`, 1000 * (Number(response.headers.get("Retry-After")) || 0));
    }
    const answer = await response.json().catch(() => null);
    if (!response.ok) throw new Refused(response.status, answer ?? {});
    // A hotel's Wi-Fi answers 200 with its own sign-in page: that is not our server.
    if (answer === null) throw new NoAnswer("not JSON");
    return answer;
  }

  async function reach(method, path, body) {
    const headers = { Authorization: `Bearer ${token()}`, Accept: "application/json", "Accept-Language": language };
    if (body) headers["Content-Type"] = "application/json";
    try {
      return await fetch(base + path, {
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
  }

  return {
    me: () => call("GET", "/me"),
    scans: (scans) => call("POST", "/scans", { scans }),
    people: (letters) => call("GET", `/people?q=${encodeURIComponent(letters)}`),
    bind: (binding) => call("POST", "/bindings", binding),
    release: (release) => call("POST", "/releases", release),
  };
}
