/** What the phone keeps: whole writes, through a database that fails, hangs or is not there. */

import assert from "node:assert/strict";
import test from "node:test";

import { openStore } from "../../../static/door/engine/store.js";
import { Database, HISTORIES, Storage, seeded } from "./support.mjs";

const item = (seq) => ({ seq, kind: "scans", body: { id: `scan-${seq}` }, aside: null });
const put = (seq) => ["outbox", "put", item(seq)];
const seqs = (rows) => [...rows].map(({ seq }) => seq).sort((a, b) => a - b);

async function aStore({ database = new Database(), storage = new Storage(), patience = 20 } = {}) {
  const open = async () => {
    if (!database) throw new Error("no IndexedDB in a private window");
    return database;
  };
  return { store: await openStore({ open, storage, patience }), database, storage };
}

test("what belongs together is one transaction", async () => {
  const { store, database } = await aStore();
  await store.write([put(1), ["loans", "put", { place: "", drawn: 1 }], ["acts", "put", { id: "a" }]]);
  assert.equal(database.commits, 1);
});

test("two writes that fail at the same time are both caught up with", async () => {
  const { store, database } = await aStore();
  database.hangs = true;
  await Promise.all([store.write([put(1)]), store.write([put(2)])]);
  database.hangs = false;
  await store.write([put(3)]);
  assert.deepEqual(seqs(database.rows.outbox.values()), [1, 2, 3]);
});

test("a database that hangs does not hold up the door", async () => {
  const { store, database } = await aStore({ patience: 5 });
  database.hangs = true;
  const began = performance.now();
  assert.equal(await store.write([put(1)]), true);
  assert.ok(performance.now() - began < 1000);
});

test("without a database scans are kept all the same", async () => {
  const first = await aStore({ database: null });
  await first.store.write([put(1), put(2), ["outbox", "delete", 1]]);
  assert.equal(first.store.trouble, "spilled");
  const again = await aStore({ database: null, storage: first.storage });
  assert.deepEqual(seqs(await again.store.all("outbox")), [2]);
});

test("a list that can't be kept leaves no cursor behind: the server gives it again, whole", async () => {
  const { store, database, storage } = await aStore();
  database.broken = true;
  await store.write([["people", "put", { n: 1, row: [1] }], ["facts", "put", { key: "cursor", value: "9" }],
    ["facts", "put", { key: "programme", value: {} }], ["facts", "put", { key: "gate", value: 3 }]]);
  const again = await aStore({ database, storage });
  assert.deepEqual([await again.store.all("people"), await again.store.all("facts")], [[], [{ key: "gate", value: 3 }]]);
});

test("what is cleared is cleared beside the database too", async () => {
  const { store, storage } = await aStore({ database: null });
  await store.write([["loans", "put", { place: "", drawn: 4 }], put(1)]);
  await store.write([["loans", "clear"]]);
  assert.deepEqual([await store.all("loans"), seqs(await store.all("outbox")), storage.length], [[], [1], 1]);
});

test("a phone where nothing can be kept says so, and says when it can again", async () => {
  const { store, database, storage } = await aStore();
  Object.assign(database, { broken: true });
  storage.full = true;
  assert.equal(await store.write([put(1)]), false);
  assert.equal(store.trouble, "unsaved");
  database.broken = false;
  assert.equal(await store.write([put(2)]), true);
  assert.deepEqual([store.trouble, seqs(database.rows.outbox.values())], ["", [1, 2]]);
});

test(`in ${HISTORIES} random histories with a failing database every row that was kept is there`, async () => {
  for (let seed = 1; seed <= HISTORIES; seed += 1) {
    const random = seeded(seed);
    const [database, storage, expected] = [new Database(), new Storage(), new Set()];
    let { store } = await aStore({ database, storage });
    for (let seq = 1; seq <= 60; seq += 1) {
      database.broken = random() < 0.4;
      const dice = random();
      if (dice < 0.6) {
        expected.add(seq);
        await Promise.all([store.write([put(seq)]), store.write([])]);
      } else if (dice < 0.8) {
        const [first] = expected;
        expected.delete(first);
        await store.write([["outbox", "delete", first ?? 0]]);
      } else {
        // The page is opened anew while all is well; what it reads is what there was.
        database.broken = false;
        ({ store } = await aStore({ database, storage }));
        const read = seqs(await store.all("outbox"));
        assert.deepEqual([...expected].filter((one) => !read.includes(one)), [], `seed ${seed}`);
        await store.write([]);
      }
    }
    database.broken = false;
    await store.write([put(999)]);
    const rows = seqs(database.rows.outbox.values());
    assert.deepEqual([...expected, 999].filter((one) => !rows.includes(one)), [], `seed ${seed}`);
  }
});
