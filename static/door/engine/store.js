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
  let behind = database ? spilledSteps(storage) : []; // writes that the database did not take yet
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
    const late = behind;
    const due = [...late, ...steps];
    if (!due.length) return true;
    try {
      if (!database) throw new Error("no database");
      await inTime(commit(database, due), patience + due.length);
      caughtUp(late);
      return true;
    } catch {
      // Another write may have failed meanwhile: its steps stay before these.
      if (database) behind = [...behind, ...steps];
      trouble = spill(storage, steps) ?? (trouble || "spilled");
      return trouble !== "unsaved";
    }
  }

  function caughtUp(late) {
    const taken = new Set(late);
    behind = behind.filter((step) => !taken.has(step));
    if (behind.length) return;
    if (late.length) forgetSpilled(storage);
    trouble = "";
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

// Only what must not be lost is worth the little room there: scans, how many places were given away, and the facts that
// are the phone's own. The server's list comes again, whole: a cursor without its people would keep it from coming.
const SPILLS = new Set(["outbox", "loans", "facts"]);
const OWN_FACTS = new Set(["token", "over", "gate", "gate_choice", "clock", "walkins", "message_read"]);

// How it went: "spilled", "unsaved", or null where nothing of it had to be kept.
function spill(storage, steps) {
  let outcome = null;
  try {
    for (const [table, action, given] of steps) {
      const prefix = `${SPILLED}${table}.`;
      if (action === "clear") forgetSpilled(storage, prefix);
      if (action === "delete") storage.removeItem(prefix + given);
      if (action !== "put" || !isSpilt(table, given)) continue;
      storage.setItem(prefix + given[TABLES[table]], JSON.stringify(given));
      outcome = "spilled";
    }
    return outcome;
  } catch {
    return "unsaved";
  }
}

const isSpilt = (table, row) => SPILLS.has(table) && (table !== "facts" || OWN_FACTS.has(row.key));

function spilled(storage, table) {
  return keysOf(storage)
    .filter((key) => key.startsWith(`${SPILLED}${table}.`))
    .map((key) => JSON.parse(storage.getItem(key)));
}

/** What an earlier page spilled, for the database to take with the next write. */
function spilledSteps(storage) {
  return [...SPILLS].flatMap((table) => spilled(storage, table).map((row) => [table, "put", row]));
}

function forgetSpilled(storage, prefix = SPILLED) {
  for (const key of keysOf(storage)) if (key.startsWith(prefix)) storage.removeItem(key);
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
