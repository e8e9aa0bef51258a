/** Which gate a phone stands at: the one that was chosen last, whatever the server still echoes. */

import assert from "node:assert/strict";
import test from "node:test";

import { makeEngine } from "../../../static/door/engine/index.js";
import { openStore } from "../../../static/door/engine/store.js";
import { Database, ENTRANCE, ROOM_B, ROOM_C, Storage, aSnapshot, settled } from "./support.mjs";

/** An engine whose server takes a report when the test says so, and then echoes its gate in the list. */
async function aPhone() {
  const [storage, reports] = [new Storage(), []];
  const server = { gate: ENTRANCE.id, choice: 0, cursor: 1 };
  const api = {
    snapshot: async () => aSnapshot({ cursor: String(server.cursor += 1),
      phone: { ...aSnapshot().phone, gate: server.gate, gate_choice: server.choice } }),
    post: (path, body) => new Promise((answer) => {
      const done = () => {
        if (body.choice >= server.choice) Object.assign(server, { gate: body.gate, choice: body.choice });
        answer({ ceiling: server.ceiling ?? null, shift_ends_at: null, time: 0 });
      };
      reports.push({ gate: body.gate, body, done });
    }),
    scans: async () => ({ results: [] }),
  };
  const store = await openStore({ open: async () => new Database(), storage });
  const on = { shown: () => {}, late: () => {}, state: () => {} };
  const token = { read: () => "T0KEN", forget: () => {} };
  const engine = await makeEngine({ makeApi: () => api, store, storage, token, describe: () => ({}), feedback: {}, version: "1", on,
    isAwake: () => true });
  return { engine, reports, server };
}

/** A phone that has chosen B and then C within a second, and both reports on their way. */
async function twoChoices(timers) {
  timers.enable({ apis: ["setTimeout", "setInterval"] });
  const { engine, reports, server } = await aPhone();
  engine.start();
  await settled();
  timers.tick(1);
  await settled();
  reports.shift().done();
  for (const { id } of [ROOM_B, ROOM_C]) {
    await engine.chooseGate(id);
    timers.tick(300);
    await settled();
  }
  assert.deepEqual(reports.map(({ gate }) => gate), [ROOM_B.id, ROOM_C.id]);
  return { engine, server, first: reports[0], second: reports[1] };
}

for (const order of ["in their order", "the other way round"]) {
  test(`of two gates chosen at once the later one holds; their reports arrive ${order}`, async (context) => {
    const { engine, server, first, second } = await twoChoices(context.mock.timers);
    const gates = [];
    for (const report of order === "in their order" ? [first, second] : [second, first]) {
      report.done();
      await engine.refresh();
      gates.push(engine.gate.id);
    }
    assert.deepEqual([...gates, server.gate], [ROOM_C.id, ROOM_C.id, ROOM_C.id]);
    engine.rest();
  });
}

test("an answer to where the phone stood before lends nothing, and what it gave back is told with the choice", async (context) => {
  const { mock: { timers } } = context;
  timers.enable({ apis: ["setTimeout", "setInterval", "Date"], now: Date.parse("2027-02-20T15:20:00Z") });
  const { engine, reports, server } = await aPhone();
  server.ceiling = 4;
  engine.start();
  await settled();
  const choose = async ({ id }) => {
    await engine.chooseGate(id);
    timers.tick(300);
    await settled();
    return reports.at(-1);
  };
  const [there, away] = [await choose(ROOM_B), await choose(ENTRANCE)];
  assert.deepEqual([there.body.choice, there.body.place, there.body.returned], [1, "7/b", []]);
  assert.deepEqual([away.body.choice, away.body.place, away.body.returned], [2, "", [{ place: "7/b", drawn: 0 }]]);
  there.done();
  await settled();
  const back = await choose(ROOM_B);
  assert.equal(back.body.ceiling, 0, "the late answer was for another choice");
  engine.rest();
});
