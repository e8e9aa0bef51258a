/**
 * The people of the server's list, as rows: [n, hash, name, organisation, status, holds, presences, note, table, old
 * hashes]. Found by number, by the hash of a badge, or by letters.
 */

import { fold } from "./names.js";

const [N, HASH, NAME, ORGANISATION, OLD] = [0, 1, 2, 3, 9];

export function makePeople() {
  const rows = new Map();
  const active = new Map();
  const replaced = new Map();
  const letters = new Map();
  let spares = new Set();

  /** Take rows of the server, each in place of the one with its number. */
  function put(changed) {
    for (const row of changed) {
      drop(row[N]);
      rows.set(row[N], row);
      if (row[HASH]) active.set(row[HASH], row[N]);
      for (const hash of row[OLD] ?? []) replaced.set(hash, row[N]);
      letters.set(row[N], ` ${fold(`${row[NAME]} ${row[ORGANISATION]}`)}`);
    }
  }

  function drop(n) {
    const row = rows.get(n);
    if (!row) return;
    rows.delete(n);
    letters.delete(n);
    if (active.get(row[HASH]) === n) active.delete(row[HASH]);
    for (const hash of row[OLD] ?? []) if (replaced.get(hash) === n) replaced.delete(hash);
  }

  function clear() {
    for (const known of [rows, active, replaced, letters]) known.clear();
    spares = new Set();
  }

  /** What a badge's hash is here: {badge, n}. */
  function badge(hash) {
    if (active.has(hash)) return { badge: "active", n: active.get(hash) };
    if (replaced.has(hash)) return { badge: "replaced", n: replaced.get(hash) };
    return { badge: spares.has(hash) ? "spare" : "unknown", n: null };
  }

  /** The numbers of who has all these letters at the start of words; a name goes before an organisation. */
  function find(text, limit) {
    const words = fold(text).split(" ").filter(Boolean).map((word) => ` ${word}`);
    if (!words.length) return [];
    const found = [];
    for (const [n, key] of letters) {
      if (words.every((word) => key.includes(word))) found.push([key.startsWith(words[0]) ? 0 : 1, key, n]);
    }
    found.sort(([rankA, keyA], [rankB, keyB]) => rankA - rankB || (keyA < keyB ? -1 : 1));
    return found.slice(0, limit).map(([, , n]) => n);
  }

  return {
    put,
    drop,
    clear,
    badge,
    find,
    get: (n) => rows.get(n) ?? null,
    setSpares: (hashes) => { spares = new Set(hashes); },
    get size() { return rows.size; },
    get numbers() { return [...rows.keys()]; },
  };
}
