/** The phone's list: the server's, with what was done here on top until the server's says so too. */

import assert from "node:assert/strict";
import test from "node:test";

import { hashOf, numberIn } from "../../../static/door/engine/codes.js";
import { makeList } from "../../../static/door/engine/list.js";
import { makeLoans } from "../../../static/door/engine/loans.js";
import { makeLocal } from "../../../static/door/engine/local.js";
import { makePeople } from "../../../static/door/engine/people.js";
import { layOver, movesBetween } from "../../../static/door/engine/presences.js";

const EVENT = "0f0e0d0c-0b0a-4908-8706-050403020100";
const GATES = [{ id: 1, room: null }, { id: 3, room: "b" }, { id: 4, room: "c" }];

function row(n, code, name, more = {}) {
  const { organisation = "VIL", status = 0, holds = [], presences = [], old = [] } = more;
  return [n, hashOf(EVENT, code), name, organisation, status, holds, presences, "", -1, old.map((one) => hashOf(EVENT, one))];
}

/** A list of these rows with everything around it, and a disk that is not looked at. */
function aList(rows, live = { inside: { "": 10, "7/b": 5 } }) {
  const people = makePeople();
  people.put(rows);
  const [acts, changes, known] = [new Map(), new Map(), new Map()];
  const programme = { gates: GATES, rooms: [], sessions: [], tables: [], house_limit: null };
  const facts = () => ({ event: { uid: EVENT }, programme, live });
  const list = makeList({ people, facts, acts, changes });
  const loans = makeLoans({ loans: new Map(), limit: () => null });
  const memory = { people, acts, changes, known, fact: (key, value) => { known.set(key, value); return ["facts", "put", {}]; } };
  const local = makeLocal({ memory, write: async () => true, loans, offset: () => 1500 });
  const act = (id, n, more) => {
    const whole = { id, n, at: 0, gate: 1, session: null, effect: "admitted", acked: null, settled: false, ...more };
    whole.moves = list.movesOf(n, whole);
    acts.set(id, whole);
    return whole;
  };
  return { list, people, acts, changes, local, act };
}

test("a badge is found by its hash, however it is typed; an old one is told from a strange one", () => {
  const { list, people } = aList([row(1, "ALICE2", "Alice", { old: ["ALICE1"] })]);
  people.setSpares([hashOf(EVENT, "SPARE")]);
  assert.equal(list.look(" ali-ce 2 ").person.name, "Alice");
  assert.deepEqual(["ALICE1", "SPARE", "STRANGE", "", "ID:1", "ID:9"].map((code) => list.look(code).badge),
    ["replaced", "spare", "unknown", "unknown", "active", "unknown"]);
});

test("names are found by the first letters of any word, without accents, names before organisations", () => {
  const { list } = aList([
    row(1, "A", "Zoë D'Hoore", { organisation: "Flanders' FOOD" }),
    row(2, "B", "Łukasz Nowak", { organisation: "Zoetwaren" }),
    row(3, "C", "Jan Van den Bøgaert"),
  ]);
  const names = (text) => list.find(text).map(({ n }) => n);
  assert.deepEqual([names("zoe"), names("dhoore"), names("luk"), names("bog jan"), names("den van"), names("oore"), names("  ")],
    [[1, 2], [1], [2], [3], [3], [], []]);
});

test("rows are replaced and dropped whole: no name, badge or letter stays behind", () => {
  const { list, people } = aList([row(1, "OLD", "Alice", { old: ["OLDER"] })]);
  people.put([row(1, "NEW", "Alicia", { old: ["OLD"] })]);
  assert.deepEqual([list.look("OLD").badge, list.look("OLDER").badge, list.find("alice").length, list.find("alicia").length],
    ["replaced", "unknown", 0, 1]);
  people.drop(1);
  assert.deepEqual([list.look("NEW").badge, list.look("OLD").badge, list.find("ali").length], ["unknown", "unknown", 0]);
});

test("entering a room moves the person out of another, and the house stays", () => {
  const before = [
    { session: null, entered_at: 1, left_at: null, gate: 1, scan: "x" },
    { session: 7, entered_at: 2, left_at: null, gate: 3, scan: "y" },
  ];
  const after = layOver(before, [{ id: "z", at: 5, gate: 4, session: 8, effect: "admitted" }]);
  assert.deepEqual(after.map(({ session, left_at }) => [session, left_at]), [[null, null], [7, 5], [8, null]]);
  const key = ({ session, gate }) => (session === null ? "" : `${session}/${GATES.find(({ id }) => id === gate).room}`);
  assert.deepEqual(movesBetween(before, after, key), [["8/c", 1], ["7/b", -1]]);
});

test("leaving the house leaves its rooms; coming back enters anew", () => {
  const acts = [
    { id: "a", at: 1, gate: 1, session: null, effect: "admitted" },
    { id: "b", at: 2, gate: 3, session: 7, effect: "admitted" },
    { id: "c", at: 3, gate: 1, session: null, effect: "left" },
    { id: "d", at: 4, gate: 1, session: null, effect: "admitted" },
  ];
  const stays = layOver([], acts).map(({ session, entered_at, left_at }) => [session, entered_at, left_at]);
  assert.deepEqual(stays, [[7, 2, 3], [null, 4, null]]);
});

test("what is taken back is as if it had not been, also when the server's list has it already", () => {
  const entry = { id: "b", at: 5000, gate: 4, session: 8, effect: "admitted" };
  const back = { id: "u", at: 6000, undone: entry };
  const before = [{ session: 7, entered_at: 2000, left_at: null, gate: 3, scan: "y" }];
  assert.deepEqual(layOver(before, [entry, back]), before);
  assert.deepEqual(layOver(layOver(before, [entry]), [back]), before);
});

test("a scan of this phone counts until a list that was asked for after its answer has come", () => {
  const { list, people, act, local } = aList([row(1, "ALICE", "Alice")]);
  const scan = act("s", 1);
  assert.deepEqual([list.get(1).presences.length, list.inside("")], [1, 11]);
  local.settle(5, []);
  assert.equal(list.inside(""), 11, "not even sent");
  scan.acked = 6;
  local.settle(5, []);
  assert.equal(list.inside(""), 11, "answered after that list was asked for");
  people.put([row(1, "ALICE", "Alice", { presences: [[0, 1, 0, 1, "s"]] })]);
  local.settle(7, []);
  assert.deepEqual([list.get(1).presences.length, list.inside("")], [1, 10]);
});

test("a head count sets the number, and what comes after it is added", () => {
  const { list, acts, act } = aList([row(1, "ALICE", "Alice"), row(2, "BOB", "Bob")]);
  act("before", 1, { at: 1 });
  acts.set("heads", { id: "heads", at: 2, n: null, moves: [], sets: ["", 40] });
  act("after", 2, { at: 3 });
  assert.deepEqual([list.inside(""), list.inside("7/b")], [41, 5]);
});

test("a local change holds while its work waits, and goes with a later list", async () => {
  const { list, local } = aList([row(1, "ALICE", "Alice")]);
  await local.patch(1, { name: "Alicia" }, 1);
  const waiting = [{ kind: "corrections", body: { person: 1 } }];
  local.settle(2, waiting);
  assert.equal(list.get(1).name, "Alicia");
  local.learned(waiting[0], {}, 3);
  local.settle(2, []);
  assert.equal(list.get(1).name, "Alicia", "answered after that list was asked for");
  local.settle(4, []);
  assert.equal(list.get(1).name, "Alice");
});

test("a spare that is bound here is theirs at once, and their old badge is old", async () => {
  const { list, local } = aList([row(1, "ALICE", "Alice")]);
  await local.patch(1, { hash: hashOf(EVENT, "SPARE") }, 1);
  assert.deepEqual([list.look("SPARE").badge, list.look("SPARE").person.n, list.look("ALICE").badge], ["active", 1, "replaced"]);
});

test("who is registered here is on the list at once and becomes the server's person", async () => {
  const { list, people, local, act } = aList([]);
  const n = await local.add({ first_name: "Wim", last_name: "Inloper", organisation: "", hash: hashOf(EVENT, "SPARE"), id: "w" }, 1);
  assert.deepEqual([n, list.look("SPARE").person.name, list.find("inl").length], [-1, "Wim Inloper", 1]);
  act("s", n);
  const scan = { kind: "scans", body: { code: "", person: n } };
  const older = { kind: "scans", body: { code: `ID:${n}` } };
  assert.equal(local.outgoing(scan), null, "nobody has told the server yet");
  local.learned({ kind: "walkins", body: { id: "w" } }, { person: 57, status: "confirmed" }, 2);
  assert.deepEqual([scan, older].map(local.outgoing), Array(2).fill({ code: "", person: 57 }));
  const [read, count] = [{ code: "ID:57", person: null }, { code: "" }];
  assert.deepEqual([read, count].map((body) => local.outgoing({ kind: "scans", body })), [read, count]);
  assert.equal(local.outgoing({ kind: "notes", body: { person: n } }).person, 57);
  people.put([row(57, "SPARE", "Wim Inloper")]);
  local.settle(3, []);
  assert.deepEqual([list.get(n), list.get(57).presences.length, list.find("inl").map((one) => one.n)], [null, 1, [57]]);
});

test("desk work says when it was done, by the server's time, however late it goes out", () => {
  const { local } = aList([row(1, "A", "Alice")]);
  const [done, said] = [Date.parse("2027-02-20T17:59:00Z"), "2027-02-20T17:00:00.000Z"];
  const times = [
    { kind: "notes", body: { person: 1 }, at: done },
    { kind: "cases/close", body: { case: "c" }, at: done },
    { kind: "cases/close", body: { case: "c", at: said }, at: done },
    { kind: "scans", body: { code: "A", person: null }, at: done },
  ].map((item) => local.outgoing(item).at);
  assert.deepEqual(times, ["2027-02-20T17:59:01.500Z", "2027-02-20T17:59:01.500Z", said, undefined]);
});

test("a walk-in whom the server refused while somebody waited is not on the list", async () => {
  const { list, local } = aList([]);
  const n = await local.add({ first_name: "Wim", last_name: "", organisation: "", hash: "", id: "w" }, 1);
  local.refused({ kind: "walkins", body: { id: "w" } });
  assert.equal(list.get(n), null);
});

test("a phone lends what it was lent and no more; what was drawn never comes back", () => {
  const loans = makeLoans({ loans: new Map(), limit: (place) => (place === "7/b" ? 100 : null) });
  assert.deepEqual([loans.left("7/b"), loans.left("8/c"), loans.left(null)], [0, null, null], "before the server lent anything");
  loans.learn("7/b", 2);
  loans.draw("7/b");
  loans.draw("7/b");
  assert.equal(loans.left("7/b"), 0);
  loans.learn("7/b", 3);
  assert.deepEqual([loans.left("7/b"), loans.told("7/b")], [1, { place: "7/b", ceiling: 3, offer: 0 }]);
  loans.learn("7/b", 1);
  assert.equal(loans.left("7/b"), 0, "a ceiling below what was drawn lends nothing");
  loans.learn("7/b", null);
  assert.equal(loans.left("7/b"), null, "no limit any more");
});

test("a number is a person only in its own form", () => {
  assert.deepEqual(["ID:12", " id: 12 ", "ID:-3", "ID:1e3", "ID:", "12", "ID:0f0e0d0c-0b0a"].map(numberIn),
    [12, 12, -3, null, null, null, null]);
});
