/** The phone's queue: nothing lost, nothing counted twice, nobody waits for a scan that can't be read. */

import assert from "node:assert/strict";
import test from "node:test";

import { NoAnswer, Refused } from "../../../static/door/api.js";
import { makeQueue } from "../../../static/door/queue.js";

class Storage {
  #kept = new Map();
  get length() { return this.#kept.size; }
  key(index) { return [...this.#kept.keys()][index]; }
  getItem(key) { return this.#kept.get(key) ?? null; }
  setItem(key, text) { this.#kept.set(key, text); }
  removeItem(key) { this.#kept.delete(key); }
}

function scan(id, minute = 0) {
  return { id, code: `CODE-${id}`, scanned_at: `2027-02-20T14:${String(minute).padStart(2, "0")}:00.000Z` };
}

/** A queue whose server does what `plan` says, call by call, and whose pauses are run by hand. */
function aQueue({ plan = [], storage = new Storage() } = {}) {
  const told = { sent: [], answers: [], states: [], pauses: [] };
  let next = null;
  const queue = makeQueue({
    storage,
    send: async (scans) => {
      told.sent.push(scans.map(({ id }) => id));
      const step = plan.shift() ?? admit;
      return step(scans);
    },
    onAnswer: ({ id }, result) => told.answers.push([id, result?.verdict ?? null]),
    onChange: (state) => told.states.push(state),
    later: (action, pause) => { told.pauses.push(pause); next = action; return 1; },
    cancel: () => { next = null; },
  });
  const wait = () => { const action = next; next = null; return action?.(); };
  return { queue, storage, told, wait };
}

const admit = (scans) => ({ results: scans.map(({ id }) => ({ id, verdict: "admitted" })) });
const silent = () => { throw new NoAnswer("gone"); };
const refuse = (status) => () => { throw new Refused(status, { detail: "no" }); };

test("a scan is sent at once and forgotten when it is answered", async () => {
  const { queue, storage, told } = aQueue();
  await queue.add(scan("a"));
  assert.deepEqual(told.answers, [["a", "admitted"]]);
  assert.equal(storage.length, 0);
});

test("a scan without an answer is kept, said so, and sent again with the same id", async () => {
  const { queue, storage, told, wait } = aQueue({ plan: [silent, silent] });
  await queue.add(scan("a"));
  assert.equal(storage.length, 1);
  assert.deepEqual(told.states.at(-1), { waiting: 1, silent: true, revoked: false, unsaved: false });
  await wait();
  await wait();
  assert.deepEqual(told.sent, [["a"], ["a"], ["a"]]);
  assert.deepEqual(told.answers, [["a", "admitted"]]);
  assert.deepEqual(told.pauses, [1000, 2000]);
  assert.equal(told.states.at(-1).silent, false);
});

test("the pauses grow to 15 seconds and a server may ask for more", async () => {
  const busy = () => { throw new NoAnswer("status 503", 30000); };
  const { queue, told, wait } = aQueue({ plan: [silent, silent, silent, silent, silent, silent, busy] });
  await queue.add(scan("a"));
  for (let i = 0; i < 7; i += 1) await wait();
  assert.deepEqual(told.pauses, [1000, 2000, 4000, 8000, 15000, 15000, 30000]);
});

test("a phone that was closed sends what it kept, oldest first", async () => {
  const first = aQueue({ plan: [silent] });
  await first.queue.add(scan("b", 2));
  first.storage.setItem("innovfest.door.scan.a", JSON.stringify(scan("a", 1)));
  first.storage.setItem("something.else", "not ours");
  const second = aQueue({ storage: first.storage });
  await second.queue.flush();
  assert.deepEqual(second.told.sent, [["a", "b"]]);
  assert.equal(first.storage.length, 1);
});

test("one flight is in the air at most, and what came meanwhile follows in the next", async () => {
  let land;
  const slow = (scans) => new Promise((done) => { land = () => done(admit(scans)); });
  const { queue, told, wait } = aQueue({ plan: [slow] });
  const flight = queue.add(scan("a"));
  await queue.add(scan("b"));
  await queue.add(scan("c"));
  land();
  await flight;
  await wait();
  assert.deepEqual(told.sent, [["a"], ["b", "c"]]);
  assert.equal(told.answers.length, 3);
});

test("no more than 500 scans go out at once", async () => {
  const storage = new Storage();
  for (let i = 0; i < 501; i += 1) storage.setItem(`innovfest.door.scan.${i}`, JSON.stringify(scan(`${i}`)));
  const { queue, told, wait } = aQueue({ storage });
  await queue.flush();
  await wait();
  assert.deepEqual(told.sent.map((batch) => batch.length), [500, 1]);
});

test("a scan that the server can't read does not hold up the others", async () => {
  const picky = (scans) => (scans.some(({ id }) => id === "bad") ? refuse(422)() : admit(scans));
  const storage = new Storage();
  for (const id of ["a", "bad", "c", "d"]) storage.setItem(`innovfest.door.scan.${id}`, JSON.stringify(scan(id)));
  const { queue, told, wait } = aQueue({ storage, plan: Array(9).fill(picky) });
  await queue.flush();
  while (queue.size) await wait();
  assert.deepEqual(new Map(told.answers), new Map([["a", "admitted"], ["bad", null], ["c", "admitted"], ["d", "admitted"]]));
});

test("a phone whose token was taken back stops, and keeps its scans for the next token", async () => {
  const { queue, storage, told, wait } = aQueue({ plan: [refuse(401)] });
  await queue.add(scan("a"));
  await queue.add(scan("b"));
  assert.equal(await wait(), undefined);
  assert.deepEqual(told.sent, [["a"]]);
  assert.equal(storage.length, 2);
  assert.equal(told.states.at(-1).revoked, true);
});

test("an answer without our scans is no answer", async () => {
  const { queue, storage, told } = aQueue({ plan: [() => ({ results: [] })] });
  await queue.add(scan("a"));
  assert.equal(storage.length, 1);
  assert.deepEqual(told.pauses, [1000]);
});

test("a browser that keeps nothing still sends, and says so", async () => {
  const storage = new Storage();
  storage.setItem = () => { throw new Error("QuotaExceededError"); };
  const { queue, told } = aQueue({ storage, plan: [silent] });
  await queue.add(scan("a"));
  assert.deepEqual(told.sent, [["a"]]);
  assert.equal(told.states.at(-1).unsaved, true);
});
