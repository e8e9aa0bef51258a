/** Places that a phone may give away by itself. */

import assert from "node:assert/strict";
import test from "node:test";

import { makeLoans } from "../../../static/door/engine/loans.js";

const aPhone = ({ kept = [], limits = { "7/b": 40 } } = {}) =>
  makeLoans({ loans: new Map(kept.map((loan) => [loan.place, loan])), limit: (place) => limits[place] ?? null });

test("a place with a limit has nothing to give before the server lent of it", () => {
  assert.equal(aPhone().left("7/b"), 0);
});

test("where no limit is set nothing is counted", () => {
  const loans = aPhone();
  assert.equal(loans.left("8/c"), null);
  loans.learn("8/c", null);
  assert.equal(loans.left("8/c"), null);
  assert.equal(loans.left(null), null);
});

test("a phone gives up to its ceiling and never below zero", () => {
  const loans = aPhone();
  loans.learn("7/b", 2);
  const left = [loans.left("7/b")];
  for (let i = 0; i < 3; i += 1) {
    loans.draw("7/b");
    left.push(loans.left("7/b"));
  }
  assert.deepEqual(left, [2, 1, 0, 0]);
});

test("what was drawn only rises, whatever the ceiling does", () => {
  const loans = aPhone();
  loans.learn("7/b", 3);
  loans.draw("7/b");
  loans.draw("7/b");
  loans.learn("7/b", 1);
  assert.equal(loans.left("7/b"), 0);
  loans.learn("7/b", 5);
  assert.equal(loans.left("7/b"), 3);
  assert.deepEqual(loans.told("7/b"), { place: "7/b", ceiling: 5, offer: 0 });
});

test("a page that opens again goes on where it was", () => {
  const loans = aPhone({ kept: [{ place: "7/b", drawn: 4, ceiling: 6 }] });
  assert.equal(loans.left("7/b"), 2);
});

test("a phone at another gate keeps nothing of what it did not give away, and says so until the server knows", () => {
  const loans = aPhone();
  loans.ask("7/b");
  loans.learn("7/b", 3);
  loans.draw("7/b");
  assert.deepEqual(loans.leaveOthers("b"), { returned: [], steps: [] }, "it stands there");
  const { returned, steps } = loans.leaveOthers(null);
  assert.deepEqual(returned, [{ place: "7/b", drawn: 1 }]);
  assert.deepEqual(steps.map(([, , loan]) => loan.ceiling), [1]);
  assert.equal(loans.left("7/b"), 0);
  assert.deepEqual(loans.leaveOthers(null).returned, returned, "the answer may have been lost");
  loans.settle(returned);
  assert.deepEqual(loans.leaveOthers(null).returned, []);
  loans.ask("7/b");
  assert.deepEqual(loans.leaveOthers(null).returned, returned, "places may have been lent again");
});

test("an answer that never came may have lent places too", () => {
  const loans = aPhone();
  loans.ask("7/b");
  assert.deepEqual(loans.leaveOthers(null).returned, [{ place: "7/b", drawn: 0 }]);
});

test("what was given beyond a ceiling that was lowered meanwhile stays lent until its scans have come", () => {
  const loans = aPhone({ kept: [{ place: "7/b", drawn: 3, ceiling: 4 }] });
  loans.learn("7/b", 2);
  assert.deepEqual(loans.told("7/b"), { place: "7/b", ceiling: 3, offer: 0 });
});

test("each draw is written, and a ceiling that did not change is not", () => {
  const loans = aPhone();
  assert.deepEqual(loans.learn("7/b", 3, 70), [["loans", "put", { place: "7/b", drawn: 0, ceiling: 3, offer: 70 }]]);
  assert.deepEqual(loans.learn("7/b", 3, 71), [], "told with the next report, and not worth a wait for the disk");
  assert.deepEqual(loans.told("7/b"), { place: "7/b", ceiling: 3, offer: 71 });
  assert.deepEqual(loans.draw("7/b"), [["loans", "put", { place: "7/b", drawn: 1, ceiling: 3, offer: 71 }]]);
});
