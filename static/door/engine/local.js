/**
 * What was changed here and is not in the server's list yet: people registered at the desk, a name, a badge, a note.
 *
 * A person registered here has a number below zero until the server has given one; what goes out later about them
 * goes out with the server's.
 */

import { handleOf, numberIn } from "./codes.js";
import { HOUSE } from "./places.js";

/** @param memory memory.js; @param write store.js; @param loans loans.js */
export function makeLocal({ memory, write, loans }) {
  const { changes, acts, known, people } = memory;
  const numbers = new Map(known.get("numbers") ?? []); // here → the server's
  const answeredAt = new Map(); // number → when the last answer about this person came

  /** Change what the list says of a person, until the server's says so too. */
  function patch(n, changed, tick) {
    const before = changes.get(n);
    return write([put({ ...before, key: n, changes: { ...before?.changes, ...changed }, made: tick })]);
  }

  /** Register someone here; returns their number. `id` is the walk-in's. */
  async function add({ first_name, last_name, organisation, hash, id }, tick) {
    const n = Math.min(0, ...changes.keys(), ...numbers.keys()) - 1;
    const left = loans.left(HOUSE);
    const person = {
      n,
      hash,
      name: `${first_name} ${last_name}`.trim(),
      organisation: organisation ?? "",
      status: left === 0 ? "waitlisted" : "confirmed",
      holds: [],
      presences: [],
      note: "",
      table: "",
    };
    await write([put({ key: n, local: person, walkin: id, made: tick }), ...(left === null ? [] : loans.draw(HOUSE))]);
    return n;
  }

  function put(change) {
    changes.set(change.key, change);
    return ["changes", "put", change];
  }

  /** An item's body as it goes out now, or null when the person in it could not be registered. */
  function outgoing({ kind, body }) {
    const n = kind === "scans" ? numberIn(body.code) : body.person;
    if (n === null || n === undefined || n >= 0) return body;
    // A walk-in goes out before all that is about them, so that one without a number was refused.
    if (!numbers.has(n)) return null;
    return kind === "scans" ? { ...body, code: handleOf(numbers.get(n)) } : { ...body, person: numbers.get(n) };
  }

  /** Forget someone whom the server would not register; returns steps for the store. */
  function refused({ kind, body }) {
    const here = kind === "walkins" && [...changes.values()].find(({ walkin }) => walkin === body.id);
    if (!here) return [];
    changes.delete(here.key);
    return [["changes", "delete", here.key]];
  }

  /** Learn from an answer to anything but a scan; returns steps for the store. */
  function learned({ kind, body }, answer, tick) {
    if (kind === "walkins") {
      const here = [...changes.values()].find(({ walkin }) => walkin === body.id);
      if (!here || !answer?.person) return [];
      numbers.set(here.key, answer.person);
      answeredAt.set(here.key, tick);
      if (answer.status) Object.assign(here.local, { status: answer.status });
      return [put(here), memory.fact("numbers", [...numbers])];
    }
    if (body.person !== undefined) answeredAt.set(body.person, tick);
    return [];
  }

  /** Let go of what a list asked for at `asked` shows by itself; returns steps for the store. */
  function settle(asked, waiting) {
    const busy = new Set(waiting.map(({ body }) => body.person).filter(Boolean));
    const steps = [];
    for (const change of changes.values()) {
      const server = numbers.get(change.key);
      if (change.local ? people.get(server) : isSettled(change, asked, busy)) {
        changes.delete(change.key);
        steps.push(["changes", "delete", change.key]);
        if (change.local) steps.push(...rename(change.key, server));
      }
    }
    for (const act of acts.values()) {
      if (act.settled || act.acked === null || act.acked > asked) continue;
      act.settled = true;
      steps.push(["acts", "put", act]);
    }
    return steps;
  }

  function isSettled({ key, made }, asked, busy) {
    return made <= asked && !busy.has(key) && (answeredAt.get(key) ?? 0) <= asked;
  }

  /** What was done about a person registered here is about the server's person from now on. */
  function rename(here, n) {
    const theirs = [...acts.values()].filter((act) => act.n === here);
    return theirs.map((act) => ["acts", "put", Object.assign(act, { n })]);
  }

  return { patch, add, outgoing, refused, learned, settle };
}
