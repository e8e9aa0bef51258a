/** Reports that overtake each other: what the phone may give away is never more than the server has lent it. */

import assert from "node:assert/strict";
import test from "node:test";

import { makeEngine } from "../../../static/door/engine/index.js";
import { openStore } from "../../../static/door/engine/store.js";
import { BEGUN, Database, HISTORIES, ROOM_B, Storage, aProgramme, aSnapshot, seeded, settled } from "./support.mjs";

const ROOMS = aProgramme().rooms.map((room) => ({ ...room, limit: 40 }));

/** What the server keeps of a loan (innovfest/checkin/loans.py): a lower ceiling counts once the phone says it. */
function aServer() {
  const loan = { ceiling: 0, offered: 0 };
  return {
    loan,
    lend(held, free) {
      if (held === loan.offered) loan.ceiling = loan.offered;
      loan.offered = free;
      loan.ceiling = Math.max(loan.ceiling, free);
      return free;
    },
  };
}

/** A phone at a room's door, whose reports reach the server and are answered when the test says so. */
async function aPhone(timers) {
  timers.enable({ apis: ["setTimeout", "setInterval"] });
  const [storage, reports] = [new Storage(), []];
  const phone = { ...aSnapshot().phone, gate: ROOM_B.id };
  const api = {
    snapshot: async () => aSnapshot({ phone, programme: aProgramme({ rooms: ROOMS }) }),
    post: (path, body) => new Promise((answer, fail) => {
      reports.push({ body, answer: (ceiling) => answer({ ceiling, shift_ends_at: null }), fail });
    }),
    scans: async () => ({ results: [] }),
  };
  const makeApi = ({ onTime }) => {
    onTime(BEGUN, performance.now(), performance.now());
    return api;
  };
  const store = await openStore({ open: async () => new Database(), storage });
  const engine = await makeEngine({ makeApi, store, storage, token: { read: () => "T0KEN", forget: () => {} }, describe: () => ({}),
    feedback: {}, version: "1", on: { shown: () => {}, late: () => {}, state: () => {} }, isAwake: () => true });
  engine.start();
  await settled();
  const report = async () => {
    engine.setTrouble(`camera ${reports.length}`); // something that is new, so that it reports soon
    timers.tick(300);
    await settled();
    return reports.at(-1);
  };
  timers.tick(1);
  await settled();
  return { engine, reports, report };
}

test("while a report asks for places another asks for none, and its answer gives none", async (context) => {
  const { engine, reports, report } = await aPhone(context.mock.timers);
  const [first] = reports;
  const second = await report();
  assert.notEqual(second, first);
  assert.deepEqual([first.body.place, second.body.place, second.body.gate], ["7/b", null, ROOM_B.id]);
  first.answer(3);
  await settled();
  second.answer(null);
  await settled();
  assert.equal(engine.lent, 3, "no answer to another question says that nothing limits it");
  assert.deepEqual([(await report()).body].map(({ place, ceiling }) => [place, ceiling]), [["7/b", 3]]);
  engine.rest();
});

test("a report without an answer does not keep the next from asking", async (context) => {
  const { engine, reports, report } = await aPhone(context.mock.timers);
  reports[0].fail(new Error("silent"));
  await settled();
  assert.equal((await report()).body.place, "7/b");
  engine.rest();
});

test(`in ${HISTORIES} histories of reports in any order, no more is given than is lent`, async (context) => {
  const timers = context.mock.timers;
  for (let seed = 1; seed <= HISTORIES; seed += 1) {
    const random = seeded(seed);
    const { engine, reports, report } = await aPhone(timers);
    const [server, answers] = [aServer(), []];
    const take = (list) => list.splice(Math.floor(random() * list.length), 1)[0];
    for (let step = 0; step < 30; step += 1) {
      const dice = random();
      if (dice < 0.4) {
        await report();
      } else if (dice < 0.7 && reports.length) {
        const { body, answer } = take(reports);
        const ceiling = body.place === null ? null : server.lend(body.ceiling, Math.floor(random() * 5));
        answers.push(() => answer(ceiling));
      } else if (answers.length) {
        take(answers)();
        await settled();
      }
      assert.ok(engine.lent <= server.loan.ceiling, `seed ${seed}: ${engine.lent} of ${server.loan.ceiling}`);
      assert.notEqual(engine.lent, null);
    }
    engine.rest();
    timers.reset();
  }
});
