/* How much of the schedule is seen at once; the browser remembers what was chosen. */

import { part } from "./page.js";
import { sessions } from "./state.js";

const KEY = "innovfest-schedule-density";
const MANY = 40;
const choices = document.querySelector("[data-density]");

function set(density) {
  part("grid").dataset.density = density;
  choices.querySelector(`[value=${density}]`).checked = true;
}

choices.hidden = false;
choices.addEventListener("change", (event) => {
  localStorage.setItem(KEY, event.target.value);
  set(event.target.value);
});
const kept = localStorage.getItem(KEY);
set(["roomy", "usual", "dense"].includes(kept) ? kept : sessions.size > MANY ? "dense" : "usual");
