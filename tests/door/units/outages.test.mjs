/** What waits while the server is ill, and when the page opens again: nothing is given up, nothing written over. */

import assert from "node:assert/strict";
import test from "node:test";

import { NoAnswer, Refused } from "../../../static/door/api.js";
import { makeOutbox } from "../../../static/door/engine/outbox.js";

const admit = (bodies) => ({ results: bodies.map(({ id }) => ({ id, verdict: "admitted" })) });
const broken = () => { throw new NoAnswer("status 500", { broken: true }); };
const refuse = (status, more = {}) => () => { throw new Refused(status, { detail: "no", ...more }); };

/** An outbox whose server does what `plan` says, call by call, whose pauses are run by hand, and what it kept. */
function anOutbox({ plan = [], items = [], server = null, ...more } = {}) {
  const kept = new Map(items.map((item) => [item.seq, item]));
  const told = { sent: [], answers: [], aside: [], pauses: [], stopped: [] };
  let next = null;
  let time = 1000;
  const reach = async (kind, bodies) => {
    told.sent.push(kind === "scans" ? bodies.map(({ id }) => id) : `${kind} ${bodies[0].id}`);
    return (plan.shift() ?? server ?? admit)(bodies);
  };
  const outbox = makeOutbox({
    items,
    write: async (steps) => {
      for (const [table, action, given] of steps) {
        if (table !== "outbox") continue;
        if (action === "put") kept.set(given.seq, structuredClone(given));
        else kept.delete(given);
      }
    },
    scans: (bodies) => reach("scans", bodies),
    send: (kind, body) => reach(kind, [body]),
    ready: ({ body }) => body,
    on: {
      answer: ({ body }) => { told.answers.push(body.id); },
      aside: ({ body, aside }) => { told.aside.push([body.id, aside.status]); return "kept"; },
      stopped: (why) => told.stopped.push(why),
      change: () => {},
    },
    later: (action, pause) => { told.pauses.push(pause); next = action; return 1; },
    cancel: () => { next = null; },
    now: () => time,
    ...more,
  });
  const scan = (id, kind = "scans") => outbox.add(kind, { id });
  const wait = async () => {
    const action = next;
    next = null;
    await action?.();
    return Boolean(action);
  };
  return { outbox, kept, told, scan, wait, setTime: (now) => { time = now; } };
}

test("a page that could not read what was kept does not write over it", async () => {
  const before = anOutbox();
  const kept = await before.scan("a");
  const after = anOutbox();
  after.setTime(5000);
  const fresh = await after.scan("b");
  assert.notEqual(kept.seq, fresh.seq);
});

test("numbers only rise, also when the phone's clock is set back", async () => {
  const { outbox, told, scan, setTime } = anOutbox();
  setTime(9000);
  await scan("a");
  setTime(10);
  await scan("b");
  await outbox.flush();
  assert.deepEqual(told.sent, [["a", "b"]]);
});

test("a server that breaks over one scan answers the others first, and is not asked for ever", async () => {
  const server = (bodies) => (bodies.some(({ id }) => id === "bad") ? broken() : admit(bodies));
  const { outbox, told, scan, wait } = anOutbox({ server });
  for (const id of ["a", "bad", "c"]) await scan(id);
  await outbox.flush();
  while (await wait());
  assert.deepEqual([told.answers.sort(), told.aside], [["a", "c"], [["bad", 500]]]);
});

test("a server that breaks over everything sets nothing aside, however long", async () => {
  const { outbox, told, scan, wait } = anOutbox({ plan: Array(20).fill(broken), isAnswering: () => false });
  for (const id of ["a", "b", "c"]) await scan(id);
  await outbox.flush();
  while (await wait());
  assert.deepEqual([told.aside, told.answers], [[], ["a", "b", "c"]]);
});

test("what was set aside is tried again when the page opens: scans, and what a broken server did not take", async () => {
  const aside = (seq, kind, id, status) => ({ seq, kind, body: { id }, at: 1, aside: { status, detail: "" } });
  const items = [aside(1, "scans", "a", 422), aside(2, "moves", "full", 409), aside(3, "walkins", "w", 500), aside(4, "scans", "b", 424)];
  const { outbox, told } = anOutbox({ items });
  await outbox.retry();
  assert.deepEqual([told.sent, outbox.aside.map(({ body }) => body.id)], [[["a"], "walkins w", ["b"]], ["full"]]);
});

test("desk work that was read is dropped; what still waits can't be", async () => {
  const { outbox, scan } = anOutbox({ plan: [refuse(409)] });
  const refused = await scan("m", "moves");
  await outbox.flush();
  const waits = await scan("n", "moves");
  await outbox.forget(refused.seq);
  await outbox.forget(waits.seq);
  assert.deepEqual([outbox.aside, outbox.waiting], [[], 1]);
});
