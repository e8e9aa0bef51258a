/** Facts for the rules, from the phone's own list. Pure. */

import { HOUSE, decide } from "../verdict.js";
import { keyOf, limitOf, placeAt, roomAt } from "./places.js";

/**
 * Decide a scan: {verdict (of verdict.js), place: {key, session, room}}.
 *
 * @param scan     {at, direction, override}
 * @param seen     {badge, person} of the list
 * @param gate     {id, name, room}
 * @param facts    {phone, event, programme, live} of the snapshot
 * @param inside   (place's key) => how many are inside
 * @param lent     (place's key) => how many the phone may still give away, or null
 */
export function decideScan({ scan, seen, gate, facts: { phone, event, programme, live }, inside, lent }) {
  const place = placeAt(programme, gate, scan.at);
  const rooms = place.session?.rooms ?? [];
  const keys = new Map([[HOUSE, HOUSE], ...rooms.map((room) => [room, keyOf(place.session.id, room)])]);
  const [since, seats] = live.released?.[place.session?.id] ?? [null, null];
  const verdict = decide({
    at: iso(scan.at),
    direction: scan.direction,
    override: scan.override,
    supervisor: phone.role === "supervisor",
    badge: seen.badge,
    status: seen.person?.status ?? null,
    room: gate.room,
    event,
    sessions: programme.sessions,
    holds: seen.person?.holds ?? [],
    check_ins: (seen.person?.presences ?? []).map(({ session, entered_at, left_at, gate: entered_by }) => ({
      session,
      entered_at: iso(entered_at),
      left_at: left_at === null ? null : iso(left_at),
      room: roomAt(programme, entered_by),
    })),
    inside: Object.fromEntries([...keys].map(([room, key]) => [room, inside(key)])),
    limits: Object.fromEntries([...keys].map(([room, key]) => [room, limitOf(programme, key)])),
    released: since !== null && Date.parse(since) <= scan.at ? seats : null,
    lent: place.session ? lent(place.key) : null,
  });
  return { verdict, place };
}

const iso = (ms) => new Date(ms).toISOString();
