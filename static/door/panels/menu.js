/** What "More" offers beside the camera, by role, and the strip of a help desk's phone. */

import { fill } from "./dom.js";
import { openCases } from "./people.js";

/**
 * @param doors  {name: () => …} for each `[data-entry]`
 */
export function wireMenu(engine, doors, { say, clockTime }) {
  const entries = document.querySelector("[data-entries]");
  const strips = document.querySelector("[data-strips]");
  document.querySelector("[data-more-extra]").append(entries);
  document.querySelector(".scanner__bar").before(strips);
  entries.hidden = false;
  const buttons = [...document.querySelectorAll("[data-entry]")];
  for (const one of buttons) one.addEventListener("click", () => doors[one.dataset.entry]());

  function update() {
    const { phone, live } = engine.facts ?? {};
    const role = phone?.role ?? "steward";
    for (const one of buttons) one.hidden = !(one.dataset.roles ?? role).split(" ").includes(role) || !engine.facts;
    number("cases", openCases(live?.cases, new Set()).length);
    number("conflicts", live?.conflicts ?? 0);
    const ends = phone?.shift_ends_at;
    fill(document.querySelector("[data-shift-until]"), ends && say("shift_until", { time: clockTime(ends) }));
    for (const desk of document.querySelectorAll("[data-desk-strip]")) desk.hidden = role !== "desk";
  }

  function number(name, count) {
    for (const place of document.querySelectorAll(`[data-number="${name}"]`)) {
      place.textContent = count ? say("number_open", { number: count }) : "";
    }
  }

  return { update };
}
