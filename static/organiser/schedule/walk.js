/* Arrows move the focus from session to session: up and down in time, left and right from room to room. */

import { blockOf } from "./blocks.js";
import { part, root } from "./page.js";
import { changed, onDay, rooms, sessions, state } from "./state.js";

/** Move the focus from the chosen session; return whether there was somewhere to go. */
export function walk(key) {
  const here = sessions.get(state.chosen);
  const next = here?.starts ? onGrid(here, key) : inTray(here, key);
  if (next) choose(next);
  return Boolean(next);
}

let last = "";

/** Keep the focus on the session that had it, wherever its box is drawn now. */
export function keepFocus() {
  if (last && document.activeElement === document.body) boxOf(last)?.focus({ preventScroll: true });
}

root.addEventListener("focusin", ({ target }) => {
  if (!target.dataset.slug) return;
  last = target.dataset.slug;
  if (!state.held && state.chosen !== last) choose(last, { focus: false });
});

/** Choose a session and put the focus on it. */
export function choose(slug, { focus = true } = {}) {
  state.chosen = slug;
  changed();
  if (focus) boxOf(slug)?.focus();
}

export const boxOf = (slug) => blockOf(slug) ?? part("tray").querySelector(`[data-slug="${slug}"]`);

const column = (session) => rooms.findIndex((room) => room.slug === session.rooms[0]);
const at = (session) => Date.parse(session.starts);

function onGrid(here, key) {
  const others = [...sessions.values()].filter((other) => other !== here && onDay(other));
  if (key === "ArrowUp" || key === "ArrowDown") {
    const later = key === "ArrowDown";
    const same = others.filter((o) => column(o) === column(here) && (later ? at(o) >= at(here) : at(o) <= at(here)));
    return nearest(same, (other) => Math.abs(at(other) - at(here)))?.slug;
  }
  const right = key === "ArrowRight";
  const beside = others.filter((other) => (right ? column(other) > column(here) : column(other) < column(here)));
  const far = (other) => Math.abs(column(other) - column(here)) * 1e10 + Math.abs(at(other) - at(here));
  return nearest(beside, far)?.slug ?? (right ? undefined : part("tray").querySelector("[data-slug]")?.dataset.slug);
}

function inTray(here, key) {
  const boxes = [...part("tray").querySelectorAll("[data-slug]")].map((box) => box.dataset.slug);
  const first = nearest([...sessions.values()].filter(onDay), at)?.slug;
  if (!here) return boxes[0] ?? first;
  const step = { ArrowUp: -1, ArrowDown: 1 }[key];
  return step ? boxes[boxes.indexOf(here.slug) + step] : key === "ArrowRight" ? first : undefined;
}

function nearest(some, far) {
  return some.sort((one, other) => far(one) - far(other))[0];
}
