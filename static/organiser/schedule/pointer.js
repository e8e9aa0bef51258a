/* Dragging by mouse, pen or finger. A mouse drags what it presses; a finger first chooses by a tap, so that
   it can still scroll the schedule, and then drags what it has chosen. */

import { rooms, sessions, spotOf, state } from "./state.js";
import { between, plus } from "./times.js";
import { drop, holdAt, pickUp, putBack } from "./hold.js";
import { edits, part, root } from "./page.js";
import { shown, under } from "./geometry.js";
import { forgive } from "./changes.js";
import { choose } from "./walk.js";

const SLACK = 5;
const NEAR_EDGE = 40;
let drag = null;
let dragged = false;

function down(event) {
  const box = event.target.closest("[data-slug]");
  dragged = false;
  if (!edits || !box || event.button !== 0) return;
  if (event.pointerType === "touch" && state.chosen !== box.dataset.slug) return;
  const { top, bottom } = box.getBoundingClientRect();
  const { clientX: x, clientY: y } = event;
  const edge = Boolean(event.target.closest("[data-edge]"));
  const grip = edge ? y - bottom : Math.min(y - top, box.closest("[data-tray]") ? 12 : Infinity);
  drag = { slug: box.dataset.slug, x, y, grip, edge, begun: false };
}

function move(event) {
  if (!drag) return;
  const { clientX: x, clientY: y } = event;
  if (!drag.begun) {
    if (Math.hypot(x - drag.x, y - drag.y) < SLACK) return;
    drag.begun = dragged = true;
    root.setPointerCapture(event.pointerId); // from now on: before, it would take the click from the block
    forgive();
    state.frozen = shown();
    if (state.held?.slug !== drag.slug) pickUp(drag.slug, { quietly: true });
    drag.from = state.held.spot;
    root.classList.add("schedule--dragging");
  }
  scroll(x, y);
  holdAt(spotAt(x, y));
}

async function up() {
  if (!drag) return;
  const { begun } = drag;
  end();
  if (begun) await drop();
}

function spotAt(x, y) {
  const tray = part("tray").closest("section").getBoundingClientRect();
  const inTray = tray.left <= x && x < tray.right && tray.top <= y && y < tray.bottom;
  if (inTray && spotOf(sessions.get(drag.slug))) return null;
  const found = under(x, y - drag.grip);
  if (!found) return state.held.spot;
  const { from } = drag;
  if (drag.edge) return between(from.starts, found.starts) >= 5 ? { ...from, ends: found.starts } : state.held.spot;
  const length = between(from.starts, from.ends);
  return { starts: found.starts, ends: plus(found.starts, length), rooms: roomsFrom(found.column, from.rooms) };
}

/** Return the rooms with the first of them in a column; several keep their distance, as far as they fit. */
function roomsFrom(column, slugs) {
  const columns = slugs.map((slug) => rooms.findIndex((room) => room.slug === slug));
  const there = columns.map((each) => each + column - columns[0]);
  return there.every((each) => rooms[each]) ? there.map((each) => rooms[each].slug) : slugs;
}

function scroll(x, y) {
  const frame = part("frame");
  const { left, right, top, bottom } = frame.getBoundingClientRect();
  const by = (at, low, high) => (at < low + NEAR_EDGE ? -12 : at > high - NEAR_EDGE ? 12 : 0);
  frame.scrollBy(by(x, left, right), by(y, top, bottom));
}

function end() {
  drag = state.frozen = null;
  root.classList.remove("schedule--dragging");
}

function click(event) {
  if (dragged) return (dragged = false);
  const box = event.target.closest("[data-slug]");
  if (box && !box.classList.contains("block--ghost")) return state.held ? undefined : choose(box.dataset.slug);
  if (!state.held || !event.target.closest("[data-grid]")) return;
  const found = under(event.clientX, event.clientY);
  const { spot } = state.held;
  if (found) {
    const ends = plus(found.starts, between(spot.starts, spot.ends));
    holdAt({ starts: found.starts, ends, rooms: roomsFrom(found.column, spot.rooms) });
  }
}

root.addEventListener("pointerdown", down);
root.addEventListener("pointermove", move);
root.addEventListener("pointerup", up);
root.addEventListener("pointercancel", () => {
  if (drag?.begun) putBack();
  end();
});
root.addEventListener("click", click);
