/* The sessions without a time, at the side; dropping one there takes it off the schedule. */

import { element, part, rewrite, sentence } from "./page.js";
import { state, waiting } from "./state.js";

/** Draw those that wait. */
export function drawTray() {
  const there = waiting();
  part("tray-count").textContent = there.length || "";
  part("tray").closest("section").classList.toggle("schedule__tray--empty", !there.length);
  const kept = new Map([...part("tray").querySelectorAll("[data-slug]")].map((box) => [box.dataset.slug, box]));
  const boxes = there.map((session) => draw(session, kept.get(session.slug)));
  const first = there.find(({ slug }) => slug === state.chosen) ?? there[0];
  for (const box of boxes) box.tabIndex = box.dataset.slug === first.slug ? 0 : -1;
  if (!boxes.length) boxes.push(element("p", "quiet", sentence("allPlaced")));
  const same = boxes.length === part("tray").children.length && boxes.every((box, n) => box === part("tray").children[n]);
  if (!same) part("tray").replaceChildren(...boxes); // else the focus would be lost for nothing
}

function draw(session, kept) {
  const box = kept ?? element("button");
  box.type = "button";
  box.dataset.slug = session.slug;
  box.className = `waiting track-${session.track?.colour ?? "none"}`;
  box.classList.toggle("waiting--chosen", session.slug === state.chosen);
  box.toggleAttribute("data-picked", session.slug === state.chosen);
  const facts = [sentence("length", { count: session.minutes }), session.track?.name ?? session.kindName];
  rewrite(box, [session.title, ...facts].join(), () => {
    const title = element("span", "waiting__title", session.title);
    if (session.language) title.lang = session.language;
    return [title, element("span", "waiting__facts", facts.join(" · "))];
  });
  return box;
}
