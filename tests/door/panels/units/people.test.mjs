/** What the desk says of a person, and which cases are theirs. */

import assert from "node:assert/strict";
import test from "node:test";

import { casesOf, openCases, placesOf, reasonWords, seatsOf } from "../../../../static/door/panels/people.js";
import { isSameName, mistakesOf, parted } from "../../../../static/door/panels/names.js";

const PROGRAMME = {
  sessions: [
    { id: 7, title: "Energy", rooms: ["a"], starts_at: "2027-02-20T15:30:00Z", cancelled: false },
    { id: 8, title: "Labour", rooms: ["b"], starts_at: "2027-02-20T15:30:00Z", cancelled: true },
  ],
  rooms: [{ slug: "a", name: "Break-out A" }],
  gates: [{ id: 1, name: "Main entrance" }],
};
const say = (key, facts = {}) => [key, ...Object.values(facts)].join(" ");
const words = { say, clockTime: (iso) => iso.slice(11, 16) };

test("a cancelled session is nobody's seat", () => {
  assert.deepEqual(seatsOf({ holds: [7, 8] }, PROGRAMME, words), ["seat Energy Break-out A 15:30"]);
});

test("a person who left a place is not in it, and the house comes first", () => {
  const presences = [
    { session: 7, entered_at: Date.UTC(2027, 1, 20, 15), left_at: null, gate: 1 },
    { session: 8, entered_at: Date.UTC(2027, 1, 20, 14), left_at: Date.UTC(2027, 1, 20, 15), gate: 1 },
    { session: null, entered_at: Date.UTC(2027, 1, 20, 13), left_at: null, gate: 1 },
  ];
  assert.deepEqual(placesOf({ presences }, PROGRAMME, words), [
    "in_house  13:00 Main entrance",
    "in_session Energy 15:00 Main entrance",
  ]);
});

const CASES = [
  { id: "late", person: 4, code: "", at: "2027-02-20T15:10:00Z" },
  { id: "early", person: 4, code: "", at: "2027-02-20T15:00:00Z" },
  { id: "bound", person: null, code: "hash-of-alice", at: "2027-02-20T15:00:00Z" },
  { id: "stranger", person: null, code: "hash-of-nobody", at: "2027-02-20T15:00:00Z" },
];
const ids = (cases) => cases.map(({ id }) => id);

test("who came first stands on top, and a closed case is gone", () => {
  assert.deepEqual(ids(casesOf({ person: { n: 4, hash: "x" } }, CASES, new Set())), ["early", "late"]);
  assert.deepEqual(ids(casesOf({ person: { n: 4, hash: "x" } }, CASES, new Set(["early"]))), ["late"]);
});

test("a case of a badge that was on no list is found by its hash, also once it is someone's", () => {
  assert.deepEqual(ids(casesOf({ person: null, hash: "hash-of-nobody" }, CASES, new Set())), ["stranger"]);
  assert.deepEqual(ids(casesOf({ person: { n: 1, hash: "hash-of-alice" } }, CASES, new Set())), ["bound"]);
  assert.deepEqual(casesOf({ person: null, hash: "" }, CASES, new Set()), []);
});

test("a phone that may see no cases has none", () => {
  assert.deepEqual(openCases(undefined, new Set()), []);
});

test("a case's reason is the verdict's word", () => {
  assert.equal(reasonWords("not_confirmed/waitlisted", say), "word_not_confirmed");
  assert.equal(reasonWords("unknown/spare", say), "word_spare");
});

for (const [name, first, last] of [
  ["Anna De Smet", "Anna", "De Smet"],
  ["Cher", "", "Cher"],
]) {
  test(`"${name}" is parted`, () => assert.deepEqual(parted(name), { first_name: first, last_name: last }));
}

test("a name needs a letter, an organisation may be missing", () => {
  assert.deepEqual(mistakesOf({ first_name: "Ş", last_name: "D'Hoore", organisation: "" }), {});
  assert.deepEqual(Object.keys(mistakesOf({ first_name: "…", last_name: "" })), ["first_name", "last_name"]);
});

test("accents and case make no other person", () => {
  assert.ok(isSameName("ZOË  d'hoore", "Zoe D'Hoore"));
  assert.ok(!isSameName("Zoë D'Hoore", "Zoë Hoore"));
});
