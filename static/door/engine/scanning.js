/**
 * The life of a scan on the phone: decided and shown at once, kept, sent, and compared with the server's answer.
 *
 * What a scan did is what the steward saw: the phone's verdict, or the server's when it came in time to take its
 * place on the screen. An answer that comes later changes nothing at the door; it is told on the quiet line.
 */

import { writeAnswer } from "./answers.js";
import { numberIn } from "./codes.js";
import { decideScan } from "./deciding.js";
import { newId } from "./ids.js";
import { gateOf, placeAt } from "./places.js";

export const IN_TIME = 400; // ms in which the server may still change what the screen says
const UNDO_FOR = 15 * 60 * 1000;
const LONGEST_CODE = 200; // characters; a forged QR code holds up to 7,089
const DOES_SOMETHING = new Set(["admitted", "left"]);
const MOST_ACTS = 2000; // that are remembered; a shift has some hundreds

/**
 * @param memory  memory.js; @param list list.js; @param loans loans.js; @param clock clock.js
 * @param gate    () => {id, name, room}
 * @param send    (body, steps) => Promise that resolves once the scan is kept
 * @param on      {shown(act), late(act, result), change()}
 */
export function makeScanning({ memory, list, loans, clock, gate, send, on, steady = () => performance.now() }) {
  let shown = null; // the act on the screen
  let shownAt = 0;
  let shownCode = ""; // in memory alone: a code that is kept makes a badge
  let direction = "in";

  /** Take what was read, typed or chosen; `override` is a supervisor's reason. Resolves to its id once it is kept. */
  function take(text, { override = null } = {}) {
    clock.notice();
    const code = text.slice(0, LONGEST_CODE);
    const { scan, here, seen, verdict, place, result } = decide(code, override);
    const act = {
      id: scan.id,
      kind: "badge",
      at: scan.at,
      hash: seen.hash,
      n: seen.person?.n ?? null,
      gate: here.id,
      direction,
      session: verdict.session,
      result,
      as_of: memory.known.get("as_of"),
      ...effectOf(verdict, seen.person?.n, scan, here),
    };
    // Whom a steward chose goes in a field of its own: the server takes a code for the text of a badge.
    const chosen = numberIn(code);
    const who = chosen === null ? { code } : { person: chosen };
    const body = bodyOf(act, { ...who, decided: verdict.verdict, override, drew: verdict.draws });
    show(act, code);
    return keep(act, body, verdict.draws ? loans.draw(place.key) : []);
  }

  function decide(code, override) {
    const scan = { id: newId(), at: clock.now(), direction, override };
    const here = gate();
    const seen = list.look(code);
    const { facts } = memory;
    const { verdict, place } = decideScan({ scan, seen, gate: here, facts, inside: list.inside, lent: loans.left });
    const result = writeAnswer({ verdict, scan, person: seen.person, gate: here, programme: facts.programme });
    return { scan, here, seen, verdict, place, result };
  }

  /** Decide as `take` does, and keep nothing: {badge, person, result, gate}. */
  function judge(text, { override = null } = {}) {
    const { here, seen, result } = decide(text.slice(0, LONGEST_CODE), override);
    return { badge: seen.badge, person: seen.person, result, gate: here.id };
  }

  function effectOf({ verdict, reason, session }, n, { id, at }, here) {
    const effect = n != null && DOES_SOMETHING.has(verdict) && reason !== "was_not_in" ? verdict : null;
    const act = { id, at, gate: here.id, session, effect };
    return { effect, moves: effect ? list.movesOf(n, act) : [], from: effect ? list.fromOf(n, act) : null };
  }

  function bodyOf(act, more) {
    return {
      id: act.id,
      kind: act.kind,
      code: "",
      person: null,
      gate: act.gate,
      direction: act.direction ?? "in",
      scanned_at: new Date().toISOString(),
      offset_ms: clock.measured,
      decided: null,
      acted: null,
      override: null,
      drew: false,
      number: null,
      undoes: null,
      ...more,
    };
  }

  async function keep(act, body, steps = []) {
    memory.acts.set(act.id, Object.assign(act, { acked: null, settled: false }));
    const old = [...memory.acts.keys()].slice(0, Math.max(0, memory.acts.size - MOST_ACTS));
    for (const id of old) memory.acts.delete(id);
    on.change();
    // With the clock's offset, so that a page that opens without a server goes on by the same time.
    const time = clock.known ? [memory.fact("clock", clock.known)] : [];
    await send(body, [["acts", "put", act], ...old.map((id) => ["acts", "delete", id]), ...steps, ...time]);
    return act.id;
  }

  function show(act, code) {
    shown = act;
    shownCode = code;
    shownAt = steady();
    on.shown(act);
  }

  /** Learn the server's answer to a scan; returns steps for the store. */
  function answered(body, result, tick) {
    if (!memory.facts) return []; // the list is gone with the shift: nobody is remembered
    const act = memory.acts.get(body.id) ?? strange(body, result);
    act.acked = tick;
    if (result.verdict === "too_late") return stands(act, body, result);
    if (act.kind !== "badge") return [["acts", "put", act]];
    if (result.verdict !== act.result.verdict && body.acted === null) {
      if (act === shown && steady() - shownAt <= IN_TIME && mayAdopt(act, result)) adopt(act, body, result);
      else tellLate(act, result);
    }
    on.change();
    return [["acts", "put", act]];
  }

  /** The server could not take a scan back any more: it stands. */
  function stands(act, body, result) {
    const scan = memory.acts.get(body.undoes);
    if (scan) scan.undone_by = null;
    act.settled = true;
    on.late(scan ?? act, result);
    return [act, scan].filter(Boolean).map((one) => ["acts", "put", one]);
  }

  /** A scan that this page did not make itself: kept by an earlier enrolment or an older page. */
  function strange(body, result) {
    const act = { id: body.id, kind: body.kind, at: Date.parse(body.scanned_at), n: result.n ?? null, gate: body.gate,
      direction: body.direction, session: null, effect: null, moves: [], result, acked: null, settled: true };
    memory.acts.set(act.id, act);
    return act;
  }

  /** The server does not count places for a phone that decides: whoever has none kept here takes one that was lent. */
  function mayAdopt(act, { verdict, n }) {
    const { key, session } = placeAt(memory.facts.programme, gateOf(memory.facts.programme, act.gate), act.at);
    const left = session ? loans.left(key) : null;
    const person = list.get(act.n ?? n);
    const isKept = session?.bookable && person?.holds.includes(session.id)
      && !person.presences.some((one) => one.session === session.id && one.left_at === null);
    return verdict !== "admitted" || left === null || Boolean(isKept);
  }

  /** The server's answer came while the phone's was still new on the screen: it takes its place, and is what was done. */
  function adopt(act, body, result) {
    const here = gateOf(memory.facts.programme, act.gate);
    const session = placeAt(memory.facts.programme, here, act.at).session?.id ?? null;
    // The server may know a badge that this phone's list does not have yet.
    Object.assign(act, { effect: null, moves: [], from: null, n: act.n ?? result.n ?? null });
    const verdict = { verdict: result.verdict, reason: result.reason, session };
    Object.assign(act, { session, result: withTable(result, act.n) }, effectOf(verdict, act.n, act, { id: act.gate }));
    on.shown(act);
    send({ ...body, acted: result.verdict }, [["acts", "put", act]]);
  }

  /** The table where a badge is handed out stands in the phone's list only. */
  function withTable(result, n) {
    const table = n === null ? undefined : list.get(n)?.table;
    return result.person ? { ...result, person: { ...result.person, table: table ?? "" } } : result;
  }

  function tellLate(act, result) {
    act.late = result;
    on.late(act, result);
  }

  /** Take back a scan of the last 15 minutes; resolves to whether it could be. */
  async function undo(id) {
    const act = memory.acts.get(id);
    if (!isUndoable(act)) return false;
    const back = {
      id: newId(),
      kind: "undo",
      at: clock.now(),
      n: act.n,
      gate: act.gate,
      undone: { id, at: act.at, gate: act.gate, session: act.session ?? null, effect: act.effect, from: act.from ?? null },
      moves: act.moves.map(([key, step]) => [key, -step]),
    };
    act.undone_by = back.id;
    await keep(back, bodyOf(back, { undoes: id, direction: act.direction }), [["acts", "put", act]]);
    return true;
  }

  function isUndoable(act) {
    const did = act && (act.effect || act.kind === "count") && !act.undone_by;
    return Boolean(did) && clock.now() - act.at <= UNDO_FOR;
  }

  /** One person more or less at this gate, whose name is sorted out later; null where nothing is on in its room. */
  async function countOne(way) {
    const { key } = placeAt(memory.facts.programme, gate(), clock.now());
    if (key === null) return null;
    const act = anAct("count", { direction: way, moves: [[key, way === "in" ? 1 : -1]] });
    return keep(act, bodyOf(act, { decided: way === "in" ? "admitted" : "left" }));
  }

  /** So many are inside now, whatever was counted before; null where nothing is on in this gate's room. */
  async function headCount(number) {
    const { key } = placeAt(memory.facts.programme, gate(), clock.now());
    if (key === null) return null;
    const act = anAct("headcount", { direction: "in", moves: [], sets: [key, number] });
    return keep(act, bodyOf(act, { number }));
  }

  function anAct(kind, more) {
    clock.notice();
    return { id: newId(), kind, at: clock.now(), n: null, gate: gate().id, effect: null, ...more };
  }

  return {
    take,
    judge,
    answered,
    undo,
    isUndoable,
    countOne,
    headCount,
    /** The screen was closed: an answer that still comes is late. */
    leave: () => {
      shown = null;
      shownCode = "";
    },
    get shown() { return shown; },
    /** The text of what is on the screen, for whoever acts on it there. */
    get shownCode() { return shownCode; },
    get direction() { return direction; },
    set direction(way) { direction = way; },
  };
}

