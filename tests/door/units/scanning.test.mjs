/** The life of a scan: decided and shown at once, changed by the server within 400 ms, told quietly later, taken back. */

import assert from "node:assert/strict";
import test from "node:test";

import { hashOf } from "../../../static/door/engine/codes.js";
import { makeList } from "../../../static/door/engine/list.js";
import { makeLoans } from "../../../static/door/engine/loans.js";
import { makePeople } from "../../../static/door/engine/people.js";
import { limitOf } from "../../../static/door/engine/places.js";
import { makeScanning } from "../../../static/door/engine/scanning.js";
import { BEGUN, ENTRANCE, EVENT, LIVE, MINUTE, ROOM_B, aProgramme, aRow } from "./support.mjs";

const [ALICE, BOB, CHARLIE] = ["ALICE", "BOB", "CHARLIE"];

/** A phone at a gate: Alice holds a seat in Energy, Charlie in Labour market, Bob none. */
function aPhone({ gate = ROOM_B, programme = aProgramme(), live = LIVE, role = "steward", ceiling, presences = [], measured = 250 } = {}) {
  const people = makePeople();
  people.put([
    aRow(1, hashOf(EVENT.uid, ALICE), { name: "Alice", table: 0, presences }),
    aRow(2, hashOf(EVENT.uid, BOB), { name: "Bob", holds: [] }),
    aRow(3, hashOf(EVENT.uid, CHARLIE), { name: "Charlie", holds: [8] }),
  ]);
  const memory = { facts: { phone: { role }, event: EVENT, programme, live }, acts: new Map(), known: new Map(), changes: new Map() };
  const { acts, changes } = memory;
  const list = makeList({ people, facts: () => memory.facts, acts, changes });
  const loans = makeLoans({ loans: new Map(), limit: (place) => limitOf(programme, place) });
  if (ceiling !== undefined) loans.learn("7/b", ceiling);
  const told = { sent: [], steps: [], shown: [], late: [] };
  let time = BEGUN;
  const scanning = makeScanning({
    memory, list, loans, gate: () => gate,
    clock: { now: () => time, notice: () => false, measured },
    steady: () => time,
    send: async (body, steps) => { told.sent.push(body); told.steps.push(steps); },
    on: { shown: ({ result }) => told.shown.push(result.verdict), late: (_, result) => told.late.push(result.verdict), change: () => {} },
  });
  const take = (code, more) => {
    scanning.take(code, more);
    return told.sent.at(-1);
  };
  const answer = (body, more) => scanning.answered(body, { id: body.id, n: null, reason: null, person: null, where: null, ...more }, 1);
  return { scanning, memory, list, loans, told, take, answer, people, pass: (ms) => { time += ms; } };
}

test("a scan is decided and shown before anything is sent, and sent with what was decided", () => {
  const { told, take } = aPhone();
  const body = take(ALICE);
  assert.deepEqual(told.shown, ["admitted"]);
  const { id, scanned_at, ...rest } = body;
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.ok(Math.abs(Date.parse(scanned_at) - Date.now()) < MINUTE, "the phone's own clock: the server corrects it by the offset");
  assert.deepEqual(rest, { kind: "badge", code: ALICE, person: null, gate: 3, direction: "in", offset_ms: 250, decided: "admitted", acted: null,
    override: null, drew: false, number: null, undoes: null });
});

test("a scan by a clock that may have been set says no offset: the server tells by when it is sent", () => {
  assert.equal(aPhone({ measured: null }).take(ALICE).offset_ms, null);
});

test("whom a steward chose goes out as a person, and what was read as a code", () => {
  const { take } = aPhone();
  const sent = ["ID:1", "ID 1", ALICE].map((text) => take(text)).map(({ code, person }) => ({ code, person }));
  assert.deepEqual(sent, [{ code: "", person: 1 }, { code: "ID 1", person: null }, { code: ALICE, person: null }]);
});

for (const [who, verdict, reason] of [[ALICE, "admitted", null], [BOB, "admitted", "no_seat"], [CHARLIE, "wrong_gate", "other_session"],
  ["STRANGER", "unknown", "no_such_code"]]) {
  test(`${who} at the door of Energy: ${verdict}`, () => {
    const { memory, take } = aPhone();
    const { id } = take(who);
    const { result } = memory.acts.get(id);
    assert.deepEqual([result.verdict, result.reason], [verdict, reason]);
  });
}

test("the same badge again is already in, with when and where", () => {
  const { memory, take, pass } = aPhone({ gate: ENTRANCE });
  take(ALICE);
  pass(MINUTE);
  const { result } = memory.acts.get(take(ALICE).id);
  assert.deepEqual([result.verdict, result.where], ["already_in",
    { gate: "Main entrance", at: "2027-02-20T15:31:00.000Z", room: null, direction: null }]);
});

test("the wrong room's answer names the right one and the way", () => {
  const { memory, take } = aPhone();
  const { result } = memory.acts.get(take(CHARLIE).id);
  assert.deepEqual(result.where, { gate: null, at: null, room: "Break-out C", direction: "Second floor" });
  assert.deepEqual([result.person.breakout, result.person.room], ["Labour market", "Break-out C"]);
});

test("only a supervisor lets in with a reason", () => {
  for (const [role, verdict] of [["steward", "wrong_gate"], ["supervisor", "admitted"]]) {
    const body = aPhone({ role }).take(CHARLIE, { override: "Sam asked for her" });
    assert.deepEqual([body.decided, body.override], [verdict, "Sam asked for her"]);
  }
});

test("an answer within 400 ms takes the screen, is what was done, and is sent so", () => {
  const { told, list, take, answer, pass } = aPhone();
  const body = take(ALICE);
  pass(400);
  answer(body, { verdict: "cancelled", n: 1 });
  assert.deepEqual([told.shown, told.late], [["admitted", "cancelled"], []]);
  assert.deepEqual(told.sent[1], { ...body, acted: "cancelled" });
  assert.equal(list.inside("7/b"), 38, "nobody went in");
});

test("an answer in time from a server that knows more lets in, counts, and can be taken back", async () => {
  const { told, list, people, scanning, take, answer } = aPhone();
  const body = take("NEWCOMER");
  people.put([aRow(9, "h9", { name: "Dana", table: 0 })]);
  answer(body, { verdict: "admitted", n: 9, person: { name: "Dana" } });
  assert.deepEqual([told.shown, list.inside("7/b"), scanning.shown.result.person.table], [["unknown", "admitted"], 39, "Table 1"]);
  assert.equal(list.get(9).presences.length, 1);
  assert.equal(await scanning.undo(body.id), true);
  assert.equal(list.inside("7/b"), 38);
});

test("a later answer leaves the screen and what was done alone, and is told on the quiet line", () => {
  const { told, memory, list, take, answer, pass } = aPhone();
  const body = take(ALICE);
  pass(401);
  answer(body, { verdict: "cancelled", n: 1 });
  assert.deepEqual([told.shown, told.late, told.sent.length], [["admitted"], ["cancelled"], 1]);
  assert.equal(memory.acts.get(body.id).late.verdict, "cancelled");
  assert.equal(list.inside("7/b"), 39, "they are inside until the server's list says otherwise");
});

test("an answer is late when the next badge, or nothing, is on the screen", () => {
  const { told, scanning, take, answer } = aPhone();
  const first = take(ALICE);
  const second = take(BOB);
  answer(first, { verdict: "cancelled", n: 1 });
  scanning.leave();
  answer(second, { verdict: "room_full", n: 2 });
  assert.deepEqual(told.late, ["cancelled", "room_full"]);
});

test("an answer that agrees changes nothing", () => {
  const { told, take, answer } = aPhone();
  answer(take(ALICE), { verdict: "admitted", n: 1 });
  assert.deepEqual([told.shown, told.late, told.sent.length], [["admitted"], [], 1]);
});

test("the answer to what was done is not adopted again", () => {
  const { told, take, answer } = aPhone();
  answer(take(ALICE), { verdict: "cancelled", n: 1 });
  answer(told.sent[1], { verdict: "admitted", n: 1 });
  assert.equal(told.sent.length, 2);
});

test("taking back empties the place again, and is a scan of its own", async () => {
  const { told, list, scanning, take, pass } = aPhone();
  const body = take(ALICE);
  pass(14 * MINUTE);
  assert.equal(await scanning.undo(body.id), true);
  const { kind, undoes, code, decided, direction } = told.sent[1];
  assert.deepEqual({ kind, undoes, code, decided, direction }, { kind: "undo", undoes: body.id, code: "", decided: null, direction: "in" });
  assert.deepEqual([list.inside("7/b"), list.get(1).presences], [38, []]);
  assert.equal(await scanning.undo(body.id), false, "once is enough");
});

test("after 15 minutes, or when nothing was done, there is nothing to take back", async () => {
  const { scanning, take, pass } = aPhone();
  const [did, refused] = [take(ALICE), take(CHARLIE)];
  pass(15 * MINUTE);
  assert.equal(scanning.isUndoable(scanning.shown), false);
  assert.deepEqual([await scanning.undo(did.id), await scanning.undo("no such scan")], [true, false]);
  assert.equal(await scanning.undo(refused.id), false);
  const late = take(BOB);
  pass(15 * MINUTE + 1);
  assert.equal(await scanning.undo(late.id), false);
});

test("a scan that the server's list shows already is taken back all the same", async () => {
  const { memory, list, people, scanning, take } = aPhone();
  const { id } = take(ALICE);
  memory.acts.get(id).settled = true;
  people.put([aRow(1, hashOf(EVENT.uid, ALICE), { presences: [[7, BEGUN / 1000, 0, ROOM_B.id]] })]);
  memory.facts.live = { ...LIVE, inside: { ...LIVE.inside, "7/b": 39 } };
  assert.equal(await scanning.undo(id), true);
  assert.deepEqual([list.inside("7/b"), list.get(1).presences], [38, []]);
});

test("what came too late to be taken back stands, and that is told", async () => {
  const { told, list, scanning, take, answer } = aPhone();
  const body = take(ALICE);
  await scanning.undo(body.id);
  answer(told.sent[1], { verdict: "too_late" });
  assert.deepEqual([told.late, list.inside("7/b"), scanning.isUndoable(scanning.shown)], [["too_late"], 39, true]);
});

test("who leaves is counted out; who was not in is not", () => {
  const { scanning, list, take } = aPhone();
  take(ALICE);
  scanning.direction = "out";
  assert.equal(take(ALICE).decided, "left");
  assert.equal(take(BOB).decided, "left");
  assert.equal(list.inside("7/b"), 38);
});

test("everyone in: one tap is one person, in or out, without a name, and can be taken back", async () => {
  const { told, list, scanning } = aPhone({ gate: ENTRANCE });
  const id = await scanning.countOne("in");
  await scanning.countOne("in");
  await scanning.countOne("out");
  assert.equal(list.inside(""), 201);
  assert.deepEqual(told.sent.map(({ kind, code, direction, decided }) => [kind, code, direction, decided]),
    [["count", "", "in", "admitted"], ["count", "", "in", "admitted"], ["count", "", "out", "left"]]);
  assert.equal(await scanning.undo(id), true);
  assert.equal(list.inside(""), 200);
});

test("a head count is the number from there on", async () => {
  const { told, list, scanning, take, pass } = aPhone();
  take(ALICE);
  pass(1000);
  await scanning.headCount(12);
  assert.equal(list.inside("7/b"), 12);
  pass(1000);
  take(BOB);
  assert.equal(list.inside("7/b"), 13);
  assert.deepEqual([told.sent[1].kind, told.sent[1].number], ["headcount", 12]);
});

const FULL = { rooms: [{ slug: "b", name: "Break-out B", direction: "", limit: 40 }, { slug: "c", name: "Break-out C", limit: null }] };

test("who holds a seat gets in without a loan; others only as far as places were lent", () => {
  const { told, loans, take } = aPhone({ programme: aProgramme(FULL), ceiling: 1 });
  assert.deepEqual([take(BOB).drew, loans.left("7/b")], [true, 0]);
  assert.deepEqual(told.steps[0].at(-1), ["loans", "put", { place: "7/b", ceiling: 1, offer: 0, drawn: 1 }], "written with the scan");
  const alice = take(ALICE);
  assert.deepEqual([alice.decided, alice.drew], ["admitted", false]);
  const second = aPhone({ programme: aProgramme(FULL), ceiling: 0 }).take(BOB);
  assert.deepEqual([second.decided, second.drew], ["room_full", false]);
});

test("a place that was lent is not given back by taking back", async () => {
  const { loans, scanning, take } = aPhone({ programme: aProgramme(FULL), ceiling: 2 });
  await scanning.undo(take(BOB).id);
  assert.equal(loans.left("7/b"), 1);
});

test("the fire limit stops everybody, by the count that this phone knows", () => {
  const { take } = aPhone({ programme: aProgramme(FULL), live: { ...LIVE, inside: { "7/b": 40 } }, ceiling: 5 });
  assert.equal(take(ALICE).decided, "room_full");
});

test("a forged code of thousands of characters is cut", () => {
  assert.equal(aPhone().take("9".repeat(7089)).code.length, 200);
});

test("after the shift an answer to an old scan remembers nobody", () => {
  const { memory, take, answer } = aPhone();
  const body = take(ALICE);
  memory.facts = null;
  memory.acts.clear();
  assert.deepEqual(answer(body, { verdict: "cancelled", n: 1, person: { name: "Alice" } }), []);
  assert.equal(memory.acts.size, 0);
});

test("no more than 2,000 scans are remembered, the newest", () => {
  const { memory, take } = aPhone();
  const first = take("STRANGER").id;
  for (let i = 0; i < 2000; i += 1) take("STRANGER");
  assert.equal(memory.acts.size, 2000);
  assert.equal(memory.acts.has(first), false);
});
