/* Picking a session up, moving it while it is held, and dropping it or putting it back. Nothing is written
   before the drop; the mouse, a finger, the keys and the buttons of the bar all come through here. */

import { apply, refuse } from "./changes.js";
import { showGhost } from "./ghost.js";
import { root, say, sentence } from "./page.js";
import { send } from "./server.js";
import { alternatives, changed, dayOf, days, rooms, said, sessions, spotOf, state } from "./state.js";
import { between, GRID, plus } from "./times.js";
import { firstFree } from "./gaps.js";
import { tryIt } from "./trial.js";

/** Pick a session up where it stands; one without a time where there is room first. */
export function pickUp(slug, { quietly = false } = {}) {
  const session = sessions.get(slug);
  const was = spotOf(session);
  state.chosen = slug;
  state.held = { slug, was, spot: was ?? firstFree(session), together: false };
  if (!quietly) say(sentence("picked", { title: session.title, at: said(state.held.spot) }));
  settle();
}

/** Hold it somewhere else; null is off the schedule. */
export function holdAt(spot) {
  const { held } = state;
  if (!held || JSON.stringify(held.spot) === JSON.stringify(spot)) return;
  held.spot = spot;
  say(said(spot));
  settle();
}

export function shift(minutes) {
  const { spot } = state.held;
  const { starts, ends } = spot;
  const first = days[0];
  const last = days.at(-1);
  const out = between(first.opens, starts) + minutes < 0 || between(last.opens, ends) + minutes > last.minutes;
  if (!out) holdAt({ ...spot, starts: plus(starts, minutes), ends: plus(ends, minutes) });
}

export function stretch(minutes) {
  const { spot } = state.held;
  if (between(spot.starts, spot.ends) + minutes >= GRID) holdAt({ ...spot, ends: plus(spot.ends, minutes) });
}

/** Move it to the rooms beside its own, as far as there are any. */
export function aside(by) {
  const { spot } = state.held;
  const columns = spot.rooms.map((slug) => rooms.findIndex((room) => room.slug === slug) + by);
  if (columns.every((column) => rooms[column])) holdAt({ ...spot, rooms: columns.map((n) => rooms[n].slug) });
}

export function toDay(number) {
  const { held } = state;
  if (!days[number]) return;
  if (held?.spot) shift(between(days[dayOf(held.spot.starts)].opens, days[number].opens));
  state.day = number;
  changed();
}

export function holdTogether(together) {
  state.held.together = together;
  changed();
}

/** Let it go without a change. */
export function putBack() {
  const { held } = state;
  if (!held) return;
  end();
  const { title } = sessions.get(held.slug);
  say(sentence("back", { title, at: said(held.was) }));
}

/** Leave it where it is now, and tell the server. */
export async function drop() {
  const { held } = state;
  if (!held) return;
  if (JSON.stringify(held.spot) === JSON.stringify(held.was)) return putBack();
  const session = sessions.get(held.slug);
  const moves = [wanted(session, held.spot), ...(held.together ? along(session, held) : [])];
  end();
  await take(session, moves, held.spot);
}

/** Take a session off the schedule. */
export async function takeOff(slug) {
  const session = sessions.get(slug);
  if (session.starts) await take(session, [wanted(session, null)], null);
}

function settle() {
  if (state.held.spot) state.day = dayOf(state.held.spot.starts);
  tryIt();
  changed();
  if (!state.frozen) showGhost(); // a pointer shows where it is, and must not lose the ground under it
}

function end() {
  state.held = null;
  tryIt();
  changed();
}

function wanted(session, spot) {
  return { session: session.slug, seen: session.revision, ...spot };
}

function along(session, { was, spot }) {
  const [sooner, longer] = [between(was.starts, spot.starts), between(was.ends, spot.ends)];
  return alternatives(session).map((other) =>
    wanted(other, { ...spotOf(other), starts: plus(other.starts, sooner), ends: plus(other.ends, longer) }),
  );
}

async function take(session, moves, spot) {
  const before = moves.map(({ session: slug }) => ({ ...sessions.get(slug) }));
  for (const { session: slug, starts = null, ends = null, rooms: where = [] } of moves) {
    Object.assign(sessions.get(slug), { starts, ends, rooms: where, saving: true });
  }
  changed();
  const undoIt = () => before.forEach((was) => Object.assign(sessions.get(was.slug), was, { saving: false }));
  try {
    const { ok, told } = await send(root.dataset.moves, { moves, since: state.number });
    undoIt();
    if (!ok) return refuse(told);
    apply(told);
    const { title } = session;
    say(spot ? sentence("dropped", { title, at: said(spot) }) : sentence("off", { title }));
  } catch {
    undoIt();
    refuse({ detail: sentence("lost", { title: session.title }) });
  }
}
