/** How a shift ends on the phone: by itself, by the steward, by the desk, or in another tab. */

import { Refused } from "../api.js";

/**
 * The list goes with the shift, and what was written about people here, as far as it does not go out by itself: all of
 * it from a phone that was taken back. The server is told, so that what the phone was lent can be lent to others. The token stays as long as scans wait that an ended shift may still send; a phone
 * that was taken back keeps them for its next enrolment.
 *
 * @param on  told the new state: "over", "revoked" or "elsewhere"
 */
export function makeShift({ memory, store, clock, token, outbox, refreshing, farewell, on }) {
  let state = memory.known.get("over") ? "over" : "open";
  // Another tab may be enrolled anew meanwhile, and its token is not this page's to forget.
  const mine = token.read();
  const forgetMine = () => { if (token.read() === mine) token.forget(); };

  const endsAt = () => Date.parse(memory.facts?.phone.shift_ends_at ?? "") || null;
  // A clock that may have been set forward is measured first, as long as the server answers: a list is soon deleted.
  const isToBeMeasured = () => clock.isInDoubt && !refreshing.silent;
  const isPast = () => endsAt() !== null && endsAt() <= clock.now() && !isToBeMeasured();

  /** Pass a call on; a server that knows this phone no more ends the shift. */
  async function guarded(call) {
    try {
      return await call;
    } catch (error) {
      if (error instanceof Refused && error.status === 401) await stopped(error.code === "shift-over" ? "over" : "revoked");
      throw error;
    }
  }

  async function stopped(why) {
    if (state === "over" && why === "revoked") await outbox.forgetTexts(true);
    if (state !== "open") return;
    state = why;
    refreshing.stop();
    await store.write([...memory.forgetList(mine), memory.fact("over", why === "over")]);
    farewell.send();
    await outbox.forgetTexts(why === "revoked");
    if (why === "revoked") {
      outbox.halt();
      forgetMine();
    }
    on(why);
    if (why === "over") await leave();
  }

  /** An ended shift sends what waits; then the phone is nobody's. */
  async function leave() {
    await outbox.flush();
    if (outbox.waiting === 0) forgetMine();
    on(state);
  }

  /** At the opening: a shift that seems to be over is over, unless the server says otherwise. */
  async function opened(refresh) {
    await refresh().catch(() => {});
    look();
  }

  function look() {
    if (state === "open" && isPast()) stopped("over");
    if (state === "over" && outbox.waiting === 0 && mine && token.read() === mine) leave();
  }

  function rest() {
    if (state !== "open") return;
    state = "elsewhere";
    refreshing.stop();
    outbox.halt();
    on(state);
  }

  async function learn(text) {
    const phone = memory.known.get("phone");
    if (!phone || text === undefined || text === phone.shift_ends_at) return;
    await store.write([memory.fact("phone", { ...phone, shift_ends_at: text })]);
  }

  return {
    guarded,
    stopped,
    opened,
    look,
    learn,
    rest,
    /** End it; resolves to how many are still to go. */
    end: () => stopped("over").then(() => outbox.waiting),
    get state() { return state; },
    get endsAt() { return endsAt(); },
  };
}
