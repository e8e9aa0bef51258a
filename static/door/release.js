/** A supervisor releases the seats of who is not in: shown when it can be done, asked once, told how it went. */

import { NoAnswer } from "./api.js";

/**
 * @param part     (name) => the page's `[data-<name>]`
 * @param send     (release) => Promise of `POST /api/v1/door/releases`
 * @param newId    () => a UUID; a try that got no answer is sent again with the same one
 * @param released told when it is done
 */
export function makeRelease(part, { send, newId, released, say }) {
  let offer = null;
  let tried = null;
  let sending = false;

  part("release-ask").addEventListener("click", () => ask(true));
  part("release-no").addEventListener("click", () => ask(false));
  part("release-yes").addEventListener("click", release);

  /** Show what can be released now: {session, seats}, or null. */
  function show(releasable) {
    if (offer?.session !== releasable?.session) {
      tried = null;
      note("");
      turn(false);
    }
    offer = releasable;
    part("release").hidden = !offer;
    if (!offer) return;
    part("release-seats").textContent = offer.seats ? say("release_seats", { number: offer.seats }) : say("release_none");
    if (!offer.seats) turn(false);
    part("release-ask").hidden = !offer.seats || !part("release-sure").hidden;
  }

  function turn(isSure) {
    part("release-sure").hidden = !isSure;
    part("release-ask").hidden = isSure;
  }

  function ask(isSure) {
    turn(isSure);
    (isSure ? part("release-no") : part("release-ask")).focus();
  }

  async function release() {
    if (sending || !offer) return;
    sending = true;
    note(say("release_busy"));
    tried ??= { id: newId(), session: offer.session };
    try {
      const answer = await send(tried);
      note(say("release_done", { number: answer.released }));
      settle();
      released();
    } catch (error) {
      // Without an answer it may have been done: the same id makes the next try harmless.
      note(error instanceof NoAnswer ? say("release_failed") : error.detail || say("release_failed"));
      if (!(error instanceof NoAnswer)) settle();
    }
    sending = false;
  }

  function settle() {
    tried = null;
    turn(false);
  }

  function note(text) {
    part("release-note").textContent = text;
  }

  return { show };
}
