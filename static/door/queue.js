/**
 * Scans on their way to the server: kept in the browser until answered, sent again when the server is silent.
 *
 * Each scan has an id made on this phone, and the server gives one id one answer, so sending twice counts once.
 * Each lies under its own key: two tabs of one phone cannot overwrite each other's.
 */

const PREFIX = "innovfest.door.scan.";
const BATCH = 500;
const PAUSES = [1000, 2000, 4000, 8000, 15000];

/**
 * @param storage   localStorage, or a Map-like stand-in with its interface
 * @param send      sends a list of scans, resolves to `{results}` in the same order, rejects as api.js does
 * @param onAnswer  told (scan, result); result is null when the server refused this scan as unreadable
 * @param onChange  told {waiting, silent, revoked, unsaved} after each change
 */
export function makeQueue({ storage, send, onAnswer, onChange, later = setTimeout, cancel = clearTimeout }) {
  const waiting = new Map(kept(storage).map((scan) => [scan.id, scan]));
  const state = { silent: false, revoked: false, unsaved: false };
  let sending = false;
  let failures = 0;
  let batch = BATCH;
  let timer = null;

  function add(scan) {
    waiting.set(scan.id, scan);
    try {
      storage.setItem(PREFIX + scan.id, JSON.stringify(scan));
    } catch {
      state.unsaved = true;
    }
    tell();
    return flush();
  }

  /** Send what waits, now. Safe to call at any time: one flight is in the air at most. */
  async function flush() {
    if (sending || waiting.size === 0 || state.revoked) return;
    sending = true;
    cancel(timer);
    const scans = [...waiting.values()].slice(0, batch);
    try {
      const { results } = await send(scans);
      arrived(scans, results);
    } catch (error) {
      failed(scans, error);
    } finally {
      sending = false;
    }
    tell();
    if (waiting.size > 0 && !state.revoked) timer = later(flush, failures ? pause() : 0);
  }

  function arrived(scans, results) {
    const answers = new Map(results.map((result) => [result.id, result]));
    const answered = scans.filter((scan) => answers.has(scan.id));
    // An answer without our scans must not become a loop without a pause.
    failures = answered.length ? 0 : failures + 1;
    batch = BATCH;
    state.silent = failures > 0;
    state.after = 0;
    for (const scan of answered) settle(scan, answers.get(scan.id));
  }

  function failed(scans, error) {
    failures += 1;
    state.after = error.after ?? 0;
    const { status } = error;
    if (status === 401 || status === 403) {
      state.revoked = true;
    } else if (status >= 400 && scans.length > 1) {
      // One scan of these can't be read: halve until it is alone, so that it does not hold up the others.
      batch = Math.ceil(scans.length / 2);
      failures = 0;
    } else if (status >= 400) {
      failures = 0;
      settle(scans[0], null);
    } else {
      state.silent = true;
    }
  }

  function settle(scan, result) {
    waiting.delete(scan.id);
    storage.removeItem(PREFIX + scan.id);
    onAnswer(scan, result);
  }

  function pause() {
    return Math.max(state.after ?? 0, PAUSES[Math.min(failures, PAUSES.length) - 1]);
  }

  function tell() {
    onChange({ waiting: waiting.size, silent: state.silent, revoked: state.revoked, unsaved: state.unsaved });
  }

  return { add, flush, get size() { return waiting.size; } };
}

function kept(storage) {
  const scans = [];
  for (let index = 0; index < storage.length; index += 1) {
    const key = storage.key(index);
    if (key.startsWith(PREFIX)) scans.push(JSON.parse(storage.getItem(key)));
  }
  return scans.sort((a, b) => a.scanned_at.localeCompare(b.scanned_at));
}
