/**
 * What was changed here and is not in the server's list yet: people registered at the desk, a name, a badge, a note.
 *
 * A person registered here has a number below zero until the server has given one; what goes out later about them
 * goes out with the server's, also after the shift and its list have ended.
 */

import { numberIn } from "./codes.js";
import { HOUSE } from "./places.js";

/**
 * @param memory  memory.js; @param write store.js; @param loans loans.js
 * @param offset  () => ms by which this phone's clock is behind the server's
 */
export function makeLocal({ memory, write, loans, offset = () => 0 }) {
  const { changes, acts, known, people } = memory;
  const walkins = new Map(known.get("walkins") ?? []); // number here → {id, n: the server's or null}
  const answeredAt = new Map(); // number → when the last answer about this person came

  /** Change what the list says of a person, until the server's says so too. */
  function patch(n, changed, tick) {
    const before = changes.get(n);
    return write([put({ ...before, key: n, changes: { ...before?.changes, ...changed }, made: tick })]);
  }

  /** Register someone here; returns their number. `id` is the walk-in's. */
  async function add({ first_name, last_name, organisation, hash, id }, tick) {
    const n = Math.min(0, ...changes.keys(), ...walkins.keys()) - 1;
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
    const steps = [put({ key: n, local: person, made: tick }), remember(n, { id, n: null })];
    await write([...steps, ...(left === null ? [] : loans.draw(HOUSE))]);
    return n;
  }

  function remember(here, walkin) {
    walkins.set(here, walkin);
    return memory.fact("walkins", [...walkins]);
  }

  const hereOf = (id) => [...walkins].find(([, walkin]) => walkin.id === id)?.[0];

  /** The server's number of a person registered here, or null. */
  const numberOf = (here) => walkins.get(here)?.n ?? null;

  function put(change) {
    changes.set(change.key, change);
    return ["changes", "put", change];
  }

  /** An item's body as it goes out now, or null when the person in it could not be registered. */
  function outgoing({ kind, body, at }) {
    const n = kind === "scans" ? chosenIn(body) : (body.person ?? null);
    if (n === null) return dated(kind, body, at);
    const number = n < 0 ? numberOf(n) : n;
    // A walk-in goes out before all that is about them, so that one without a number was refused.
    if (number === null) return null;
    return kind === "scans" ? { ...body, code: "", person: number } : dated(kind, { ...body, person: number }, at);
  }

  /** With when it was done: desk work of a shift is taken after its end. */
  function dated(kind, body, at) {
    return kind === "scans" || body.at || at === undefined ? body : { ...body, at: new Date(at + offset()).toISOString() };
  }

  /** Whom a steward chose; a page of before kept that in the code. */
  const chosenIn = ({ code, person }) => (person === undefined ? numberIn(code ?? "") : person);

  /** Forget someone whom the server would not register; returns steps for the store. */
  function refused({ kind, body }) {
    const here = kind === "walkins" ? hereOf(body.id) : undefined;
    return changes.delete(here) ? [["changes", "delete", here]] : [];
  }

  /** Learn from an answer to anything but a scan; returns steps for the store. */
  function learned({ kind, body }, answer, tick) {
    if (kind === "walkins") {
      const here = hereOf(body.id);
      if (here === undefined || !answer?.person) return [];
      const steps = [remember(here, { id: body.id, n: answer.person })];
      answeredAt.set(here, tick);
      const change = changes.get(here);
      if (!change) return steps;
      return [...steps, put({ ...change, local: { ...change.local, status: answer.status ?? change.local.status } })];
    }
    if (body.person !== undefined) answeredAt.set(body.person, tick);
    return [];
  }

  /** Let go of what a list asked for at `asked` shows by itself; returns steps for the store. */
  function settle(asked, waiting) {
    const busy = new Set(waiting.map(({ kind, body }) => kind !== "scans" && body.person).filter(Boolean));
    const steps = [];
    for (const change of changes.values()) {
      const server = numberOf(change.key);
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

  return { patch, add, outgoing, refused, learned, settle, numberOf };
}
