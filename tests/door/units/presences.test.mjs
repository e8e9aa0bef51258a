/** Where a person is: moving, leaving, coming back, and taking back, by the time at which it happened. */

import assert from "node:assert/strict";
import test from "node:test";

import { keyOf, limitOf, placeAt, placeOf } from "../../../static/door/engine/places.js";
import { layOver, movesBetween, otherRoomOf } from "../../../static/door/engine/presences.js";
import { BEGUN, ENTRANCE, HISTORIES, MINUTE, ROOM_B, aProgramme, seeded } from "./support.mjs";

const GATES = new Map([[null, 1], [7, 3], [8, 4]]);
const act = (id, minute, session, effect = "admitted") => ({ id, at: minute * MINUTE, gate: GATES.get(session), session, effect });
const undo = (id, minute, { id: scan, at, gate, session, effect }) =>
  ({ id, at: minute * MINUTE, undone: { id: scan, at, gate, session, effect } });
const insideOf = (presences) => presences.filter(({ left_at }) => left_at === null).map(({ session }) => session).sort();

test("a second arrival while inside changes nothing", () => {
  const once = layOver([], [act("a", 1, null)]);
  assert.deepEqual(layOver([], [act("a", 1, null), act("b", 2, null)]), once);
});

test("a scan that was taken back put nobody in, and leaves who was moved where they were", () => {
  const [first, moved] = [act("a", 1, 7), act("b", 2, 8)];
  assert.deepEqual(insideOf(layOver([], [first, moved, undo("u", 3, moved)])), [7]);
});

const OF_ONE_SESSION = (gate) => ({ 3: "b", 5: "overflow" })[gate] ?? null;
const inOverflow = (id, minute, effect) => ({ ...act(id, minute, 7, effect), gate: 5 });
const whereIs = (acts, servers = []) => layOver(servers, acts, OF_ONE_SESSION).map(({ session, gate, left_at }) => [session, gate, left_at]);

test("another room of the same session moves them; what was taken back did not", () => {
  const [first, moved] = [act("a", 1, 7), inOverflow("b", 2)];
  assert.deepEqual(whereIs([first, moved]), [[7, 5, null]]);
  assert.deepEqual(whereIs([first, moved, inOverflow("c", 3)]), [[7, 5, null]]);
  assert.deepEqual(whereIs([first, moved, undo("u", 3, moved)]), [[7, 3, null]]);
  assert.deepEqual(whereIs([first, moved, undo("u", 3, first)]), [[7, 5, null]]);
  const out = inOverflow("d", 3, "left");
  assert.deepEqual(whereIs([first, moved, out, undo("u", 4, moved)]), [[7, 3, 3 * MINUTE]]);
});

test("a move that the server's list has already is taken back to where they came from", () => {
  const was = { session: 7, entered_at: MINUTE, left_at: null, gate: 3, scan: undefined };
  const moved = inOverflow("b", 2);
  assert.deepEqual(otherRoomOf([was], moved, OF_ONE_SESSION), was);
  assert.equal(otherRoomOf([was], act("c", 2, 7), OF_ONE_SESSION), null, "the same room");
  const servers = [{ ...was, entered_at: 2 * MINUTE, gate: 5 }];
  const back = (from) => ({ id: "u", at: 3 * MINUTE, undone: { ...moved, from } });
  assert.deepEqual(layOver(servers, [back(was)], OF_ONE_SESSION), [was]);
  assert.deepEqual(layOver(servers, [moved, back(was)], OF_ONE_SESSION), [was], "also before its answer has come");
});

test("who changes rooms is one more there and one less here", () => {
  const before = layOver([], [act("a", 1, 7)]);
  const place = ({ session, gate }) => keyOf(session, OF_ONE_SESSION(gate));
  const after = layOver(before, [inOverflow("b", 2)], OF_ONE_SESSION);
  assert.deepEqual(movesBetween(before, after, place), [["7/overflow", 1], ["7/b", -1]]);
});

test("a leaving that was taken back leaves them in", () => {
  const out = act("b", 2, null, "left");
  assert.deepEqual(insideOf(layOver([], [act("a", 1, null), out, undo("u", 3, out)])), [null]);
});

test("an arrival is taken back from the server's list too, which knows seconds and no scans", () => {
  const scan = { ...act("a", 1, null), at: MINUTE + 400 };
  const servers = [{ session: null, entered_at: MINUTE, left_at: null, gate: 1, scan: undefined }];
  assert.deepEqual(layOver(servers, [undo("u", 2, scan)]), []);
});

test("another gate's arrival at the same second is not taken back", () => {
  const scan = { ...act("a", 1, null), gate: 2 };
  const servers = [{ session: null, entered_at: MINUTE, left_at: null, gate: 1, scan: undefined }];
  assert.deepEqual(insideOf(layOver(servers, [undo("u", 2, scan)])), [null]);
});

test("what an act changes in the numbers inside is told by place", () => {
  const before = layOver([], [act("a", 1, null), act("b", 2, 7)]);
  const place = (presence) => placeOf(aProgramme(), presence);
  assert.deepEqual(movesBetween(before, layOver(before, [act("c", 3, 8)]), place), [["8/c", 1], ["7/b", -1]]);
  assert.deepEqual(movesBetween(before, layOver(before, [act("c", 3, null, "left")]), place), [["", -1], ["7/b", -1]]);
  assert.deepEqual(movesBetween(before, before, place), []);
});

test(`in ${HISTORIES} random histories the order of delivery changes nothing, and nobody is in two rooms`, () => {
  for (let seed = 1; seed <= HISTORIES; seed += 1) {
    const random = seeded(seed);
    const pick = (list) => list[Math.floor(random() * list.length)];
    const acts = [];
    for (let i = 0; i < 12; i += 1) {
      const scans = acts.filter(({ undone }) => !undone);
      if (scans.length && random() < 0.2) acts.push(undo(`u${i}`, i, pick(scans)));
      else acts.push(act(`s${i}`, i, pick([null, 7, 8]), pick(["admitted", "admitted", "left", null])));
    }
    const shuffled = acts.map((one) => [random(), one]).sort(([a], [b]) => a - b).map(([, one]) => one);
    const presences = layOver([], acts);
    assert.deepEqual(layOver([], shuffled), presences, `seed ${seed}`);
    const sessions = presences.map(({ session }) => session);
    assert.equal(new Set(sessions).size, sessions.length, `seed ${seed}`);
  }
});

test("a room's place is its session's from half an hour before; the entrance's is the house", () => {
  const programme = aProgramme();
  const keyAt = (gate, minute) => placeAt(programme, gate, BEGUN + minute * MINUTE).key;
  assert.deepEqual([keyAt(ROOM_B, 0), keyAt(ROOM_B, -31), keyAt(ROOM_B, -32), keyAt(ROOM_B, 89), keyAt(ENTRANCE, -500)],
    ["7/b", "7/b", null, null, ""]);
});

test("a place's limit is its room's, or the house's", () => {
  const programme = aProgramme({ house_limit: 600, rooms: [{ slug: "b", name: "B", limit: 40 }, { slug: "c", name: "C", limit: null }] });
  assert.deepEqual([keyOf(null, null), keyOf(7, "b"), keyOf(8, "c"), "9/unknown"].map((key) => limitOf(programme, key)), [600, 40, null, null]);
});

test("a presence whose gate is gone is at no place here", () => {
  assert.equal(placeOf(aProgramme(), { session: 7, gate: 99 }), null);
});
