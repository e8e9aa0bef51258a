/** What the screen says of each answer. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { TONES, describe } from "../../../static/door/sentences.js";
import { makeClock, makeWords } from "../../../static/door/words.js";

// The keys are their own sentences here: the words themselves belong to the template.
const say = (key, facts = {}) => [key, ...Object.values(facts)].join("|");
const clockTime = makeClock("en", "Europe/Brussels", () => new Date("2027-02-20T15:00:00Z"));
const tell = (result) => describe(result, { say, clockTime, asOf: "2027-02-20T13:05:00Z" });
const ALICE = { name: "Alice", organisation: "VIL", breakout: "Energy", room: "Break-out B" };

test("every verdict of the contract has a tone", () => {
  const table = JSON.parse(readFileSync(new URL("../../contracts/verdicts.json", import.meta.url)));
  assert.deepEqual(new Set(Object.keys(TONES)), new Set(table.cases.map(({ expected }) => expected.verdict)));
});

test("who is let in is named, with the break-out and its room", () => {
  const told = tell({ verdict: "admitted", reason: null, person: ALICE, where: null });
  assert.deepEqual([told.tone, told.word, told.name, told.organisation], ["good", "word_admitted", "Alice", "VIL"]);
  assert.deepEqual(told.lines, ["breakout_in|Energy|Break-out B"]);
});

test("already in says when and where, in venue time", () => {
  const where = { gate: "Main entrance", at: "2027-02-20T13:32:00Z", room: null, direction: null };
  assert.equal(tell({ verdict: "already_in", person: ALICE, where }).lines[0], "since|14:32|Main entrance");
});

test("another day is named", () => {
  const where = { gate: "Main entrance", at: "2027-02-19T13:32:00Z" };
  assert.equal(tell({ verdict: "already_in", person: ALICE, where }).lines[0], "since|19 February, 14:32|Main entrance");
});

test("the wrong room sends to the right one and does not repeat it", () => {
  const where = { room: "Break-out B", direction: "Second floor" };
  const told = tell({ verdict: "wrong_gate", reason: "other_session", person: ALICE, where });
  assert.deepEqual([told.tone, told.goTo, told.direction, told.lines], ["warn", "Break-out B", "Second floor", []]);
  assert.equal(told.mayOverride, true);
});

test("a full room sends to the overflow where there is one", () => {
  assert.equal(tell({ verdict: "room_full", person: ALICE, where: { room: "Urban foyer" } }).goTo, "Urban foyer");
  assert.equal(tell({ verdict: "room_full", person: ALICE, where: null }).goTo, "");
});

test("an unknown badge says as of when", () => {
  const told = tell({ verdict: "unknown", reason: "no_such_code", person: null, where: null });
  assert.deepEqual([told.tone, told.lines, told.name], ["stop", ["not_on_list|14:05"], ""]);
  assert.equal(told.mayOverride, false);
});

test("a spare badge asks whose it is", () => {
  const told = tell({ verdict: "unknown", reason: "spare", person: null, where: null });
  assert.deepEqual([told.isSpare, told.word, told.lines], [true, "word_spare", ["spare"]]);
});

test("a name with braces stays a name", () => {
  const real = makeWords({ late: "Late for {name}: {word}" });
  assert.equal(real("late", { name: "{word} {x}", word: "Let in" }), "Late for {word} {x}: Let in");
});

test("a broken time is left out", () => {
  assert.equal(clockTime("yesterday"), "");
  assert.equal(clockTime(null), "");
});
