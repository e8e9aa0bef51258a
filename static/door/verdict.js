/**
 * What the door answers to a scan: facts in, verdict out. Pure.
 *
 * The same rules as innovfest/checkin/rules.py; tests/contracts/verdicts.json is run against both, so a rule is
 * changed in three places or in none. Facts are written as in that table: times in RFC 3339, ids as numbers.
 * `inside` and `limits` are by room, and by "" for the house; `lent` is how many places of this room the phone may
 * still give away by itself, null where no limit is set.
 */

const MINUTE = 60 * 1000;
const HOUR = 60 * MINUTE;

export const ROOM_OPENS_BEFORE = 30 * MINUTE;
export const DAY_BEGINS_BEFORE = 12 * HOUR;
export const ENTRANCE_CLOSES_AFTER = 6 * HOUR;
export const HOUSE = "";

const BADGE_REASONS = { spare: "spare", foreign: "other_event" };
const OVERRIDABLE = new Set(["not_confirmed", "wrong_gate", "room_full"]);

/** Answer a scan: {verdict, reason, session, go_to, draws}. */
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
  if (isThere(presence, at) && !isElsewhere(facts, presence)) return answer("already_in", null, place);
  const obstacle = obstacleTo(facts, session);
  if (obstacle) return obstacle;
  const draws = session !== null && !hasKeptPlace(facts, session) && mayLend(facts);
  return answer("admitted", remark(facts, session), place, null, draws);
}

function obstacleTo(facts, session) {
  const place = session?.id ?? null;
  if (facts.status !== "confirmed") return answer("not_confirmed", facts.status, place);
  if (!session) return hasPlace(facts, HOUSE) ? null : answer("room_full", "house_full");
  const seat = seatElsewhere(facts, session);
  if (seat && !changesRooms(facts, place) && !hasReleasedSeat(facts)) return answer("wrong_gate", "other_session", place, seat.rooms[0] ?? null);
  if (!hasPlace(facts, facts.room)) return answer("room_full", "fire_limit", place, roomWithPlace(facts, session));
  if (!hasKeptPlace(facts, session) && mayLend(facts) && facts.lent < 1) {
    // What is left is kept for people with a seat, or was lent to other phones, which this one may not see.
    return answer("room_full", "kept", place, roomWithPlace(facts, session, facts.room));
  }
  return null;
}

function remark(facts, session) {
  const place = session?.id ?? null;
  if (presenceAt(facts, place) && !changesRooms(facts, place)) return "back_in";
  if (session?.bookable && !facts.holds.includes(session.id)) return hasReleasedSeat(facts) ? "released" : "no_seat";
  return null;
}

function leaving(facts) {
  const here = facts.check_ins
    .filter(({ session, entered_at, left_at }) =>
      left_at === null && time(entered_at) <= time(facts.at) && isHere(facts, session))
    .sort((a, b) => time(a.entered_at) - time(b.entered_at) || (a.session ?? 0) - (b.session ?? 0));
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

// Whatever the clocks say: which of two arrivals came first is for the server, which sees all of them.
function isThere(presence, at) {
  return presence !== undefined && (presence.left_at === null || at < time(presence.left_at));
}

// In another room of the same session; a presence whose room is not known is here.
function isElsewhere({ room }, presence) {
  return (presence.room ?? null) !== null && presence.room !== room;
}

/** Whether somebody comes from another room of the same session. */
function changesRooms(facts, place) {
  const presence = presenceAt(facts, place);
  return isThere(presence, time(facts.at)) && isElsewhere(facts, presence);
}

// A seat's place is kept until its holder is in one of the session's rooms.
function hasKeptPlace(facts, session) {
  return session.bookable && facts.holds.includes(session.id) && !changesRooms(facts, session.id);
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
  if (released === null) return false;
  const inRooms = Object.entries(inside).filter(([room]) => room !== HOUSE);
  return inRooms.reduce((sum, [, number]) => sum + number, 0) < released;
}

function roomWithPlace(facts, session, not = null) {
  return session.rooms.find((room) => room !== not && hasPlace(facts, room)) ?? null;
}

function hasPlace(facts, room) {
  const limit = facts.limits[room];
  return limit === undefined || limit === null || (facts.inside[room] ?? 0) < limit;
}

function mayLend({ lent }) {
  return lent !== null && lent !== undefined;
}

function byStart(a, b) {
  return time(a.starts_at) - time(b.starts_at) || a.id - b.id;
}

function answer(verdict, reason = null, session = null, goTo = null, draws = false) {
  return { verdict, reason, session, go_to: goTo, draws };
}

const time = (text) => Date.parse(text);
