/** How full rooms are, where a person may move to, and when a head count is asked about. */

import assert from "node:assert/strict";
import test from "node:test";

import { numberOf } from "../../../../static/door/panels/head-count.js";
import { alternatives, differsALot, fillOf, openRooms } from "../../../../static/door/panels/rooms.js";
import { scansOf } from "../../../../static/door/panels/conflicts.js";

const NOW = Date.parse("2027-02-20T15:20:00Z");
const session = (id, room, more = {}) => ({
  id, slot: "breakouts", rooms: [room], title: `S${id}`, bookable: true, cancelled: false,
  starts_at: "2027-02-20T15:30:00Z", ends_at: "2027-02-20T17:00:00Z", ...more,
});
const PROGRAMME = {
  sessions: [
    session(9, "c", { starts_at: "2027-02-20T17:30:00Z", ends_at: "2027-02-20T18:30:00Z", slot: "late" }),
    session(8, "b"),
    session(7, "a"),
    session(6, "a", { starts_at: "2027-02-20T13:30:00Z", ends_at: "2027-02-20T15:10:00Z" }),
    session(5, "d", { cancelled: true }),
  ],
  rooms: [{ slug: "a", name: "A", limit: 100 }, { slug: "b", name: "B", limit: null }, { slug: "c", name: "C", limit: 50 }],
};
const LIVE = { inside: { "7/a": 38, "6/a": 90 } };

test("a person moves within the slot of their seat, to what still comes", () => {
  const ids = (holds) => alternatives({ holds }, PROGRAMME, NOW).map(({ id }) => id);
  assert.deepEqual(ids([8]), [7, 8]);
  assert.deepEqual(ids([9]), [9]);
  assert.deepEqual(ids([]), [7, 8, 9], "without a seat: any break-out");
});

test("a room's fill is of this session, and a limit that nobody set is none", () => {
  assert.deepEqual(fillOf(PROGRAMME.sessions[2], PROGRAMME, LIVE), [{ room: "A", inside: 38, limit: 100 }]);
  assert.deepEqual(fillOf(PROGRAMME.sessions[1], PROGRAMME, LIVE), [{ room: "B", inside: 0, limit: null }]);
});

test("the board watches what runs or opens, each session once", () => {
  assert.deepEqual(openRooms(PROGRAMME, LIVE, NOW).map(({ session: { id }, inside }) => [id, inside]), [[7, 38], [8, 0]]);
});

for (const [counted, known, isAsked] of [[38, 38, false], [48, 38, false], [49, 38, true], [240, 200, false], [241, 200, true], [0, 11, true]]) {
  test(`${counted} counted where ${known} are known is ${isAsked ? "" : "not "}asked about`, () =>
    assert.equal(differsALot(counted, known), isAsked));
}

for (const [text, number] of [["38", 38], ["0", 0], ["", null], ["-1", null], ["3.5", null], ["1e3", null], ["100000", null]]) {
  test(`"${text}" is ${number}`, () => assert.equal(numberOf(text), number));
}

test("a double has two scans, the first one first; a phone's own decision has one", () => {
  const one = { at: "t2", gate: "Side", steward: "Dora", phone: "2", first: null };
  assert.equal(scansOf(one).length, 1);
  const both = { ...one, first: "s", first_at: "t1", first_gate: "Main", first_steward: "Eva", first_phone: "1" };
  assert.deepEqual(scansOf(both).map(({ at }) => at), ["t1", "t2"]);
});
