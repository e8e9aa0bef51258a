/** A verdict as the server would write it (innovfest/checkin/answers.py), from what the phone knows. Pure. */

import { ROOM_OPENS_BEFORE } from "../verdict.js";
import { gateOf, roomOf } from "./places.js";

/**
 * @param verdict   of verdict.js
 * @param scan      {id, at}
 * @param person    as the list gives it, or null
 * @param gate      {id, name, room}
 * @param programme of the snapshot
 */
export function writeAnswer({ verdict, scan, person, gate, programme }) {
  const before = verdict.verdict === "already_in"
    ? person?.presences.find(({ session }) => session === verdict.session)
    : undefined;
  return {
    id: scan.id,
    verdict: verdict.verdict,
    reason: verdict.reason,
    registration: null,
    n: person?.n ?? null,
    first_scan: before?.scan ?? null,
    conflict: null,
    person: person && describePerson(person, programme, scan.at),
    where: whereTo({ verdict, before, gate, programme, at: scan.at }),
  };
}

function describePerson({ name, organisation, holds, note, table }, programme, at) {
  const seats = programme.sessions.filter((session) =>
    holds.includes(session.id) && !session.cancelled && Date.parse(session.ends_at) > at);
  const session = seats.sort(byStart)[0];
  return {
    name,
    organisation,
    breakout: session?.title ?? null,
    room: session ? (roomOf(programme, session.rooms[0])?.name ?? null) : null,
    note,
    table,
  };
}

function whereTo({ verdict, before, gate, programme, at }) {
  if (before) {
    const known = gateOf(programme, before.gate);
    return spot(programme, { gate: known?.name ?? null, at: before.entered_at, room: known?.room });
  }
  if (verdict.go_to) return spot(programme, { room: verdict.go_to });
  if (verdict.reason === "no_session" && gate.room) {
    const next = nextIn(programme, gate.room, at);
    if (next) return spot(programme, { at: Date.parse(next.starts_at) - ROOM_OPENS_BEFORE, room: gate.room });
  }
  return null;
}

function spot(programme, { gate = null, at = null, room = null }) {
  const facts = room ? roomOf(programme, room) : null;
  return {
    gate,
    at: at === null ? null : new Date(at).toISOString(),
    room: facts?.name ?? null,
    direction: facts?.direction || null,
  };
}

/** The next session of a room that has not begun. */
export function nextIn(programme, room, at) {
  const coming = programme.sessions.filter((session) =>
    session.rooms.includes(room) && !session.cancelled && Date.parse(session.starts_at) > at);
  return coming.sort(byStart)[0] ?? null;
}

function byStart(a, b) {
  return Date.parse(a.starts_at) - Date.parse(b.starts_at) || a.id - b.id;
}
