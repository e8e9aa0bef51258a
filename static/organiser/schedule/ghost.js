/* Where the held session would go: a dashed block that says whether it clashes there. */

import { lay, runs, shown } from "./geometry.js";
import { element, part } from "./page.js";
import { dayOf, sessions, state } from "./state.js";
import { hour } from "./times.js";

let ghosts = [];

/** Draw the ghost, or take it away where nothing is held. */
export function drawGhost() {
  const { held } = state;
  for (const old of ghosts) old.remove();
  ghosts = [];
  if (!held?.spot || dayOf(held.spot.starts) !== state.day) return;
  const session = sessions.get(held.slug);
  ghosts = runs(held.spot.rooms).map((run) => {
    const worst = state.trial?.[0]?.severity;
    const made = element("div", `block block--ghost${worst ? ` block--${worst}` : ""}`);
    if (session.track) made.classList.add(`track-${session.track.colour}`);
    const line = element("span", "block__line");
    const times = `${hour(held.spot.starts)}–${hour(held.spot.ends)}`;
    line.append(element("span", "block__time", times), " ", element("span", "block__title", session.title));
    made.append(line);
    made.setAttribute("aria-hidden", "true");
    lay(made, held.spot, run, shown());
    made.dataset.slug = held.slug;
    return made;
  });
  part("grid").append(...ghosts);
}

/** Bring the ghost into view, as far as it fits. */
export function showGhost() {
  ghosts[0]?.scrollIntoView({ block: "nearest", inline: "nearest" });
}
