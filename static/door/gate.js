/** What the phone knows of its gate: asked at the start, after scans and now and then, and shown in the head. */

const EVERY = 20000; // ms
const KEY = "innovfest.door.gate";

/**
 * @param me        () => Promise of `GET /api/v1/door/me`
 * @param onChange  told the new facts
 * @param onRefused told when the phone's token opens nothing any more
 * @param storage   keeps the last facts, so that a phone started without an answer knows its gate
 */
export function makeGate({ me, onChange, onRefused, storage = localStorage }) {
  let facts = JSON.parse(storage.getItem(KEY));
  if (facts) onChange(facts);
  let asking = null;
  let timer = null;

  /** Ask the server; calls that overlap share one answer. Rejects when there is none. */
  function refresh() {
    asking ??= me()
      .then((answer) => {
        facts = answer;
        storage.setItem(KEY, JSON.stringify(facts));
        onChange(facts);
        return true;
      })
      .catch((error) => {
        if (error.status === 401 || error.status === 403) onRefused();
        throw error;
      })
      .finally(() => { asking = null; });
    return asking;
  }

  /** Ask now and then while the page is looked at. */
  function keepFresh() {
    rest();
    timer = setInterval(() => document.hidden || refresh().catch(() => {}), EVERY);
  }

  const rest = () => clearInterval(timer);

  return { refresh, keepFresh, rest, get facts() { return facts; } };
}

/** Forget the gate: the phone is about to belong to another. */
export function forgetGate(storage = localStorage) {
  storage.removeItem(KEY);
}

/** The counter as a sentence: with a room's limit where it has one, else with how many are expected. */
export function countSentence({ in: number, expected, limit }, say) {
  if (limit !== null && limit !== undefined) return say("counts_limit", { number, limit });
  return expected ? say("counts_of", { number, expected }) : say("counts", { number });
}
