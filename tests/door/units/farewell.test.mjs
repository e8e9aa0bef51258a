/** A phone's last word: its list is deleted first, then the server is told what it gave away, until it has heard it. */

import assert from "node:assert/strict";
import test from "node:test";

import { NoAnswer, Refused } from "../../../static/door/api.js";
import { makeEngine } from "../../../static/door/engine/index.js";
import { openStore } from "../../../static/door/engine/store.js";
import { BEGUN, Database, MINUTE, ROOM_B, Storage, aProgramme, aSnapshot, settled } from "./support.mjs";

const ROOMS = aProgramme().rooms.map((room) => ({ ...room, limit: 40 }));

/** A server that lends five places, and hears last words as the test lets it. */
function aServer() {
  const server = { farewells: [], away: false, revoked: false, scans: [], refusal: null };
  server.api = (token) => ({
    snapshot: async () => {
      if (server.away) throw new NoAnswer("away");
      if (server.revoked) throw new Refused(401, { code: "unauthorized" });
      const phone = { ...aSnapshot().phone, gate: ROOM_B.id };
      return aSnapshot({ phone, programme: aProgramme({ rooms: ROOMS }) });
    },
    post: async (path, body) => {
      if (server.away) throw new NoAnswer("away");
      if (!body.ended) return { ceiling: 5, shift_ends_at: null };
      if (server.refusal) throw server.refusal;
      server.farewells.push({ token, ...body });
      return { ceiling: null, shift_ends_at: null };
    },
    scans: async ({ scans }) => {
      if (server.away) throw new NoAnswer("away");
      server.scans.push(...scans);
      return { results: scans.map(({ id }) => ({ id, verdict: "admitted", reason: null, n: null, person: null, where: null })) };
    },
  });
  return server;
}

/** A page of a phone that is kept between pages: its database and the browser's storage. */
async function aPage(server, { database = new Database(), storage = new Storage(), tokens = { now: "T0KEN", before: null } } = {}) {
  const makeApi = ({ onTime, token = () => tokens.now }) => {
    onTime(BEGUN, performance.now(), performance.now());
    return server.api(token());
  };
  const token = {
    read: () => tokens.now, forget: () => { tokens.now = null; }, before: () => tokens.before, forgetBefore: () => { tokens.before = null; },
  };
  const store = await openStore({ open: async () => database, storage });
  const engine = await makeEngine({ makeApi, store, storage, token, describe: () => ({}), feedback: {}, version: "1",
    on: { shown: () => {}, late: () => {}, state: () => {} }, isAwake: () => true });
  const start = async () => {
    engine.start();
    await settled();
  };
  return { engine, start, kept: { database, storage, tokens } };
}

const told = ({ token, gate, returned, place }) => ({ token, gate, returned, place });
const WORD = { token: "T0KEN", gate: ROOM_B.id, returned: [{ place: "7/b", drawn: 0 }], place: null };

/** Start a phone at a room's door, and let it be lent places. */
async function atWork(context, server, more) {
  context.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  const page = await aPage(server, more);
  await page.start();
  context.mock.timers.tick(1);
  await settled();
  assert.equal(page.engine.lent, 5);
  return page;
}

test("a phone whose shift is ended gives back what it was lent, once", async (context) => {
  const server = aServer();
  const { engine, kept } = await atWork(context, server);
  await engine.endShift();
  await settled();
  assert.deepEqual(server.farewells.map(told), [WORD]);
  context.mock.timers.tick(MINUTE);
  await settled();
  assert.deepEqual([server.farewells.length, kept.database.rows.loans.size, kept.tokens.now], [1, 0, null]);
});

test("a phone that was taken back says so with the key that it had", async (context) => {
  const server = aServer();
  const { kept } = await atWork(context, server);
  server.revoked = true;
  context.mock.timers.tick(4000);
  await settled();
  assert.deepEqual([server.farewells.map(told), kept.tokens.now], [[WORD], null]);
});

/** End a shift while no server answers, and let it answer again. */
async function endedAlone(context) {
  const server = aServer();
  const { engine, kept } = await atWork(context, server);
  server.away = true;
  await engine.endShift();
  await settled();
  server.away = false;
  return { server, kept };
}

test("without a server the last word waits until it answers again", async (context) => {
  const { server, kept } = await endedAlone(context);
  assert.deepEqual(server.farewells, []);
  assert.deepEqual([...kept.database.rows.people.values()], [], "the list is gone first");
  context.mock.timers.tick(15_000);
  await settled();
  assert.deepEqual(server.farewells.map(told), [WORD]);
});

test("a page that is opened without a token says what was left to say", async (context) => {
  const { server, kept } = await endedAlone(context);
  const next = await aPage(server, kept);
  next.engine.sayFarewell();
  await settled();
  assert.deepEqual(server.farewells.map(told), [WORD]);
});

test("a phone that is enrolled anew gives back what it was lent before, and keeps its new enrolment", async (context) => {
  const server = aServer();
  const { engine, kept } = await atWork(context, server);
  engine.rest();
  const next = await aPage(server, { ...kept, tokens: { now: "NEW", before: "T0KEN" } });
  await next.start();
  assert.deepEqual(server.farewells.map(told), [WORD]);
  assert.deepEqual([next.engine.state, next.kept.tokens], ["open", { now: "NEW", before: null }]);
  next.engine.rest();
});

test("the key of another enrolment says nothing of this list", async (context) => {
  const server = aServer();
  const { engine, kept } = await atWork(context, server);
  engine.rest();
  const next = await aPage(server, { ...kept, tokens: { now: "NEW", before: "OLDER" } });
  await next.start();
  assert.deepEqual(server.farewells, []);
  next.engine.rest();
});

test("what a full memory still holds is not said to be deleted", async (context) => {
  const server = aServer();
  const { engine, kept } = await atWork(context, server);
  kept.database.broken = true;
  await engine.endShift();
  await settled();
  assert.deepEqual(server.farewells, []);
  assert.notEqual(kept.database.rows.loans.size, 0);
  kept.database.broken = false;
  engine.readMessage(1); // the next thing that is written
  await settled();
  context.mock.timers.tick(15_000);
  await settled();
  assert.deepEqual([server.farewells.map(told), kept.database.rows.loans.size], [[WORD], 0]);
});

test("a page whose shift is over leaves the key of a new enrolment alone", async (context) => {
  const server = aServer();
  const { engine, kept } = await atWork(context, server);
  await engine.endShift();
  await settled();
  kept.tokens.now = "NEW"; // another tab was enrolled
  context.mock.timers.tick(3000);
  await settled();
  assert.equal(kept.tokens.now, "NEW");
});

test("a server that does not want to hear it is not told again", async (context) => {
  const server = aServer();
  const { engine } = await atWork(context, server);
  server.refusal = new Refused(401, { code: "unauthorized" });
  await engine.endShift();
  await settled();
  server.refusal = null;
  context.mock.timers.tick(MINUTE);
  await settled();
  assert.deepEqual(server.farewells, []);
});
