/* The empty grid: names of the rooms on top, hours to the left, a line for each hour and half. */

import { element, part, sentence } from "./page.js";
import { days, rooms, state } from "./state.js";
import { GRID, hour, plus } from "./times.js";

let drawn = "";

/** Draw the grid of a day between two times, unless it stands there already. */
export function drawFrame(range) {
  const wanted = `${state.day} ${range.from} ${range.to}`;
  if (wanted === drawn) return;
  drawn = wanted;
  const grid = part("grid");
  grid.style.setProperty("--rooms", rooms.length);
  grid.style.setProperty("--rows", (range.to - range.from) / GRID);
  grid.querySelectorAll(":scope > :not([data-slug])").forEach((old) => old.remove());
  grid.prepend(element("div", "grid__corner"), ...rooms.map(head), ...rooms.map(column), ...hours(range));
}

function head(room, position) {
  const made = element("div", "grid__head");
  made.dataset.column = position;
  made.style.gridColumn = position + 2;
  made.append(element("b", "", room.name), element("span", "grid__seats", sentence("seats", { count: room.seats })));
  return made;
}

function column(_room, position) {
  const made = element("div", "grid__column");
  made.style.gridColumn = position + 2;
  return made;
}

function* hours({ from, to }) {
  for (let minutes = from; minutes < to; minutes += 30) {
    const row = (minutes - from) / GRID + 2;
    const whole = minutes % 60 === 0;
    const line = element("div", whole ? "grid__line" : "grid__line grid__line--half");
    line.style.gridRow = row;
    yield line;
    if (!whole) continue;
    const label = element("div", "grid__hour", hour(plus(days[state.day].opens, minutes)));
    label.style.gridRow = `${row} / span ${60 / GRID}`;
    yield label;
  }
}
