/* Between times and rooms on one side, rows and columns of the grid on the other. A row is five minutes; the
   first row holds the names of the rooms, the first column the hours. */

import { data, part } from "./page.js";
import { days, onDay, rooms, sessions, state } from "./state.js";
import { between, GRID, plus } from "./times.js";

const HOUR = 60;
const HEAD = 2;

/** Return the minutes after the day's opening that are shown: the edition's hours and all that stands there.
 *  While something is dragged they stay as they are: the grid must not move under the pointer. */
export function shown() {
  if (state.frozen) return state.frozen;
  const { opens, minutes } = days[state.day];
  const from = [between(days[0].opens, data.starts)];
  const to = [between(days.at(-1).opens, data.ends)];
  const spots = [...sessions.values()].filter(onDay);
  if (state.held?.spot && onDay(state.held.spot)) spots.push(state.held.spot);
  for (const { starts, ends } of spots) {
    from.push(between(opens, starts));
    to.push(between(opens, ends));
  }
  return {
    from: Math.max(0, Math.floor(Math.min(...from) / HOUR - 0.5) * HOUR),
    to: Math.min(minutes, Math.ceil(Math.max(...to) / HOUR + 0.5) * HOUR),
  };
}

export const rowAt = (instant, range, round = Math.floor) =>
  round((between(days[state.day].opens, instant) - range.from) / GRID) + HEAD;

/** Return the runs of neighbouring columns that some rooms make, the first room's run first. */
export function runs(slugs) {
  const columns = slugs.map((slug) => rooms.findIndex((room) => room.slug === slug));
  const sorted = columns.filter((column) => column >= 0).sort((one, other) => one - other);
  const found = [];
  for (const column of sorted) {
    if (found.at(-1)?.to === column - 1) found.at(-1).to = column;
    else found.push({ from: column, to: column });
  }
  const first = found.findIndex(({ from, to }) => from <= columns[0] && columns[0] <= to);
  return first > 0 ? [...found.splice(first, 1), ...found] : found;
}

/** Lay an element over rows and columns. */
export function lay(box, { starts, ends }, run, range) {
  box.style.gridRow = `${rowAt(starts, range)} / ${Math.max(rowAt(ends, range, Math.ceil), rowAt(starts, range) + 1)}`;
  box.style.gridColumn = `${run.from + HEAD} / ${run.to + HEAD + 1}`;
}

/** Return the time and the column under a point of the window; null beside the rooms. */
export function under(x, y) {
  const heads = [...part("grid").querySelectorAll("[data-column]")];
  const column = heads.findIndex((head) => {
    const { left, right } = head.getBoundingClientRect();
    return left <= x && x < right;
  });
  const grid = part("grid").getBoundingClientRect();
  const range = shown();
  const head = heads[0].offsetHeight;
  const each = (grid.height - head) / ((range.to - range.from) / GRID);
  const minutes = range.from + Math.round((y - grid.top - head) / each) * GRID;
  const within = Math.max(range.from, Math.min(range.to, minutes));
  return column < 0 ? null : { column, starts: plus(days[state.day].opens, within) };
}
