/** The phone's time: measured against the server's, by the quickest answer, and right also when the clock is set. */

import assert from "node:assert/strict";
import test from "node:test";

import { makeClock } from "../../../static/door/engine/clock.js";

const HOUR = 3600000;

/** A phone whose clock is `off` from the true time, and a server whose answers take as long as told. */
function aPhone({ off = 0, known = null } = {}) {
  const state = { truth: 1e12, off, asleep: 0 };
  const wall = () => state.truth + state.off;
  const steady = () => state.truth - 1e12 - state.asleep;
  const clock = makeClock({ wall, steady, known });
  const answer = (there, back) => {
    const asked = steady();
    state.truth += there;
    const time = state.truth;
    state.truth += back;
    clock.learn(time, asked, steady());
  };
  return { clock, state, answer, error: () => clock.now() - state.truth };
}

test("hours of error become half the way of the answer at most", () => {
  const { clock, answer, error } = aPhone({ off: -5 * HOUR });
  answer(30, 90);
  assert.equal(error(), -30);
  assert.equal(clock.offset, 5 * HOUR - 30);
});

test("the quickest of the last answers counts, not the last", () => {
  const { answer, error } = aPhone({ off: 900000 });
  answer(10, 10);
  answer(3000, 100);
  assert.equal(error(), 0);
});

test("a clock that is set in mid-shift is noticed, and the time goes on", () => {
  const { clock, state, answer, error } = aPhone();
  answer(5, 5);
  state.off = 2 * HOUR;
  assert.equal(clock.notice(), true);
  assert.deepEqual([error(), clock.jumped], [0, true]);
  answer(5, 5);
  assert.deepEqual([error(), clock.jumped], [0, false]);
});

test("a phone that slept kept the time", () => {
  const { clock, state, answer, error } = aPhone({ off: 60000 });
  answer(5, 5);
  state.truth += HOUR;
  state.asleep += HOUR;
  assert.equal(clock.notice(true), false);
  assert.equal(error(), 0);
});

test("what was measured before a sleep dates nothing until the next answer: the clock may have been set meanwhile", () => {
  const { clock, state, answer, error } = aPhone({ off: 60000 });
  answer(5, 5);
  state.off += 2 * HOUR;
  assert.deepEqual([clock.notice(true), clock.offset, clock.measured, clock.isInDoubt], [false, -60000, null, true]);
  answer(5, 5);
  assert.deepEqual([error(), clock.measured, clock.isInDoubt], [0, -60000 - 2 * HOUR, false]);
});

test("what was known before the page was opened holds without an answer", () => {
  const { error } = aPhone({ off: -HOUR, known: { offset: HOUR, seen: 0 } });
  assert.equal(error(), 0);
});

test("the time never goes back behind what the server said", () => {
  const { clock, state } = aPhone({ off: -3 * HOUR, known: { offset: 0, seen: 1e12 } });
  assert.ok(clock.now() >= state.truth);
});

test("before any answer the phone's own clock is all there is", () => {
  const { clock } = aPhone();
  assert.deepEqual([clock.offset, clock.known], [null, null]);
});
