/**
 * What the phone keeps: a database in the browser, written so that it outlives a flat battery.
 *
 * Everything is in memory too, so that it is read once, at the opening. A write that the database does not take (full,
 * broken, a private window) goes into localStorage, as far as scans are concerned, and is tried again with the next.
 */

import { openDB } from "../../vendor/idb/index.js";

const NAME = "innovfest.door";
const VERSION = 1;
const TABLES = { facts: "key", people: "n", loans: "place", outbox: "seq", acts: "id", changes: "key" };
const SPILLED = "innovfest.door.kept.";
const PATIENCE = 2000; // ms; a database that hangs must not hold up the door

/** Open the database; without one, what is written stays in localStorage. */
export async function openStore({ open = openDatabase, storage = localStorage, patience = PATIENCE } = {}) {
  const database = await inTime(Promise.resolve().then(open), patience).catch(() => null);
  let behind = []; // writes that the database did not take yet
  let trouble = database ? "" : "spilled";

  /** Read a table whole. */
  async function all(table) {
    const rows = database ? await inTime(database.getAll(table), 5 * patience).catch(() => []) : [];
    const known = new Map(rows.map((row) => [row[TABLES[table]], row]));
    for (const row of spilled(storage, table)) known.set(row[TABLES[table]], row);
    return [...known.values()];
  }

  /**
   * Write all of it or nothing: [[table, "put", row], [table, "delete", key], [table, "clear"]]. Resolves once it is
   * kept, to whether it will be there when the phone is switched on again.
   */
  async function write(steps) {
    const due = [...behind, ...steps];
    if (!due.length) return true;
    try {
      if (!database) throw new Error("no database");
      await inTime(commit(database, due), patience + due.length);
      if (behind.length) forgetSpilled(storage);
      behind = [];
      trouble = "";
    } catch {
      behind = due;
      trouble = spill(storage, steps) ?? (trouble || "spilled");
    }
    return trouble !== "unsaved";
  }

  return { all, write, close: () => database?.close(), get trouble() { return trouble; } };
}

function openDatabase() {
  return openDB(NAME, VERSION, {
    upgrade(database) {
      for (const [table, keyPath] of Object.entries(TABLES)) database.createObjectStore(table, { keyPath });
    },
    // A newer page wants another layout: the older one must not hold it up.
    blocking: (_current, _wanted, event) => event.target.close(),
  });
}

async function commit(database, steps) {
  // "strict" waits until the disk has it; the default may lose the last seconds with the battery.
  const names = [...new Set(steps.map(([table]) => table))];
  const transaction = database.transaction(names, "readwrite", { durability: "strict" });
  const done = steps.map(([table, action, ...given]) => transaction.objectStore(table)[action](...given));
  await Promise.all([...done, transaction.done]);
}

// Only what must not be lost is worth the little room there: scans, and how many places were given away.
const SPILLS = new Set(["outbox", "loans", "facts"]);
const LARGE = 4000; // characters; the list itself comes again from the server

// How it went: "spilled", "unsaved", or null where nothing of it had to be kept.
function spill(storage, steps) {
  let outcome = null;
  try {
    for (const [table, action, given] of steps) {
      if (!SPILLS.has(table)) continue;
      if (action === "put") {
        const text = JSON.stringify(given);
        if (text.length > LARGE) continue;
        storage.setItem(`${SPILLED}${table}.${given[TABLES[table]]}`, text);
        outcome = "spilled";
      } else if (action === "delete") {
        storage.removeItem(`${SPILLED}${table}.${given}`);
      }
    }
    return outcome;
  } catch {
    return "unsaved";
  }
}

function spilled(storage, table) {
  return keysOf(storage)
    .filter((key) => key.startsWith(`${SPILLED}${table}.`))
    .map((key) => JSON.parse(storage.getItem(key)));
}

function forgetSpilled(storage) {
  for (const key of keysOf(storage)) if (key.startsWith(SPILLED)) storage.removeItem(key);
}

function keysOf(storage) {
  try {
    return Array.from({ length: storage.length }, (_, i) => storage.key(i));
  } catch {
    return [];
  }
}

function inTime(promise, patience) {
  let timer;
  const late = new Promise((_, fail) => { timer = setTimeout(() => fail(new Error("too slow")), patience); });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
