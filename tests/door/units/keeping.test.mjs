/** What the phone keeps: on its disk, else in the little room beside it, else with a warning. One tab at a time. */

import assert from "node:assert/strict";
import test from "node:test";

import { openMemory } from "../../../static/door/engine/memory.js";
import { openStore } from "../../../static/door/engine/store.js";
import { claimDoor } from "../../../static/door/engine/tabs.js";

class Storage {
  #kept = new Map();
  full = false;
  get length() { return this.#kept.size; }
  key(index) { return [...this.#kept.keys()][index]; }
  getItem(key) { return this.#kept.get(key) ?? null; }
  setItem(key, text) {
    if (this.full) throw new Error("QuotaExceededError");
    this.#kept.set(key, text);
  }
  removeItem(key) { this.#kept.delete(key); }
}

const KEYS = { facts: "key", people: "n", loans: "place", outbox: "seq", acts: "id", changes: "key" };

/** A database in the shape that idb gives it, which can be full or hang. */
function aDatabase() {
  const tables = Object.fromEntries(Object.keys(KEYS).map((name) => [name, new Map()]));
  const database = {
    tables,
    full: false,
    hangs: false,
    durability: null,
    getAll: async (name) => [...tables[name].values()],
    close() {},
    transaction(names, mode, { durability }) {
      database.durability = durability;
      if (database.full) throw new Error("QuotaExceededError");
      const store = (name) => ({
        put: async (row) => tables[name].set(row[KEYS[name]], structuredClone(row)),
        delete: async (key) => tables[name].delete(key),
        clear: async () => tables[name].clear(),
      });
      const done = database.hangs ? new Promise(() => {}) : Promise.resolve();
      return { objectStore: store, done };
    },
  };
  return database;
}

async function aStore({ database = aDatabase(), storage = new Storage() } = {}) {
  const store = await openStore({ open: async () => database, storage, patience: 30 });
  return { store, database, storage };
}

const item = (seq) => ({ seq, kind: "scans", body: { id: `s${seq}` }, at: 0, aside: null });
const seqs = async (store) => (await store.all("outbox")).map(({ seq }) => seq);

test("a write waits for the disk", async () => {
  const { store, database } = await aStore();
  assert.equal(await store.write([["outbox", "put", item(1)]]), true);
  assert.deepEqual([database.durability, store.trouble, await seqs(store)], ["strict", "", [1]]);
});

for (const [name, ill] of [["full", { full: true }], ["stuck", { hangs: true }]]) {
  test(`what a ${name} database does not take is kept beside it, and moves in when it can`, async () => {
    const { store, database, storage } = await aStore();
    Object.assign(database, ill);
    assert.equal(await store.write([["outbox", "put", item(1)], ["people", "put", { n: 1, row: ["much"] }]]), true);
    assert.equal(store.trouble, "spilled");
    assert.equal(storage.length, 1, "a scan, and no list");
    const reopened = await aStore({ database: aDatabase(), storage });
    assert.deepEqual(await seqs(reopened.store), [1]);
    Object.assign(database, { full: false, hangs: false });
    await store.write([["outbox", "put", item(2)]]);
    assert.deepEqual([store.trouble, storage.length, [...database.tables.outbox.keys()]], ["", 0, [1, 2]]);
  });
}

test("a browser that keeps nothing at all says so", async () => {
  const storage = new Storage();
  storage.full = true;
  const store = await openStore({ open: async () => { throw new Error("private window"); }, storage, patience: 30 });
  assert.equal(await store.write([["outbox", "put", item(1)]]), false);
  assert.equal(store.trouble, "unsaved");
});

test("what was sent from beside the disk is not sent again", async () => {
  const { store, database, storage } = await aStore();
  database.full = true;
  await store.write([["outbox", "put", item(1)]]);
  await store.write([["outbox", "delete", 1]]);
  assert.deepEqual(await seqs((await aStore({ storage })).store), []);
});

const ROW = [1, "hash", "Alice", "VIL", 0, [], [], "", -1, []];
const WHOLE = {
  cursor: "1", full: true, gone: [], people: [ROW], spares: ["spare"],
  phone: { id: 1, gate: 3 }, event: { uid: "e" }, programme: { gates: [] }, live: { inside: {} },
};

async function aMemory(parts = {}) {
  const { store, database, storage } = await aStore(parts);
  const memory = await openMemory({ store, storage, token: parts.token ?? "T1" });
  return { store, database, storage, memory };
}

test("the list is there again after the phone was off, and goes with another enrolment, but not what waits", async () => {
  const first = await aMemory();
  await first.store.write([...first.memory.merge(WHOLE, 5), ["outbox", "put", item(1)]]);
  const again = await aMemory({ database: first.database });
  assert.deepEqual([again.memory.people.size, again.memory.facts.phone.gate, again.memory.known.get("as_of")], [1, 3, 5]);
  const other = await aMemory({ database: first.database, token: "T2" });
  assert.deepEqual([other.memory.people.size, other.memory.facts, other.memory.items.length], [0, null, 1]);
  assert.equal(first.database.tables.people.size, 0, "nobody's name stays on the disk");
});

test("differences are laid over the list, and a whole list replaces it", async () => {
  const { memory, store, database } = await aMemory();
  await store.write(memory.merge(WHOLE, 1));
  await store.write(memory.merge({ cursor: "2", full: false, gone: [1], people: [[2, ...ROW.slice(1)]] }, 2));
  assert.deepEqual([memory.people.numbers, [...database.tables.people.keys()], memory.facts.phone.gate], [[2], [2], 3]);
  await store.write(memory.merge({ ...WHOLE, cursor: "3" }, 3));
  assert.deepEqual(memory.people.numbers, [1]);
});

test("the gate that was chosen last holds, here or at the desk", async () => {
  const { memory } = await aMemory();
  memory.merge(WHOLE, 1);
  memory.standAt(4);
  memory.standAt(6);
  const told = [[3, 0], [4, 1], [6, 2], [5, 3], [6, 2]];
  const gates = told.map(([gate, choice]) => {
    memory.merge({ cursor: "2", phone: { id: 1, gate, gate_choice: choice }, live: {} }, 2);
    return memory.known.get("gate");
  });
  assert.deepEqual([gates, memory.choice()], [[6, 6, 6, 5, 5], 3]);
  memory.standAt(4);
  assert.deepEqual([memory.known.get("gate"), memory.choice()], [4, 4]);
});

test("scans that an older page left waiting are taken over, once, oldest first", async () => {
  const storage = new Storage();
  const old = (id, minute) => storage.setItem(`innovfest.door.scan.${id}`,
    JSON.stringify({ id, code: "C", gate: 3, direction: "in", scanned_at: `2027-02-20T14:0${minute}:00Z`, decided: null, override: null }));
  old("b", 2);
  old("a", 1);
  storage.setItem("something.else", "not ours");
  const { memory, database } = await aMemory({ storage });
  assert.deepEqual(memory.items.map(({ body }) => [body.id, body.kind, body.drew]), [["a", "badge", false], ["b", "badge", false]]);
  assert.deepEqual([database.tables.outbox.size, storage.length], [2, 1]);
});

function tabs() {
  const channels = [];
  return () => {
    const channel = {
      onmessage: null,
      close: () => channels.splice(channels.indexOf(channel), 1),
      postMessage: (data) => channels.filter((one) => one !== channel).forEach((one) => one.onmessage?.({ data })),
    };
    channels.push(channel);
    return channel;
  };
}

test("of two tabs the one that was opened last scans", () => {
  for (const [first, second] of [[0.2, 0.8], [0.8, 0.2]]) {
    const [open, storage, lost] = [tabs(), new Storage(), []];
    claimDoor(() => lost.push("old"), { channel: open(), storage, id: first });
    claimDoor(() => lost.push("new"), { channel: open(), storage, id: second });
    assert.deepEqual(lost, ["old"]);
  }
});

test("of two tabs that open in the same instant exactly one scans", () => {
  for (const [first, second] of [[0.2, 0.8], [0.8, 0.2]]) {
    const [open, lost] = [tabs(), []];
    claimDoor(() => lost.push(first), { channel: open(), storage: new Storage(), id: first });
    claimDoor(() => lost.push(second), { channel: open(), storage: new Storage(), id: second });
    assert.deepEqual(lost, [0.2]);
  }
});
