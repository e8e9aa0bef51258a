/**
 * A phone's last word: its list is deleted, so it lets nobody in any more, and gives back the places it was lent.
 *
 * Taken down in the write that deletes the list, and kept until the server has heard it, also when the token is gone
 * from the page or the phone was enrolled anew meanwhile: until then nobody else may have these places.
 */

import { NoAnswer, Refused } from "../api.js";

const AGAIN_AFTER = 15000; // ms
const MOST = 200; // places in one report

/**
 * @param memory   memory.js; @param write store.js
 * @param post     (token, body) => Promise, as api.js
 * @param isKept   () => whether the phone's memory takes what is written: a list that stays there is not deleted
 * @param about    () => {version, waiting, …} as a report tells how the phone is doing
 */
export function makeFarewell({ memory, write, post, isKept, about, later = setTimeout, cancel = clearTimeout }) {
  let flight = null;
  let timer = null;

  /** Say what was not said yet; safe to call at any time. */
  function send() {
    flight ??= fly().finally(() => { flight = null; });
    return flight;
  }

  async function fly() {
    cancel(timer);
    for (let [word] = memory.farewells(); word; [word] = memory.farewells()) {
      try {
        if (!isKept()) throw new NoAnswer("the list may be there still");
        await post(word.token, { ...about(), ...bodyOf(word) });
      } catch (error) {
        if (!(error instanceof Refused)) {
          timer = later(send, AGAIN_AFTER);
          return;
        }
        // It knows this phone no more, or never lent it anything.
      }
      await write([memory.withoutFarewell(word)]);
    }
  }

  return { send };
}

function bodyOf({ gate, choice, returned }) {
  return { gate, choice, place: null, ceiling: null, returned: returned.slice(0, MOST), ended: true };
}
