/** Places and how full they are, from what the phone knows. Pure. */

import { sessionAt } from "../verdict.js";

const keyOf = (session, room) => `${session}/${room}`;

/** The sessions that a person may have instead: of the same slot, still to come or running, not cancelled. */
export function alternatives(person, programme, now) {
  const open = programme.sessions.filter(
    ({ bookable, cancelled, ends_at: ends }) => bookable && !cancelled && now < Date.parse(ends));
  const slots = new Set(programme.sessions.filter(({ id }) => person.holds.includes(id)).map(({ slot }) => slot));
  const same = open.filter(({ slot }) => slots.has(slot));
  return (same.length ? same : open).toSorted(byStart);
}

/** How full each room of a session is: [{room, inside, limit}]; a limit that nobody set is null. */
export function fillOf(session, programme, live) {
  return session.rooms.map((slug) => {
    const room = programme.rooms.find((one) => one.slug === slug);
    return { room: room?.name ?? slug, inside: live.inside[keyOf(session.id, slug)] ?? 0, limit: room?.limit ?? null };
  });
}

/** The rooms to watch: of sessions that run or open within half an hour, in order of start. */
export function openRooms(programme, live, now) {
  return programme.rooms
    .map((room) => sessionAt(programme.sessions, room.slug, now))
    .filter((session, index, all) => session && all.findIndex((one) => one?.id === session.id) === index)
    .toSorted(byStart)
    .flatMap((session) => fillOf(session, programme, live).map((fill) => ({ session, ...fill })));
}

/** Whether a counted number is far enough from the known one to ask once more. */
export function differsALot(counted, known) {
  return Math.abs(counted - known) > Math.max(10, known / 5);
}

function byStart(a, b) {
  return Date.parse(a.starts_at) - Date.parse(b.starts_at) || a.id - b.id;
}
