/** The list that the server tells: whole once, then by differences; and whose phone this is. */

import assert from "node:assert/strict";
import test from "node:test";

import { openMemory } from "../../../static/door/engine/memory.js";
import { openStore } from "../../../static/door/engine/store.js";
import { BEGUN, Database, HISTORIES, Storage, aRow, aSnapshot, seeded } from "./support.mjs";

async function aPhone({ database = new Database(), storage = new Storage(), token = "T0KEN" } = {}) {
  const store = await openStore({ open: async () => database, storage });
  const memory = await openMemory({ store, storage, token });
  const merge = (answer) => store.write(memory.merge(answer, BEGUN));
  const reopen = (more) => aPhone({ database, storage, token, ...more });
  return { store, memory, merge, reopen, database, storage };
}

const rowsOf = ({ people }) => people.numbers.sort((a, b) => a - b).map((n) => people.get(n));

test("a phone knows nothing before the first answer", async () => {
  const { memory } = await aPhone();
  assert.deepEqual([memory.facts, memory.known.get("cursor"), memory.people.size], [null, undefined, 0]);
});

test("a whole list takes the place of the one before; differences change rows", async () => {
  const { memory, merge } = await aPhone();
  await merge(aSnapshot({ people: [aRow(1, "a"), aRow(2, "b")], spares: ["s"] }));
  await merge({ cursor: "2", full: false, people: [aRow(2, "c", { old: ["b"] }), aRow(3, "d")], gone: [1], spares: null, live: null });
  assert.deepEqual(rowsOf(memory), [aRow(2, "c", { old: ["b"] }), aRow(3, "d")]);
  assert.deepEqual(["a", "b", "c", "s"].map((hash) => memory.people.badge(hash).badge), ["unknown", "replaced", "active", "spare"]);
  assert.equal(memory.facts.live.inside[""], 200, "a block that did not change stays");
  await merge(aSnapshot({ cursor: "3", people: [aRow(9, "z")] }));
  assert.deepEqual(rowsOf(memory), [aRow(9, "z")]);
});

for (const how of ["with a difference", "with a whole list, after a long time"]) {
  test(`who was erased leaves no name on the phone: ${how}`, async () => {
    const { memory, merge, store, database } = await aPhone();
    await merge(aSnapshot({ people: [aRow(1, "a", { name: "Alice" }), aRow(2, "b", { name: "Bob" })] }));
    for (const [n, name] of [[1, "Alice"], [2, "Bob"]]) {
      const result = { verdict: "admitted", person: { name } };
      const act = { id: `s${n}`, at: BEGUN, kind: "badge", n, moves: [["", 1]], settled: true, acked: 0, result, late: result };
      memory.acts.set(act.id, act);
      memory.changes.set(n, { key: n, changes: { note: name }, made: 0 });
      await store.write([["acts", "put", act], ["changes", "put", memory.changes.get(n)]]);
    }
    await merge(how === "with a difference"
      ? { cursor: "2", full: false, gone: [1], people: [] }
      : aSnapshot({ cursor: "2", people: [aRow(2, "b", { name: "Bob" })] }));
    const kept = JSON.stringify(Object.values(database.rows).map((rows) => [...rows]));
    assert.deepEqual([/Alice/.test(kept), /Bob/.test(kept)], [false, true]);
    assert.deepEqual([memory.people.get(1), memory.acts.get("s1").moves, memory.acts.get("s2").result.person.name],
      [null, [["", 1]], "Bob"]);
  });
}

test("a list that could not be read is asked for whole", async () => {
  const { merge, database, reopen } = await aPhone();
  await merge(aSnapshot({ people: [aRow(1, "a")] }));
  database.rows.people.clear();
  const { memory } = await reopen();
  assert.equal(memory.known.get("cursor"), undefined);
});

test("the token itself is in no table", async () => {
  const { database, merge } = await aPhone({ token: "VERYSECRETTOKEN" });
  await merge(aSnapshot());
  assert.equal(JSON.stringify(Object.values(database.rows).map((rows) => [...rows])).includes("VERYSECRETTOKEN"), false);
});

test("what was answered before the page was opened gives way to the first list that it asks for", async () => {
  const { store, reopen } = await aPhone();
  await store.write([["acts", "put", { id: "x", at: BEGUN, acked: 812 }], ["acts", "put", { id: "y", at: BEGUN, acked: null }],
    ["changes", "put", { key: 1, changes: {}, made: 812 }]]);
  const { memory } = await reopen();
  assert.deepEqual([memory.acts.get("x").acked, memory.acts.get("y").acked, memory.changes.get(1).made], [0, null, 0]);
});

test(`in ${HISTORIES} random histories a list built from differences is the whole list`, async () => {
  for (let seed = 1; seed <= HISTORIES; seed += 1) {
    const random = seeded(seed);
    const pick = (list) => list[Math.floor(random() * list.length)];
    const rows = new Map();
    let [phone, fresh] = [await aPhone(), 0];
    await phone.merge(aSnapshot());
    for (let step = 0; step < 40; step += 1) {
      const [changed, gone] = [new Map(), []];
      for (let i = 0; i < 3; i += 1) {
        const n = 1 + Math.floor(random() * 8);
        const dice = random();
        if (dice < 0.2 && rows.delete(n)) {
          gone.push(n);
          changed.delete(n);
        } else if (dice < 0.4 && rows.has(n)) {
          const [, hash, ...rest] = rows.get(n);
          changed.set(n, [n, `h${fresh += 1}`, ...rest.slice(0, -1), [...rest.at(-1), hash]]);
        } else {
          changed.set(n, aRow(n, `h${fresh += 1}`, { status: pick([0, 1, 3]), holds: [pick([7, 8])] }));
        }
        if (changed.has(n)) rows.set(n, changed.get(n));
      }
      const told = gone.filter((n) => !rows.has(n));
      await phone.merge({ cursor: String(step + 2), full: false, people: [...changed.values()], gone: told });
      if (random() < 0.1) phone = await phone.reopen();
    }
    const whole = await aPhone();
    await whole.merge(aSnapshot({ people: [...rows.values()] }));
    assert.deepEqual(rowsOf(phone.memory), rowsOf(whole.memory), `seed ${seed}`);
    for (let i = 1; i <= fresh; i += 1) {
      assert.deepEqual(phone.memory.people.badge(`h${i}`), whole.memory.people.badge(`h${i}`), `seed ${seed}, h${i}`);
    }
  }
});
