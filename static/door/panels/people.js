/** What the phone knows of a person, in sentences. Pure. */

/** Their seats, each "Energy, Break-out B, 16:30". */
export function seatsOf(person, programme, { say, clockTime }) {
  return programme.sessions
    .filter(({ id, cancelled }) => person.holds.includes(id) && !cancelled)
    .map((session) => say("seat", {
      title: session.title,
      room: session.rooms.map((slug) => roomName(slug, programme)).join(", "),
      time: clockTime(session.starts_at),
    }));
}

/** Where they are in now, since when and by which gate; the house first. */
export function placesOf(person, programme, { say, clockTime }) {
  return person.presences
    .filter(({ left_at: left }) => left === null)
    .toSorted((a, b) => Number(a.session ?? 0) - Number(b.session ?? 0))
    .map(({ session, entered_at: entered, gate }) => say(session === null ? "in_house" : "in_session", {
      title: programme.sessions.find(({ id }) => id === session)?.title ?? "",
      time: clockTime(new Date(entered).toISOString()),
      gate: gateName(gate, programme),
    }));
}

/** The open cases of a person, or of a badge that is on no list, oldest first. */
export function casesOf({ person, hash }, cases, closed) {
  return openCases(cases, closed).filter((one) =>
    person ? one.person === person.n || (one.code && one.code === person.hash) : Boolean(hash) && one.code === hash);
}

export function openCases(cases, closed) {
  return (cases ?? []).filter(({ id }) => !closed.has(id)).toSorted((a, b) => a.at.localeCompare(b.at));
}

/** A case's "verdict/reason" in words. */
export function reasonWords(reason, say) {
  const [verdict, why] = reason.split("/");
  return say(why === "spare" ? "word_spare" : `word_${verdict}`) || reason;
}

/** Where and when someone was sent on. */
export function sentFrom({ gate, at }, programme, { say, clockTime }) {
  return say("sent_from", { gate: gateName(gate, programme), time: clockTime(at) });
}

export function gateName(gate, programme) {
  return programme.gates.find(({ id }) => id === gate)?.name ?? "?";
}

function roomName(slug, programme) {
  return programme.rooms.find((room) => room.slug === slug)?.name ?? slug;
}
