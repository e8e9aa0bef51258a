/**
 * What the phone knows, in memory and in the store: the server's list, what was done here, what waits, the loans.
 *
 * `steps` that a method returns are for the store, so that what belongs together is written together.
 */

import { makePeople } from "./people.js";
import { sha256 } from "./sha256.js";

const OLD_SCANS = "innovfest.door.scan.";
const OLD_GATE = "innovfest.door.gate";
const FACTS = ["phone", "event", "programme", "live", "cursor", "as_of"];
const FAREWELL = "farewell.";
const OF_THE_LIST = ["spares", "gate", "gate_choice"];

/** Read what the phone kept; a list that came with another token (`before`) is not this phone's any more. */
export async function openMemory({ store, storage, token, before = null }) {
  const [facts, rows, loans, items, kept, changed] = await Promise.all(
    ["facts", "people", "loans", "outbox", "acts", "changes"].map((table) => store.all(table)),
  );
  const known = new Map(facts.map(({ key, value }) => [key, value]));
  const people = makePeople();
  // Turns are counted from the opening of the page: what was answered before it was answered before all of them.
  const acts = new Map(kept.sort((a, b) => a.at - b.at).map((act) => [act.id, { ...act, acked: act.acked === null ? null : 0 }]));
  const coded = [...acts.values()].filter((act) => "code" in act).map((act) => ["acts", "put", withoutCode(act)]);
  const changes = new Map(changed.map((change) => [change.key, { ...change, made: 0 }]));
  const lent = new Map(loans.map((loan) => [loan.place, loan]));
  // A list that could not be read comes again, whole.
  if (!rows.length) known.delete("cursor");
  people.put(rows.map(({ row }) => row));
  people.setSpares(known.get("spares") ?? []);

  const fact = (key, value) => {
    known.set(key, value);
    return ["facts", "put", { key, value }];
  };

  /** The number of the last choice of a gate that is known here. */
  const choice = () => known.get("gate_choice") ?? 0;

  const standAt = (gate, number = choice() + 1) => [fact("gate", gate), fact("gate_choice", number)];

  /** What is to be said to the server of lists that are deleted: [{token, gate, choice, returned}]. */
  const farewells = () => [...known].filter(([key]) => key.startsWith(FAREWELL)).map(([, word]) => word);

  // A row for each, so that two tabs don't write over each other's.
  function withoutFarewell({ token: secret }) {
    const key = FAREWELL + digestOf(secret);
    known.delete(key);
    return ["facts", "delete", key];
  }

  /** Take down what is to be said once the list is deleted: how many were let in by places that were lent. */
  function farewell(secret) {
    if (!secret || known.get("token") !== digestOf(secret) || !known.get("phone")) return [];
    const returned = [...lent.values()].map(({ place, drawn }) => ({ place, drawn }));
    const gate = known.get("gate") ?? known.get("phone").gate;
    return [fact(FAREWELL + digestOf(secret), { token: secret, gate, choice: choice(), returned })];
  }

  /** Forget people and places, which the server is told with the token; what waits for the server stays. */
  function forgetList(secret = null) {
    const told = farewell(secret);
    people.clear();
    for (const map of [acts, changes, lent]) map.clear();
    for (const key of [...FACTS, ...OF_THE_LIST]) known.delete(key);
    return [
      ...told,
      ...["people", "acts", "changes", "loans"].map((table) => [table, "clear"]),
      ...[...FACTS, ...OF_THE_LIST].map((key) => ["facts", "delete", key]),
    ];
  }

  /** Take an answer of the server: whole, or what changed since the one before. */
  function merge(answer, asOf) {
    const steps = answer.full ? [["people", "clear"]] : [];
    if (answer.full) people.clear();
    const gone = answer.gone ?? [];
    gone.forEach(people.drop);
    const rows = answer.people ?? [];
    people.put(rows);
    steps.push(...gone.map((n) => ["people", "delete", n]), ...rows.map((row) => ["people", "put", { n: row[0], row }]));
    steps.push(...(answer.full ? forgetUnlisted() : forgetGone(new Set(gone))));
    if (answer.spares) {
      people.setSpares(answer.spares);
      steps.push(fact("spares", answer.spares));
    }
    // Only what was chosen later than here: what this phone has reported comes back as an echo.
    if (answer.phone?.gate_choice > choice()) steps.push(...standAt(answer.phone.gate, answer.phone.gate_choice));
    for (const key of FACTS) if (answer[key]) steps.push(fact(key, answer[key]));
    steps.push(fact("as_of", asOf));
    return steps;
  }

  /** Who was erased leaves no name in what was done here; how many came in stays. */
  function forgetGone(gone) {
    const stale = [...changes.keys()].filter((n) => gone.has(n));
    for (const n of stale) changes.delete(n);
    const theirs = [...acts.values()].filter(({ n, result }) => gone.has(n) && result?.person);
    return [...stale.map((n) => ["changes", "delete", n]), ...theirs.map((act) => ["acts", "put", withoutName(act)])];
  }

  /** A whole list names nobody as gone: whoever is not on it is, once the server has what was done here. */
  function forgetUnlisted() {
    const settled = [...acts.values()].filter(({ n, settled }) => settled && n > 0 && !people.get(n));
    return forgetGone(new Set(settled.map(({ n }) => n)));
  }

  /** Whose memory this is: tells with the steps whether the phone was enrolled anew. */
  function belongTo(secret) {
    const digest = digestOf(secret);
    if (known.get("token") === digest) return [];
    return [...forgetList(before), fact("over", false), fact("token", digest)];
  }

  const memory = {
    known,
    people,
    acts,
    changes,
    loans: lent,
    items: [...items, ...oldScans(storage, items)],
    fact,
    merge,
    choice,
    standAt,
    farewells,
    withoutFarewell,
    forgetList,
    /** {phone, event, programme, live}, or null before the first answer. */
    get facts() {
      if (!known.get("programme") || !known.get("phone")) return null;
      return { phone: known.get("phone"), event: known.get("event"), programme: known.get("programme"), live: known.get("live") };
    },
  };
  const migrated = memory.items.slice(items.length).map((item) => ["outbox", "put", item]);
  if ((await store.write([...coded, ...(token ? belongTo(token) : []), ...migrated])) && migrated.length) forgetOld(storage);
  return memory;
}

const digestOf = (secret) => btoa(String.fromCharCode(...sha256(secret).subarray(0, 9)));

/** A page of before kept the text of each badge, which makes a badge. */
function withoutCode(act) {
  delete act.code;
  return act;
}

function withoutName(act) {
  const late = act.late ? { ...act.late, person: null } : act.late;
  return Object.assign(act, { hash: "", result: { ...act.result, person: null }, late });
}

/** Scans that an older page left in localStorage. */
function oldScans(storage, items) {
  const last = Math.max(0, ...items.map(({ seq }) => seq));
  const empty = { kind: "badge", offset_ms: null, acted: null, drew: false, number: null, undoes: null };
  return oldKeys(storage)
    .map((key) => ({ ...empty, ...JSON.parse(storage.getItem(key)) }))
    .sort((a, b) => a.scanned_at.localeCompare(b.scanned_at))
    .map((body, i) => ({ seq: last + i + 1, kind: "scans", body, at: Date.parse(body.scanned_at), aside: null }));
}

function forgetOld(storage) {
  for (const key of [...oldKeys(storage), OLD_GATE]) storage.removeItem(key);
}

function oldKeys(storage) {
  try {
    return Array.from({ length: storage.length }, (_, i) => storage.key(i)).filter((key) => key.startsWith(OLD_SCANS));
  } catch {
    return [];
  }
}
