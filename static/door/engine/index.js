/**
 * The phone's engine: decides every scan by itself, keeps it, and tells the server when it answers.
 *
 * What the panels see of it:
 *
 * engine.list.find(text, limit = 20) -> [person]
 * engine.list.get(n) -> person | null
 * engine.list.byCode(text) -> Promise<{badge: "active" | "replaced" | "spare" | "unknown", person | null}>
 * engine.list.patch(n, changes)      a local change until the server's list says so too
 * engine.list.addLocal({first_name, last_name, organisation, spare_code, id}) -> Promise<person>
 *     person = {n, hash, name, organisation, status: "confirmed" | "waitlisted" | "pending" | "cancelled", holds: [id],
 *               presences: [{session | null, entered_at ms, left_at ms | null, gate, scan}], note, table: name | ""}
 * engine.facts -> {phone, event, programme, live} | null while nothing is known yet
 * engine.gate -> {id, name, room} | null
 * engine.chooseGate(id) -> Promise
 * engine.outbox.add(kind, body) -> Promise<answer | null>
 *     Kept on the phone first, sent in order. `id` is made when the body has none. null: no answer within 3 s, it goes
 *     later. Rejects with Refused (api.js) when the server said no.
 * engine.outbox.waiting -> number
 * engine.post(path, body) -> Promise<JSON>    at once or not at all: NoAnswer, Refused
 * engine.get(path) -> Promise<JSON>, engine.getBlob(path) -> Promise<Blob>    "/conflicts", "/badges/12"; NoAnswer, Refused
 * engine.take(code, {override}) -> Promise<scan id>
 * engine.judge(code, {override}) -> Promise<{badge, person | null, verdict, reason, description}>    keeps nothing
 * engine.claims = fn | null    set by the panels: asked for every code that is read, which is not taken when it says true
 * engine.feedback.give("good" | "warn" | "stop")
 * engine.undo(scanId) -> Promise<boolean>
 * engine.countOne("in" | "out") -> Promise<scan id | null>, engine.headCount(number) -> Promise<scan id | null>
 *     null: nothing is on in this gate's room now, so that there is no number that it would change
 * engine.recent -> [{scan, description, late, undoable}]   newest first; recent.js lists them, with Undo, under More
 *     scan = {id, kind: "badge" | "count", hash, n, at ms, scanned_at, direction, gate, undone}; late = description | null
 * engine.shown -> {scan: {id, code, at, gate}, hash, description, person | null, result} | null   what is on the screen now
 *     result = as POST /scans answers it: {verdict, reason, n, person, where, …}
 * engine.onChange(fn) -> a function that stops it; fn() after anything of the above has changed
 * engine.now() -> ms, corrected by the measured offset
 * engine.hash(code) -> Promise<string>    as the snapshot has it
 *
 * engine.state -> "open" | "over" (the shift ended) | "revoked" | "elsewhere" (another tab scans)
 * engine.sayFarewell()               tells the server of lists that are deleted; by itself once started
 * engine.shiftEndsAt -> ms | null ; engine.endShift() -> Promise    deletes the list; the token goes when nothing waits
 * engine.asOf -> ms | null    when the list was last heard of
 * engine.outbox.items -> [{seq, kind, body, at}] that wait ; .aside -> the same with aside: {status, detail}
 * engine.outbox.retry(seq?) ; .forget(seq)
 * engine.readMessage(id), engine.messageRead -> id ; engine.lent -> number | null    places that this gate may still give away by itself
 * engine.inside -> number | null, engine.limit -> number | null    at this gate's place now; null while nothing is on there
 *
 * On the page, the panels put their buttons into `[data-verdict-extra]` (on the verdict) and `[data-more-extra]` (in More).
 */

import { Refused } from "../api.js";
import { makeClock } from "./clock.js";
import { hashOf } from "./codes.js";
import { newId } from "./ids.js";
import { makeFarewell } from "./farewell.js";
import { makeList } from "./list.js";
import { makeLoans } from "./loans.js";
import { makeLocal } from "./local.js";
import { openMemory } from "./memory.js";
import { makeOutbox } from "./outbox.js";
import { gateOf, limitOf, placeAt } from "./places.js";
import { makeRefreshing } from "./refreshing.js";
import { makeScanning } from "./scanning.js";
import { makeShift } from "./shift.js";

const ANSWER_WITHIN = 3000; // ms that a panel waits for the server before it goes on
const KEPT_IN_SIGHT = 20;
const WRITE_EVERY = 30000; // ms between two writes of a list's time; each waits for the disk
const LOOK_EVERY = 1000;
const CLOCK_DRIFT = 500;

const callOf = ({ kind, body }) => `${kind} ${body.id}`;

/**
 * Open what the phone kept and start the engine; it asks nobody before `start`.
 *
 * @param makeApi   ({onTime, token}) => api.js; with the phone's own token, or with this one
 * @param store     store.js
 * @param token     {read, forget} of the phone's token, {before, forgetBefore} of the one of its enrolment before
 * @param describe  (result, asOf, {isEntrance}) => what the screen says
 * @param on        {shown(description, act), late(description, act), state(word)}
 */
export async function makeEngine({ makeApi, store, storage, token, describe, feedback, version, on, isAwake = () => !document.hidden }) {
  const memory = await openMemory({ store, storage, token: token.read(), before: token.before?.() });
  token.forgetBefore?.();
  const clock = makeClock({ known: memory.known.get("clock") ?? null });
  const api = makeApi({ onTime: clock.learn });
  const listeners = new Set();
  const callers = new Map();
  let tick = 0;
  let trouble = "";
  let told = false;
  let place;
  let wasAwake = true;
  const borrowing = new Set(); // places of which a report asks now
  let writtenAt = -Infinity; // of a list's time, by the clock that nobody sets

  const loans = makeLoans({ loans: memory.loans, limit: (place) => limitOf(memory.facts.programme, place) });
  const local = makeLocal({ memory, write: store.write, loans, offset: () => clock.offset ?? 0 });
  const { people, acts, changes } = memory;
  const list = makeList({ people, acts, changes, facts: () => memory.facts, numberOf: local.numberOf });
  const outbox = makeOutbox({
    items: memory.items,
    write: store.write,
    scans: (scans) => api.scans({ sent_at: new Date().toISOString(), scans }),
    send: (kind, body) => api.post(`/${kind}`, body),
    ready: local.outgoing,
    isAnswering: () => !refreshing.silent,
    on: { answer: answered, aside: setAside, stopped: (why) => shift.stopped(why), change },
  });
  const scanning = makeScanning({
    memory, list, loans, clock, gate,
    send: async (body, steps) => {
      await outbox.add("scans", body, steps);
      outbox.flush();
      refreshing.tellSoon();
    },
    on: {
      shown: (act) => on.shown(described(act), act),
      late: (act, result) => on.late(describe(result, clock.now()), act),
      change,
    },
  });
  const refreshing = makeRefreshing({ ask, report, isAwake });
  const farewell = makeFarewell({
    memory,
    write: store.write,
    post: (secret, body) => makeApi({ onTime: clock.learn, token: () => secret }).post("/reports", body),
    isKept: () => !store.trouble,
    about: state,
  });
  const shift = makeShift({ memory, store, clock, token, outbox, refreshing, farewell, on: (state) => { on.state(state); change(); } });

  // --- what the server says

  async function ask() {
    const asked = ++tick;
    const changed = await shift.guarded(api.snapshot(memory.known.get("cursor")));
    if (shift.state !== "open") return;
    if (outbox.silent) outbox.flush(); // it answers again
    const steps = changed ? memory.merge(changed, clock.now()) : heard();
    await store.write([...steps, ...clockSteps(), ...local.settle(asked, outbox.items)]);
    change();
  }

  /** What was measured, for a page that is opened without an answer; written when it differs. */
  function clockSteps() {
    const differs = clock.known && !(Math.abs(clock.offset - memory.known.get("clock")?.offset) < CLOCK_DRIFT);
    return differs ? [memory.fact("clock", clock.known)] : [];
  }

  /** Nothing changed: the list is as new as this answer. Written now and then only. */
  function heard() {
    const step = memory.fact("as_of", clock.now());
    if (performance.now() - writtenAt < WRITE_EVERY) return [];
    writtenAt = performance.now();
    return [step];
  }

  async function report() {
    if (!memory.facts || shift.state !== "open") return;
    const [{ key }, choice] = [here(), memory.choice()];
    // One report at a time asks of a place: a higher ceiling that comes late would give away what was returned meanwhile.
    const place = borrowing.has(key) ? null : key;
    await borrowed(place, async () => {
      // Not while nobody answers: a gate chosen by mistake would cost what was lent at the right one.
      const { returned, steps } = refreshing.silent ? { returned: [], steps: [] } : loans.leaveOthers(gate().room);
      const body = { gate: gate().id, choice, ...loans.told(place), returned };
      await store.write([...steps, ...loans.ask(place)]);
      if (memory.choice() !== choice || shift.state !== "open") return;
      const answer = await shift.guarded(api.post("/reports", { ...state(), ...body }));
      if (memory.facts && memory.choice() === choice) await store.write(learned(answer, { key: place, returned }));
      shift.learn(answer.shift_ends_at);
      change();
    });
  }

  /** How the phone is doing, as a report tells it. */
  function state() {
    return {
      version,
      waiting: outbox.waiting,
      oldest: outbox.oldest === null ? null : new Date(outbox.oldest).toISOString(),
      offset_ms: clock.measured,
      trouble: troubleNow(),
      message_read: memory.known.get("message_read") ?? 0,
    };
  }

  async function borrowed(place, send) {
    if (place === null) return send();
    borrowing.add(place);
    try {
      return await send();
    } finally {
      borrowing.delete(place);
    }
  }

  /** An answer to where the phone stood before may tell of places that were lent on since. */
  function learned(answer, { key, returned }) {
    return [...loans.settle(returned), ...(key !== null ? loans.learn(key, answer.ceiling ?? null, answer.offer ?? 0) : [])];
  }

  function troubleNow() {
    if (store.trouble) return "storage";
    return trouble || (clock.jumped ? "clock" : "");
  }

  // --- what waits

  function answered(item, answer) {
    callers.get(callOf(item))?.done(answer);
    if (item.kind === "scans") return scanning.answered(item.body, answer, ++tick);
    return local.learned(item, answer, ++tick);
  }

  function setAside(item) {
    const caller = callers.get(callOf(item));
    if (!caller) return "kept";
    // Somebody stands there and reads why: it needs no keeping.
    const { status, detail } = item.aside;
    store.write(local.refused(item));
    caller.fail(new Refused(status, { detail }));
    return "handled";
  }

  async function add(kind, body) {
    const whole = { ...body, id: body.id ?? newId() };
    const call = callOf({ kind, body: whole });
    // Before it is kept: a flight in the air takes it along at once.
    const answer = new Promise((done, fail) => callers.set(call, { done, fail }));
    answer.catch(() => {});
    try {
      await outbox.add(kind, whole);
      outbox.flush();
      return await Promise.race([answer, new Promise((done) => setTimeout(done, ANSWER_WITHIN, null))]);
    } finally {
      callers.delete(call);
    }
  }

  // --- where the phone is

  function gate() {
    const { phone, programme } = memory.facts;
    return gateOf(programme, memory.known.get("gate") ?? phone.gate) ?? gateOf(programme, phone.gate)
      ?? { id: phone.gate, name: "", room: null };
  }

  const here = () => placeAt(memory.facts.programme, gate(), clock.now());

  async function chooseGate(id) {
    await store.write(memory.standAt(id));
    refreshing.tellSoon();
    change();
  }

  // --- what is seen of it

  function described(act) {
    if (act.kind === "count") return describe({ verdict: "count", reason: act.direction }, act.at);
    const isEntrance = !gateOf(memory.facts.programme, act.gate)?.room;
    return describe(act.result, act.as_of ?? act.at, { isEntrance });
  }

  async function judge(code, more) {
    const { badge, person, result, gate: at } = scanning.judge(code, more);
    const description = described({ kind: "badge", result, gate: at, as_of: memory.known.get("as_of") });
    return { badge, person, verdict: result.verdict, reason: result.reason, description };
  }

  function recent() {
    return [...memory.acts.values()]
      .filter(({ kind }) => kind === "badge" || kind === "count")
      .slice(-KEPT_IN_SIGHT)
      .reverse()
      .map((act) => ({
        scan: { id: act.id, hash: act.hash ?? "", scanned_at: new Date(act.at).toISOString(), at: act.at,
          direction: act.direction, gate: act.gate, kind: act.kind, n: act.n, undone: Boolean(act.undone_by) },
        description: described(act),
        late: act.late ? describe(act.late, act.at) : null,
        undoable: scanning.isUndoable(act),
      }));
  }

  /** Tell the listeners, once for all that changed in this turn. */
  function change() {
    if (told) return;
    told = true;
    queueMicrotask(() => {
      told = false;
      for (const listener of listeners) listener();
    });
  }

  async function start() {
    farewell.send();
    await shift.opened(refreshing.refresh);
    outbox.retry();
    if (shift.state === "open") refreshing.start();
    setInterval(look, LOOK_EVERY);
  }

  /** Once a second: the clock may have been set, the shift may be over, another session may be on in this room. */
  function look() {
    const slept = !wasAwake || !isAwake();
    wasAwake = isAwake();
    if (clock.notice(slept)) store.write([memory.fact("clock", clock.known)]);
    shift.look();
    const key = shift.state === "open" && memory.facts ? here().key : null;
    if (key === place) return;
    place = key;
    refreshing.tellSoon();
    change();
  }

  /** Somebody looks again, or the network came back. */
  function wake(slept = false) {
    clock.notice(slept);
    if (outbox.waiting || shift.state === "open") outbox.flush();
    if (shift.state === "open") refreshing.refresh().catch(() => {});
  }

  return {
    list: {
      find: list.find,
      get: list.get,
      byCode: async (text) => list.look(text),
      patch: (n, changes) => local.patch(n, changes, ++tick).then(change),
      addLocal: async (about) => {
        const n = await local.add({ ...about, hash: hashOf(memory.facts.event.uid, about.spare_code ?? "") }, ++tick);
        change();
        return list.get(n);
      },
    },
    outbox: {
      add,
      flush: outbox.flush,
      retry: outbox.retry,
      forget: (seq) => {
        const item = outbox.aside.find((one) => one.seq === seq);
        return outbox.forget(seq).then(() => store.write(item ? local.refused(item) : []));
      },
      get waiting() { return outbox.waiting; },
      get aside() { return outbox.aside; },
      get items() { return outbox.items; },
      get silent() { return outbox.silent; },
      get oldest() { return outbox.oldest; },
    },
    post: (path, body) => shift.guarded(api.post(path, body)),
    get: (path) => shift.guarded(api.get(path)),
    getBlob: (path) => shift.guarded(api.blob(path)),
    take: scanning.take,
    judge,
    feedback,
    claims: null,
    undo: scanning.undo,
    countOne: scanning.countOne,
    headCount: scanning.headCount,
    leave: scanning.leave,
    chooseGate,
    start,
    wake,
    refresh: refreshing.refresh,
    endShift: shift.end,
    sayFarewell: farewell.send,
    rest: shift.rest,
    /** "camera" while there is no picture, "" again when there is. */
    setTrouble: (word) => {
      if (word !== trouble) refreshing.tellSoon();
      trouble = word;
    },
    readMessage: (id) => store.write([memory.fact("message_read", id)]).then(refreshing.tellSoon),
    get messageRead() { return memory.known.get("message_read") ?? 0; },
    hash: async (code) => hashOf(memory.facts.event.uid, code),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    now: clock.now,
    get direction() { return scanning.direction; },
    set direction(way) { scanning.direction = way; },
    get facts() { return memory.facts; },
    get gate() { return memory.facts && gate(); },
    get place() { return memory.facts && here(); },
    get inside() { return here().key === null ? null : list.inside(here().key); },
    get limit() { return here().key === null ? null : limitOf(memory.facts.programme, here().key); },
    get lent() { return loans.left(here().key); },
    get recent() { return recent(); },
    get shown() {
      const act = scanning.shown;
      return act && memory.facts && { scan: { id: act.id, code: scanning.shownCode, at: act.at, gate: act.gate }, hash: act.hash, description: described(act),
        person: act.n === null ? null : list.get(act.n), result: act.result };
    },
    get asOf() { return memory.known.get("as_of") ?? null; },
    get silent() { return refreshing.silent; },
    get trouble() { return store.trouble; },
    get state() { return shift.state; },
    get shiftEndsAt() { return shift.endsAt; },
  };
}
