/* What the schedule is at this moment: its sessions, which one is chosen, and which one is held where.
   Whoever changes something calls changed(); whoever draws listens. */

import { data, sentence } from "./page.js";
import { between, hour } from "./times.js";

export const { days, rooms } = data;
export const sessions = new Map(data.sessions.map((session) => [session.slug, session]));
export const state = {
  number: data.number,
  hand: data.hand,
  day: 0,
  chosen: null,
  held: null,
  frozen: null,
  trial: null,
  clashes: { open: 0, sessions: {} },
};

const listeners = [];
export const listen = (draw) => listeners.push(draw);
export const changed = () => listeners.forEach((draw) => draw());

/** Return where a session stands: {starts, ends, rooms}; null where it has no time. */
export function spotOf(session) {
  return session.starts ? { starts: session.starts, ends: session.ends, rooms: session.rooms } : null;
}

/** Say where something stands: "15:15–15:50, Auditorium". */
export function said(spot) {
  if (!spot) return sentence("without");
  const names = spot.rooms.map((slug) => rooms.find((room) => room.slug === slug)?.name ?? slug);
  return [`${hour(spot.starts)}–${hour(spot.ends)}`, ...names].join(", ");
}

/** Return the number of the day on which an instant lies; the first where it lies on none. */
export function dayOf(instant) {
  const on = days.findIndex(({ opens, minutes }) => {
    const since = between(opens, instant);
    return since >= 0 && since < minutes;
  });
  return Math.max(0, on);
}

/** List the other sessions of a session's slot that have a time. */
export function alternatives(session) {
  const alike = [...sessions.values()].filter((other) => session.slot && other.slot === session.slot);
  return alike.filter((other) => other !== session && other.starts);
}

export const onDay = (session) => Boolean(session.starts) && dayOf(session.starts) === state.day;
export const waiting = () => [...sessions.values()].filter(({ starts, cancelled }) => !starts && !cancelled);
