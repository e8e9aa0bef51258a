/**
 * Where a person is: what the server's list says, with what this phone did since laid over it. Pure.
 *
 * A presence is {session (null at the entrance), entered_at, left_at (null while inside), gate, scan}; times in ms. An
 * act is what a scan of this phone did: {id, at, gate, session, effect}, or {id, at, undone: the act taken back, with
 * the presence that it ended in another room of its session as `from`}. The
 * server's list knows seconds and names no scan. There is one presence of each session, in one of its rooms.
 */

/** Lay acts over presences, in the order in which they happened; `roomAt` tells the room of a gate, or null. */
export function layOver(presences, acts, roomAt = () => null) {
  // A scan that was taken back is left out, and taken out of the server's list, which may have it already.
  const undone = new Set(acts.filter((act) => act.undone).map((act) => act.undone.id));
  return acts
    .filter((act) => !undone.has(act.id))
    .sort(byTime)
    .reduce((laid, act) => after(laid, act, roomAt), presences);
}

/** The presence that entering a room ends in another room of the same session, or null. */
export function otherRoomOf(presences, { gate, session }, roomAt) {
  const here = presences.find((presence) => presence.session === session && presence.left_at === null);
  return here && !isSameRoom(here.gate, gate, roomAt) ? here : null;
}

/** How many more are inside where, after than before: [[place's key, step]]. */
export function movesBetween(before, after, keyOf) {
  const steps = new Map();
  const count = (presences, step) => {
    for (const presence of presences) {
      const key = presence.left_at === null ? keyOf(presence) : null;
      if (key !== null) steps.set(key, (steps.get(key) ?? 0) + step);
    }
  };
  count(after, 1);
  count(before, -1);
  return [...steps].filter(([, step]) => step !== 0);
}

function after(presences, act, roomAt) {
  if (act.undone) return takenBack(presences, act.undone);
  if (act.effect === "admitted") return entered(presences, act, roomAt);
  if (act.effect === "left") return left(presences, act);
  return presences;
}

function entered(presences, { id, at, gate, session }, roomAt) {
  const here = presences.find((presence) => presence.session === session);
  if (here && here.left_at === null && isSameRoom(here.gate, gate, roomAt)) return presences;
  // Entering a room moves the person out of the others; the house stays.
  const others = presences.filter((presence) => presence !== here).map((presence) =>
    session !== null && presence.session !== null ? closed(presence, at) : presence);
  return [...others, { session, entered_at: at, left_at: null, gate, scan: id }];
}

// Where the room of a gate is not known here, nobody is moved by it.
function isSameRoom(one, other, roomAt) {
  return [roomAt(one), roomAt(other)].includes(null) || roomAt(one) === roomAt(other);
}

function left(presences, { at, session }) {
  // Who leaves the house has left its rooms too.
  return presences.map((presence) => (session === null || presence.session === session ? closed(presence, at) : presence));
}

function takenBack(presences, { id, at, gate, session, effect, from }) {
  const isThen = (time) => time !== null && Math.abs(time - at) < 1000;
  const isItsOwn = (presence) => effect === "admitted" && (presence.scan
    ? presence.scan === id
    : presence.session === session && presence.gate === gate && isThen(presence.entered_at));
  // What ended at that instant ended by this act.
  return presences
    .flatMap((presence) => (isItsOwn(presence) ? (from ?? []) : presence))
    .map((presence) => (isThen(presence.left_at) ? { ...presence, left_at: null } : presence));
}

function closed(presence, at) {
  return presence.left_at === null ? { ...presence, left_at: at } : presence;
}

function byTime(a, b) {
  return a.at - b.at || (a.id < b.id ? -1 : 1);
}
