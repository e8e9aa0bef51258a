/* The days of an edition that has several, and how many clashes the draft has. */

import { toDay } from "./hold.js";
import { element, part, sentence } from "./page.js";
import { days, state } from "./state.js";

const buttons = days.map(({ name }, number) => {
  const made = element("button", "schedule__day", name);
  made.type = "button";
  made.addEventListener("click", () => toDay(number));
  return made;
});
part("days").append(...buttons);

/** Show which day is shown, and the count of clashes. */
export function drawHead() {
  buttons.forEach((button, number) => button.setAttribute("aria-pressed", number === state.day));
  const count = state.clashes.open;
  const text = count > 1 ? sentence("clashesMany", { count }) : count ? sentence("clashesOne") : "";
  part("clashes").querySelector("a").textContent = text;
  const found = Object.values(state.clashes.sessions).map(({ worst }) => worst);
  const worst = ["stop", "warn", "note"].find((severity) => found.includes(severity));
  part("clashes").className = `schedule__clashes schedule__clashes--${worst}`;
  part("clashes").hidden = !count;
}

/** Show which of one's own steps could be taken back or done again. */
export function drawHand() {
  for (const button of document.querySelectorAll("[data-hand]")) {
    button.setAttribute("aria-disabled", !state.hand[button.dataset.hand]);
  }
}
