/** From an answer (the phone's own or the server's) to what the screen says: tone, word, who, where to, what to do. Pure. */

/** good is a circle with a tick, warn a triangle, stop an octagon. */
export const TONES = {
  admitted: "good",
  left: "good",
  already_in: "warn",
  wrong_gate: "warn",
  not_open: "warn",
  room_full: "stop",
  cancelled: "stop",
  replaced_code: "stop",
  not_confirmed: "stop",
  unknown: "stop",
};

/** What a supervisor may overrule with a reason (checkin/rules.py, OVERRIDABLE). */
const OVERRIDABLE = new Set(["not_confirmed", "wrong_gate", "room_full"]);

/**
 * Describe one answer.
 *
 * @param result      as `POST /api/v1/door/scans` gives it
 * @param say         words.js
 * @param clockTime   words.js
 * @param asOf        the time of the list, in RFC 3339
 * @param isEntrance  whether badges may be handed out here
 * @returns {tone, word, name, organisation, note, table, goTo, direction, lines, action, mayOverride, isSpare}
 */
export function describe(result, { say, clockTime, asOf, isEntrance = false }) {
  if (result.verdict === "count") return counted(result.reason, say);
  const person = result.person ?? {};
  const where = result.where ?? {};
  const isSpare = result.verdict === "unknown" && result.reason === "spare";
  return {
    tone: TONES[result.verdict] ?? "stop",
    word: say(isSpare ? "word_spare" : `word_${result.verdict}`),
    name: person.name ?? "",
    organisation: person.organisation ?? "",
    note: person.note ?? "",
    table: isEntrance && result.verdict === "admitted" ? (person.table ?? "") : "",
    goTo: sendsElsewhere(result) ? (where.room ?? "") : "",
    direction: sendsElsewhere(result) ? (where.direction ?? "") : "",
    lines: [sentence(result, { say, clockTime, asOf }), place(result, say)].filter(Boolean),
    action: say(isSpare ? "do_spare" : `do_${result.verdict}`),
    mayOverride: OVERRIDABLE.has(result.verdict),
    isSpare,
  };
}

function counted(direction, say) {
  return { tone: "good", word: say(direction === "in" ? "counted_in" : "counted_out"), name: "", organisation: "", note: "",
    table: "", goTo: "", direction: "", lines: [], action: "", mayOverride: false, isSpare: false };
}

function sendsElsewhere({ verdict, where }) {
  return (verdict === "wrong_gate" || verdict === "room_full") && Boolean(where?.room);
}

function sentence(result, { say, clockTime, asOf }) {
  const { verdict, reason, where } = result;
  const time = clockTime(where?.at);
  switch (verdict) {
    case "already_in":
      return time ? say("since", { time, gate: where.gate ?? "" }) : "";
    case "not_open":
      if (reason === "event_over") return say("event_over");
      return time ? say("opens_at", { time }) : say("no_session_here");
    case "unknown":
      if (reason === "spare") return say("spare");
      if (reason === "other_event") return say("other_event");
      return say("not_on_list", { time: clockTime(asOf) });
    case "not_confirmed":
      return say(reason === "waitlisted" ? "on_waiting_list" : "not_confirmed");
    case "room_full":
      return say({ kept: "why_kept", house_full: "why_house_full" }[reason] ?? "why_room_full");
    case "left":
      return reason === "was_not_in" ? say("was_not_in") : "";
    case "wrong_gate":
      return ""; // the room to go to says it all
    case "admitted":
      return { override: say("let_in_by_override"), no_seat: say("no_seat"), released: say("released"), back_in: say("back_in") }[reason] ?? "";
    default:
      return say(`why_${verdict}`);
  }
}

const TELLS_PLACE = new Set(["admitted", "already_in", "not_open"]);

/** The person's break-out, and its room: what they ask at the entrance. */
function place({ verdict, person }, say) {
  if (!TELLS_PLACE.has(verdict) || !person?.breakout) return "";
  return person.room ? say("breakout_in", { breakout: person.breakout, room: person.room }) : person.breakout;
}
