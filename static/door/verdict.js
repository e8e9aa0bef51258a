/**
 * What the door answers to a scan: facts in, verdict out. Pure.
 *
 * The same rules as innovfest/checkin/rules.py; tests/contracts/verdicts.json is run against both, so a rule is
 * changed in three places or in none. Facts are written as in that table: times in RFC 3339, ids as numbers.
 */

const MINUTE = 60 * 1000;
const HOUR = 60 * MINUTE;

export const ROOM_OPENS_BEFORE = 30 * MINUTE;
export const DAY_BEGINS_BEFORE = 12 * HOUR;
export const ENTRANCE_CLOSES_AFTER = 6 * HOUR;

const BADGE_REASONS = { spare: "spare", foreign: "other_event" };
const OVERRIDABLE = new Set(["not_confirmed", "wrong_gate", "room_full"]);

/** Answer a scan: {verdict, reason, session, go_to}. */
export function decide(facts) {
  if (facts.badge === "replaced") return answer("replaced_code");
  if (facts.badge !== "active") return answer("unknown", BADGE_REASONS[facts.badge] ?? "no_such_code");
  if (facts.direction === "out") return leaving(facts);
  const verdict = entering(facts);
  const overruled = OVERRIDABLE.has(verdict.verdict) && facts.supervisor && (facts.override ?? "").trim();
  return overruled ? answer("admitted", "override", verdict.session) : verdict;
}

/** Find the session that a room's gate belongs to: the one running, else the next whose doors are open. */
export function sessionAt(sessions, room, at) {
  const openNow = sessions.filter(
    (session) =>
      session.rooms.includes(room) &&
      !session.cancelled &&
      time(session.starts_at) - ROOM_OPENS_BEFORE <= at &&
      at < time(session.ends_at),
  );
  const running = openNow.filter((session) => time(session.starts_at) <= at);
  return running.sort(byStart).at(-1) ?? openNow.sort(byStart)[0] ?? null;
}

function entering(facts) {
  const at = time(facts.at);
  if (facts.status === "cancelled") return answer("cancelled");
  const session = facts.room ? sessionAt(facts.sessions, facts.room, at) : null;
  if (facts.room && !session) return answer("not_open", "no_session");
  if (at > time(facts.event.ends_at) + ENTRANCE_CLOSES_AFTER) return answer("not_open", "event_over");
  const place = session?.id ?? null;
  const presence = presenceAt(facts, place);
  if (presence && wasIn(presence, at)) return answer("already_in", null, place);
  if (presence && at < time(presence.entered_at)) return cameEarlier(facts, place);
  if (facts.status !== "confirmed") return answer("not_confirmed", facts.status, place);
  const seat = session && seatElsewhere(facts, session);
  if (seat && !hasReleasedSeat(facts)) return answer("wrong_gate", "other_session", place, seat.rooms[0] ?? null);
  if (session && !hasPlace(facts, facts.room)) {
    return answer("room_full", "fire_limit", place, session.rooms.find((room) => hasPlace(facts, room)) ?? null);
  }
  if (presence) return answer("admitted", "back_in", place);
  if (session?.bookable && !facts.holds.includes(session.id)) {
    return answer("admitted", hasReleasedSeat(facts) ? "released" : "no_seat", place);
  }
  return answer("admitted", null, place);
}

function cameEarlier(facts, place) {
  // Two phones without a connection let the same badge in, and the later arrival was told first. A phone that
  // has not let anyone in yet asks like any other: one badge opens the door once.
  return facts.decided === "admitted" ? answer("admitted", "earlier", place) : answer("already_in", null, place);
}

function leaving(facts) {
  const here = facts.check_ins
    .filter(({ session, entered_at, left_at }) =>
      left_at === null && time(entered_at) <= time(facts.at) && isHere(facts, session))
    .sort((a, b) => time(a.entered_at) - time(b.entered_at));
  return here.length ? answer("left", null, here.at(-1).session) : answer("left", "was_not_in");
}

function isHere(facts, place) {
  if (!facts.room || place === null) return !facts.room && place === null;
  return facts.sessions.some((session) => session.id === place && session.rooms.includes(facts.room));
}

function presenceAt(facts, place) {
  const presence = facts.check_ins.find(({ session }) => session === place);
  const dayBegins = time(facts.event.starts_at) - DAY_BEGINS_BEFORE;
  // An arrival before the day began was a rehearsal.
  const rehearsal = presence && time(presence.entered_at) < dayBegins && dayBegins <= time(facts.at);
  return rehearsal ? undefined : presence;
}

function wasIn({ entered_at, left_at }, at) {
  return time(entered_at) <= at && (left_at === null || at < time(left_at));
}

function seatElsewhere(facts, session) {
  if (!session.bookable || facts.holds.includes(session.id)) return undefined;
  return facts.sessions
    .filter((other) => facts.holds.includes(other.id) && !other.cancelled && excludes(session, other))
    .sort(byStart)[0];
}

function excludes(session, other) {
  const sameSlot = session.slot !== null && session.slot === other.slot;
  return sameSlot || (time(session.starts_at) < time(other.ends_at) && time(other.starts_at) < time(session.ends_at));
}

function hasReleasedSeat({ released, inside }) {
  return released !== null && Object.values(inside).reduce((sum, number) => sum + number, 0) < released;
}

function hasPlace(facts, room) {
  const limit = facts.limits[room];
  return limit === undefined || limit === null || (facts.inside[room] ?? 0) < limit;
}

function byStart(a, b) {
  return time(a.starts_at) - time(b.starts_at) || a.id - b.id;
}

function answer(verdict, reason = null, session = null, goTo = null) {
  return { verdict, reason, session, go_to: goTo };
}

const time = (text) => Date.parse(text);
