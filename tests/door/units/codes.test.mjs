/** Badge codes on the phone: only what waits for the server holds one, and what is on the screen. */

import assert from "node:assert/strict";
import test from "node:test";

import { hashOf } from "../../../static/door/engine/codes.js";
import { makeEngine } from "../../../static/door/engine/index.js";
import { openMemory } from "../../../static/door/engine/memory.js";
import { openStore } from "../../../static/door/engine/store.js";
import { BEGUN, Database, EVENT, Storage, aRow, aSnapshot, settled } from "./support.mjs";

const CODES = { Alice: "ALICE", Bob: "BOB", nobody: "STRANGER" };
const BADGES = [aRow(1, hashOf(EVENT.uid, CODES.Alice)), aRow(2, hashOf(EVENT.uid, CODES.Bob))];

/** A phone whose server is away at first; `answer` is what it says of a scan. */
async function aPhone(answer) {
  const [database, storage, server] = [new Database(), new Storage(), { away: true }];
  const api = {
    snapshot: async () => aSnapshot({ people: BADGES }),
    post: async () => ({ ceiling: null, shift_ends_at: null }),
    scans: async ({ scans }) => {
      if (server.away) throw new Error("away");
      return { results: scans.map(({ id, decided }) => ({ id, verdict: decided, reason: null, n: null, person: null, where: null, ...answer })) };
    },
  };
  const store = await openStore({ open: async () => database, storage });
  const engine = await makeEngine({ makeApi: () => api, store, storage, token: { read: () => "T0KEN", forget: () => {} },
    describe: ({ verdict }) => ({ verdict }), feedback: {}, version: "1", isAwake: () => true,
    on: { shown: () => {}, late: () => {}, state: () => {} } });
  await engine.refresh();
  const tables = () => Object.entries(database.rows).filter(([, rows]) => holdsACode([...rows.values()])).map(([name]) => name);
  const kept = () => [...tables(), ...(holdsACode([...storage.kept]) ? ["localStorage"] : [])];
  return { engine, server, database, storage, kept };
}

const holdsACode = (value) => Object.values(CODES).some((code) => JSON.stringify(value).includes(code));

for (const [how, answer, isLeft] of [["as the phone said", {}, false], ["otherwise, in time", { verdict: "cancelled" }, false],
  ["otherwise, and too late", { verdict: "cancelled" }, true]]) {
  test(`once the server has answered ${how}, the phone keeps no code`, async (context) => {
    context.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
    const { engine, server, kept } = await aPhone(answer);
    for (const code of Object.values(CODES)) await engine.take(code);
    await settled();
    assert.deepEqual(kept(), ["outbox"], "what waits is sent by its code");
    if (isLeft) engine.leave();
    server.away = false;
    await engine.outbox.flush();
    await settled();
    await engine.undo(engine.recent.at(-1).scan.id);
    await engine.outbox.flush();
    await settled();
    assert.deepEqual([engine.outbox.waiting, kept()], [0, []]);
    assert.equal(engine.recent.length, 3);
  });
}

test("what is on the screen can be overruled, bound or looked up by its code, until it is left", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  const { engine, server } = await aPhone();
  server.away = false;
  await engine.take(CODES.Bob);
  await engine.outbox.flush();
  assert.equal(engine.shown.scan.code, CODES.Bob);
  await engine.take("ID:1");
  assert.equal(engine.shown.scan.code, "ID:1");
  engine.leave();
  assert.equal(engine.shown, null);
});

test("where the database takes nothing, the place beside it holds no code after the answer either", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  const { engine, server, database, kept } = await aPhone();
  database.broken = true;
  await engine.take(CODES.Alice);
  await settled();
  assert.deepEqual(kept(), ["localStorage"]);
  server.away = false;
  await engine.outbox.flush();
  assert.deepEqual(kept(), []);
});

test("codes that an older page kept go when the page is opened", async () => {
  const [database, storage] = [new Database(), new Storage()];
  const open = async () => openMemory({ store: await openStore({ open: async () => database, storage }), storage, token: "T0KEN" });
  await open();
  database.rows.acts.set("x", { id: "x", at: BEGUN, kind: "badge", n: 1, code: CODES.Alice, acked: null });
  assert.deepEqual([...(await open()).acts.values()], [{ id: "x", at: BEGUN, kind: "badge", n: 1, acked: null }]);
  assert.equal(holdsACode([...database.rows.acts.values()]), false);
});
