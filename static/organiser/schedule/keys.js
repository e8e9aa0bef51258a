/* The keys of the schedule; docs/organiser.md and the list behind "?" tell them. */

import { act } from "./acts.js";
import { edits, root } from "./page.js";
import { aside, drop, holdTogether, putBack, shift, stretch, toDay } from "./hold.js";
import { state } from "./state.js";
import { GRID } from "./times.js";
import { walk } from "./walk.js";

const HOUR = 60;
const holding = {
  ArrowUp: () => shift(-GRID),
  ArrowDown: () => shift(GRID),
  ArrowLeft: () => aside(-1),
  ArrowRight: () => aside(1),
  PageUp: () => shift(-HOUR),
  PageDown: () => shift(HOUR),
  Home: () => toDay(state.day - 1),
  End: () => toDay(state.day + 1),
  "Shift+ArrowUp": () => stretch(-GRID),
  "Shift+ArrowDown": () => stretch(GRID),
  "-": () => stretch(-GRID),
  "+": () => stretch(GRID),
  "=": () => stretch(GRID),
  s: () => holdTogether(!state.held.together),
  r: () => act("form"),
  Enter: () => drop(),
  " ": () => drop(),
  Escape: () => putBack(),
};
const resting = {
  Enter: () => act("pick"),
  " ": () => act("pick"),
  Delete: () => act("off"),
  Backspace: () => act("off"),
  p: () => act("pin"),
  r: () => act("form"),
};
const walking = new Set(["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]);
const history = { z: "undo", y: "redo", "Shift+z": "redo" };

const nameOf = ({ key, shiftKey }) => {
  const name = key.length === 1 ? key.toLowerCase() : key;
  return shiftKey && (name.startsWith("Arrow") || name === "z") ? `Shift+${name}` : name;
};

function onSchedule(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || !event.target.closest("[data-slug]")) return;
  const name = nameOf(event);
  const deed = edits && (state.held ? holding : resting)[name];
  if (!deed && !(walking.has(name) && !state.held)) return;
  event.preventDefault();
  event.stopPropagation();
  if (deed) deed();
  else walk(name);
}

function everywhere(event) {
  const deed = (event.ctrlKey || event.metaKey) && history[nameOf(event)];
  if (event.key === "Escape" && state.held) putBack();
  if (!edits || !deed || event.target.closest("input, textarea, select, dialog[open]")) return;
  event.preventDefault();
  act(deed);
}

root.addEventListener("keydown", onSchedule);
document.addEventListener("keydown", everywhere);
