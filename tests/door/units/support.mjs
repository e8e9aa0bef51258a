/** What the tests of the phone's engine share: a small edition, a store and a server that they can break. */

export const BEGUN = Date.parse("2027-02-20T15:31:00Z");
export const MINUTE = 60_000;
export const [ENTRANCE, ROOM_B, ROOM_C] = [
  { id: 1, name: "Main entrance", room: null },
  { id: 3, name: "Break-out B", room: "b" },
  { id: 4, name: "Break-out C", room: "c" },
];
export const EVENT = { uid: "0f0e", slug: "2027", name: "InnovFest", timezone: "Europe/Brussels",
  starts_at: "2027-02-20T13:30:00Z", ends_at: "2027-02-20T18:00:00Z", rehearsal: false };

const session = (id, rooms, title) => ({ id, rooms, title, slot: "breakouts", bookable: true, cancelled: false,
  starts_at: "2027-02-20T15:30:00Z", ends_at: "2027-02-20T17:00:00Z" });

export function aProgramme(more = {}) {
  return {
    sessions: [session(7, ["b"], "Energy"), session(8, ["c"], "Labour market")],
    rooms: [
      { slug: "b", name: "Break-out B", direction: "", limit: null },
      { slug: "c", name: "Break-out C", direction: "Second floor", limit: null },
    ],
    gates: [ENTRANCE, ROOM_B, ROOM_C],
    tables: [{ name: "Table 1", from: "A" }],
    house_limit: null,
    ...more,
  };
}

export const LIVE = { inside: { "": 200, "7/b": 38 }, expected: 330, released: {}, releasable: null, messages: [] };

export function aSnapshot(more = {}) {
  const phone = { id: 5, label: "Phone", steward: "Dora", role: "steward", gate: ENTRANCE.id, shift_ends_at: null, language: "nl" };
  return { cursor: "1", time: BEGUN, full: true, phone, event: EVENT, programme: aProgramme(), people: [], gone: [], spares: [],
    live: LIVE, ...more };
}

/** A row of the list. */
export function aRow(n, hash, { name = `Person ${n}`, organisation = "VIL", status = 0, holds = [7], presences = [], note = "",
  table = -1, old = [] } = {}) {
  return [n, hash, name, organisation, status, holds, presences, note, table, old];
}

/** The browser's localStorage; `full` makes it refuse. */
export class Storage {
  kept = new Map();
  full = false;
  get length() { return this.kept.size; }
  key(index) { return [...this.kept.keys()][index]; }
  getItem(key) { return this.kept.get(key) ?? null; }
  setItem(key, text) {
    if (this.full) throw new Error("QuotaExceededError");
    this.kept.set(key, text);
  }
  removeItem(key) { this.kept.delete(key); }
}

/** A database like idb's, whose rows outlive the page; `broken` and `slow` make its writes fail or hang. */
export class Database {
  rows = { facts: new Map(), people: new Map(), loans: new Map(), outbox: new Map(), acts: new Map(), changes: new Map() };
  broken = false;
  hangs = false;
  commits = 0;
  static KEYS = { facts: "key", people: "n", loans: "place", outbox: "seq", acts: "id", changes: "key" };

  async getAll(table) { return structuredClone([...this.rows[table].values()]); }
  close() {}

  transaction() {
    if (this.hangs) return { objectStore: () => ({ put: never, delete: never, clear: never }), done: never() };
    if (this.broken) {
      const no = () => Promise.reject(new Error("QuotaExceededError"));
      return { objectStore: () => ({ put: no, delete: no, clear: no }), done: no() };
    }
    // Transactions on the same table follow each other, as a real database has them.
    const steps = [];
    const done = Promise.resolve().then(() => {
      for (const step of steps) step();
      this.commits += 1;
    });
    const objectStore = (name) => {
      const rows = this.rows[name];
      return {
        put: async (row) => {
          const copy = structuredClone(row);
          steps.push(() => rows.set(row[Database.KEYS[name]], copy));
        },
        delete: async (key) => { steps.push(() => rows.delete(key)); },
        clear: async () => { steps.push(() => rows.clear()); },
      };
    };
    return { objectStore, done };
  }
}

const never = () => new Promise(() => {});

/** A source of chance that repeats itself (mulberry32): random() in [0, 1). */
export function seeded(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How many random histories to play; the environment may ask for more. */
export const HISTORIES = Number(process.env.INNOVFEST_TEST_HISTORIES ?? 30);

/** Let everything that only waits for a turn happen. */
export async function settled(turns = 20) {
  for (let i = 0; i < turns; i += 1) await new Promise((done) => setImmediate(done));
}
