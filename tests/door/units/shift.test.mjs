/** When a phone deletes its list by itself: at the end of its shift, by a time that is known. */

import assert from "node:assert/strict";
import test from "node:test";

import { makeClock } from "../../../static/door/engine/clock.js";
import { makeShift } from "../../../static/door/engine/shift.js";
import { BEGUN, MINUTE, settled } from "./support.mjs";

const HOUR = 60 * MINUTE;

/** A phone whose shift ends in an hour, in a pocket; `sets` puts its clock forward there. */
function aPhone({ silent }) {
  const now = { wall: BEGUN, steady: 0 };
  const clock = makeClock({ wall: () => now.wall, steady: () => now.steady });
  const answer = (time) => clock.learn(time, now.steady, now.steady);
  answer(BEGUN);
  const shift_ends_at = new Date(BEGUN + HOUR).toISOString();
  const memory = { known: new Map(), facts: { phone: { shift_ends_at } }, forgetList: () => [], fact: () => [] };
  const [told, forgot, farewells] = [[], [], []];
  const shift = makeShift({
    memory, clock,
    store: { write: async () => true },
    token: { read: () => "T0KEN", forget: () => {} },
    outbox: { waiting: 1, flush: async () => {}, halt: () => {}, forgetTexts: async (all) => { forgot.push(all); } },
    refreshing: { silent, stop: () => {} },
    farewell: { send: () => farewells.push(shift.state) },
    on: (state) => told.push(state),
  });
  const sets = (by) => {
    now.wall += by;
    clock.notice(true);
  };
  return { shift, sets, answer, told, forgot, farewells };
}

test("a clock that was set forward in a pocket is measured before a shift is over", async () => {
  const { shift, sets, answer, told } = aPhone({ silent: false });
  sets(2 * HOUR);
  shift.look();
  await settled();
  assert.deepEqual(told, [], "the server is asked first");
  answer(BEGUN + MINUTE);
  shift.look();
  await settled();
  assert.deepEqual([told, shift.state], [[], "open"]);
});

test("a phone that slept through the end of its shift is told so by the first answer", async () => {
  const { shift, sets, answer } = aPhone({ silent: false });
  sets(2 * HOUR);
  answer(BEGUN + 2 * HOUR);
  shift.look();
  await settled();
  assert.equal(shift.state, "over");
});

test("without a server the phone's own clock ends the shift", async () => {
  const { shift, sets } = aPhone({ silent: true });
  sets(2 * HOUR);
  shift.look();
  await settled();
  assert.equal(shift.state, "over");
});

test("a phone whose key is taken back forgets what was written about people, also after its shift", async () => {
  const { shift, forgot, farewells } = aPhone({ silent: false });
  await shift.end();
  await shift.stopped("revoked");
  assert.deepEqual(farewells, ["over"], "its last word was said at the end of the shift");
  const other = aPhone({ silent: false });
  await other.shift.stopped("revoked");
  assert.deepEqual([forgot, other.forgot], [[false, true], [true]]);
});
