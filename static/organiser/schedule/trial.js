/* While a session is held, the server is asked what would clash where it is now, before it is dropped. */

import { clashesAt } from "./server.js";
import { say, sentence } from "./page.js";
import { changed, said, state } from "./state.js";

const PAUSE_MS = 90;
let waits = 0;
let asked = new AbortController();

/** Ask about the held session's spot, when it has rested there for an instant. */
export function tryIt() {
  clearTimeout(waits);
  asked.abort();
  state.trial = null;
  if (state.held?.spot) waits = setTimeout(ask, PAUSE_MS);
}

async function ask() {
  const { held } = state;
  if (!held?.spot) return;
  asked = new AbortController();
  const { spot } = held;
  try {
    const found = await clashesAt(held.slug, spot, asked.signal);
    if (state.held?.spot !== spot) return;
    state.trial = found;
    say([said(spot), ...(found.length ? found.map(({ text }) => text) : [sentence("free")])].join(". "));
    changed();
  } catch {
    // Asked about another spot meanwhile, or no answer: the drop will tell.
  }
}
