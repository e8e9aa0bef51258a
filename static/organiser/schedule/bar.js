/* The bar below the grid: what is chosen, where it stands or would stand, and what that would clash with. */

import { marksOf } from "./blocks.js";
import { edits, element, part, sentence } from "./page.js";
import { alternatives, rooms, sessions, spotOf, state } from "./state.js";
import { hour } from "./times.js";

/** Draw the bar. */
export function drawBar() {
  const session = sessions.get(state.held?.slug ?? state.chosen);
  part("hint").hidden = Boolean(session);
  part("chosen").hidden = !session;
  if (!session) return;
  const spot = state.held ? state.held.spot : spotOf(session);
  part("when").textContent = spot ? `${hour(spot.starts)}–${hour(spot.ends)}` : sentence("without");
  part("title").textContent = session.title;
  part("title").lang = session.language || document.documentElement.lang;
  const names = (spot?.rooms ?? []).map((slug) => rooms.find((room) => room.slug === slug)?.name);
  part("where").textContent = names.join(" → ");
  part("moved").textContent = session.moved;
  drawWarnings(session);
  if (edits) drawActs(session);
}

function drawWarnings(session) {
  const known = marksOf(session);
  const found = state.held ? state.trial : known ? [{ severity: "warn", text: known }] : [];
  const items = (found ?? []).map(({ severity, text }) => element("li", `warning warning--${severity}`, text));
  if (state.held && found && !found.length) items.push(element("li", "warning warning--good", sentence("free")));
  part("warnings").replaceChildren(...items);
}

function drawActs(session) {
  part("acts").hidden = Boolean(state.held);
  part("holding").hidden = !state.held;
  part("together").hidden = !state.held?.was || !alternatives(session).length;
  part("together").querySelector("input").checked = Boolean(state.held?.together);
  const act = (name) => part("acts").querySelector(`[data-act=${name}]`);
  act("off").hidden = !session.starts;
  act("pin").textContent = sentence(session.pinned ? "unpin" : "pin");
}
