/** What waits for the server: nothing lost, nothing sent out of order, nobody held up by what can't be taken. */

import assert from "node:assert/strict";
import test from "node:test";

import { NoAnswer, Refused } from "../../../static/door/api.js";
import { makeOutbox } from "../../../static/door/engine/outbox.js";

/** An outbox over a disk that outlives it, whose server does what `plan` says call by call. */
function anOutbox({ plan = [], disk = new Map(), ready = ({ body }) => body } = {}) {
  const told = { sent: [], answers: [], aside: [], stopped: [], pauses: [] };
  let next = null;
  const reply = (kind, bodies) => {
    told.sent.push(kind === "scans" ? bodies.map(({ id }) => id) : `${kind} ${bodies[0].id}`);
    return (plan.shift() ?? admit)(bodies);
  };
  const outbox = makeOutbox({
    items: [...disk.values()].map((item) => structuredClone(item)),
    write: async (steps) => {
      for (const [table, action, given] of steps.filter(([name]) => name === "outbox")) {
        assert.equal(table, "outbox");
        if (action === "put") disk.set(given.seq, structuredClone(given));
        else disk.delete(given);
      }
    },
    scans: async (bodies) => reply("scans", bodies),
    send: async (kind, body) => reply(kind, [body]).results[0],
    ready,
    on: {
      answer: (item, answer) => { told.answers.push([item.body.id, answer.verdict]); },
      aside: (item) => { told.aside.push(item.body.id); },
      stopped: (why) => told.stopped.push(why),
      change: () => {},
    },
    later: (action, pause) => { told.pauses.push(pause); next = action; return 1; },
    cancel: () => { next = null; },
    now: () => 0,
  });
  const wait = () => { const action = next; next = null; return action?.(); };
  const scans = async (...ids) => { for (const id of ids) await outbox.add("scans", { id }); };
  return { outbox, disk, told, wait, scans };
}

const admit = (bodies) => ({ results: bodies.map(({ id }) => ({ id, verdict: "admitted" })) });
const silent = () => { throw new NoAnswer("gone"); };
const broken = () => { throw new NoAnswer("status 500", { broken: true }); };
const refuse = (status, code) => () => { throw new Refused(status, { detail: "no", code }); };

test("a scan is on the disk before it is sent, and gone from it when it is answered", async () => {
  const { outbox, disk, told, scans } = anOutbox();
  await scans("a");
  assert.deepEqual([disk.size, told.sent.length], [1, 0]);
  await outbox.flush();
  assert.deepEqual([disk.size, told.answers], [0, [["a", "admitted"]]]);
});

test("scans go together, up to a hundred, and other work goes alone between them", async () => {
  const { outbox, told, scans } = anOutbox();
  await scans(...Array.from({ length: 101 }, (_, i) => `s${i}`));
  await outbox.add("walkins", { id: "w" });
  await scans("after");
  await outbox.flush();
  assert.deepEqual(told.sent.map((one) => (Array.isArray(one) ? one.length : one)), [100, 1, "walkins w", 1]);
});

test("without an answer it waits longer and longer, up to 15 seconds or what the server asks for", async () => {
  const busy = () => { throw new NoAnswer("status 503", { after: 30000 }); };
  const { outbox, told, wait, scans } = anOutbox({ plan: [silent, silent, silent, silent, silent, silent, busy] });
  await scans("a");
  await outbox.flush();
  for (let i = 0; i < 6; i += 1) await wait();
  assert.deepEqual(told.pauses, [1000, 2000, 4000, 8000, 15000, 15000, 30000]);
  await wait();
  assert.deepEqual(told.answers, [["a", "admitted"]]);
});

test("a phone that was switched off sends what its disk kept, in the order of before", async () => {
  const first = anOutbox({ plan: [silent] });
  await first.scans("a", "b");
  await first.outbox.flush();
  const second = anOutbox({ disk: first.disk });
  await second.scans("c");
  await second.outbox.flush();
  assert.deepEqual(second.told.sent, [["a", "b", "c"]]);
});

test("one flight is in the air at most", async () => {
  let land;
  const slow = (bodies) => new Promise((done) => { land = () => done(admit(bodies)); });
  const { outbox, told, scans } = anOutbox({ plan: [slow] });
  await scans("a");
  const flights = [outbox.flush(), outbox.flush()];
  await scans("b");
  outbox.flush();
  await new Promise(setImmediate);
  land();
  await Promise.all(flights);
  assert.deepEqual(told.sent, [["a"], ["b"]]);
});

test("a scan that can't be read is set aside, kept, and holds up no other", async () => {
  const picky = (bodies) => (bodies.some(({ id }) => id === "bad") ? refuse(422)() : admit(bodies));
  const plan = Array(20).fill(picky);
  const { outbox, disk, told, scans } = anOutbox({ plan });
  await scans("a", "b", "bad", "c", "d");
  await outbox.flush();
  assert.deepEqual(told.answers.map(([id]) => id), ["a", "b", "c", "d"]);
  assert.deepEqual(outbox.aside.map(({ body, aside }) => [body.id, aside.status]), [["bad", 422]]);
  assert.deepEqual([...disk.values()].map(({ body }) => body.id), ["bad"]);
  plan.length = 0;
  await outbox.retry();
  assert.deepEqual([outbox.aside.length, disk.size], [0, 0]);
});

test("what the server breaks over three times is set aside, though the server gave no reason", async () => {
  const { outbox, told, wait, scans } = anOutbox({ plan: [broken, broken, broken] });
  await outbox.add("walkins", { id: "w" });
  await scans("a");
  await outbox.flush();
  await wait();
  await wait();
  assert.deepEqual(told.aside, ["w"]);
  assert.deepEqual(told.answers, [["a", "admitted"]]);
});

test("what builds on something set aside is set aside with it", async () => {
  const { outbox, told, scans } = anOutbox({ ready: ({ body }) => (body.id === "stuck" ? null : body) });
  await scans("a", "stuck", "b");
  await outbox.flush();
  assert.deepEqual(told.aside, ["stuck"]);
  assert.deepEqual(told.answers.map(([id]) => id), ["a", "b"]);
});

test("a phone that was taken back sends nothing more and keeps all", async () => {
  const { outbox, disk, told, scans } = anOutbox({ plan: [refuse(401)] });
  await scans("a", "b");
  await outbox.flush();
  await outbox.flush();
  assert.deepEqual([told.sent.length, told.stopped, disk.size], [1, ["revoked"], 2]);
});

test("a shift that is over still sends its scans, and sets aside what only an open shift may do", async () => {
  const { outbox, told, scans } = anOutbox({ plan: [refuse(401, "shift-over")] });
  await outbox.add("walkins", { id: "w" });
  await scans("a");
  await outbox.flush();
  assert.deepEqual([told.stopped, told.aside, told.answers], [["over"], ["w"], [["a", "admitted"]]]);
});

test("an answer without our scans is no answer", async () => {
  const { outbox, told, scans } = anOutbox({ plan: [() => ({ results: [] })] });
  await scans("a");
  await outbox.flush();
  assert.deepEqual([outbox.waiting, told.pauses], [1, [1000]]);
});

// Any history of networks and batteries: each scan is answered at least once and counts once, and order holds.
for (let seed = 1; seed <= 40; seed += 1) {
  test(`a bad day loses nothing (${seed})`, async () => {
    const random = mulberry(seed);
    const disk = new Map();
    const server = new Map();
    const arrived = [];
    const flaky = (bodies) => {
      const luck = random();
      if (luck < 0.3) throw new NoAnswer("gone");
      for (const { id } of bodies) if (!server.has(id)) { server.set(id, "admitted"); arrived.push(id); }
      if (luck < 0.5) throw new NoAnswer("the answer was lost");
      return admit(bodies);
    };
    let made = 0;
    for (let day = 0; day < 6; day += 1) {
      const { outbox, wait } = anOutbox({ disk, plan: Array.from({ length: 500 }, () => flaky) });
      for (let i = 0; i < 5; i += 1) {
        await outbox.add("scans", { id: `s${made}` });
        made += 1;
        if (random() < 0.6) await outbox.flush();
        if (random() < 0.4) await wait();
      }
    }
    const { outbox } = anOutbox({ disk, plan: [] });
    for (const { body } of outbox.items) if (!server.has(body.id)) arrived.push(body.id);
    await outbox.flush();
    assert.equal(disk.size, 0);
    assert.deepEqual(arrived, Array.from({ length: made }, (_, i) => `s${i}`));
  });
}

function mulberry(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

test("what was refused of what was written about people goes at the end of a shift, and with a key that was taken back all of it", async () => {
  const kept = (disk) => [...disk.values()].map(({ body }) => body.id);
  const { outbox, disk, scans, told } = anOutbox({ plan: [refuse(422), refuse(422), broken, silent] });
  await outbox.add("corrections", { id: "refused", first_name: "Alice" });
  await outbox.add("walkins", { id: "refused walk-in", first_name: "Bob" });
  await outbox.flush();
  await outbox.flush();
  await scans("scan");
  for (const kind of ["corrections", "notes", "cases", "walkins", "bindings"]) await outbox.add(kind, { id: kind });
  await outbox.forgetTexts(false);
  assert.deepEqual(kept(disk), ["refused walk-in", "scan", "corrections", "notes", "cases", "walkins", "bindings"]);
  await outbox.forgetTexts(true);
  assert.deepEqual(kept(disk), ["refused walk-in", "scan", "walkins", "bindings"], "no scan is lost, nor on whom it builds");
  assert.deepEqual(told.aside, ["refused", "refused walk-in"]);
});
