/** Places where people are counted: the house, and a room during a session. Pure. */

import { HOUSE, sessionAt } from "../verdict.js";

export { HOUSE };

/** The key of a room during a session, as in the snapshot's `inside`. */
export const keyOf = (session, room) => (session === null ? HOUSE : `${session}/${room}`);

/** The gate's place at a moment: {key, session, room}; key is null while nothing is on in its room. */
export function placeAt(programme, gate, at) {
  if (!gate?.room) return { key: HOUSE, session: null, room: null };
  const session = sessionAt(programme.sessions, gate.room, at);
  return { key: session ? keyOf(session.id, gate.room) : null, session, room: gate.room };
}

/** The place of a presence, by the room of the gate where it began; null when that gate is not known here. */
export function placeOf(programme, { session, gate }) {
  if (session === null) return HOUSE;
  const room = roomAt(programme, gate);
  return room === null ? null : keyOf(session, room);
}

export const gateOf = (programme, id) => programme.gates.find((gate) => gate.id === id) ?? null;
/** The slug of the room that a gate leads to; null at an entrance, and where the gate is not known here. */
export const roomAt = (programme, gate) => gateOf(programme, gate)?.room ?? null;
export const roomOf = (programme, slug) => programme.rooms.find((room) => room.slug === slug) ?? null;

/** How many people a place holds, null where no limit is set. */
export function limitOf(programme, key) {
  if (key === HOUSE) return programme.house_limit ?? null;
  return roomOf(programme, key.slice(key.indexOf("/") + 1))?.limit ?? null;
}
