/**
 * The list as this phone sees it: the server's, with what was done here laid over it until the server's says so too.
 *
 * A local change is let go when a list that was asked for after its answer has come. What is still on its way, or
 * was answered after that list was asked for, stays.
 */

import { layOver, movesBetween, otherRoomOf } from "./presences.js";
import { hashOf, numberIn } from "./codes.js";
import { placeOf, roomAt } from "./places.js";
import { fold } from "./names.js";

const STATUSES = ["confirmed", "waitlisted", "pending", "cancelled"];

/**
 * @param people    people.js
 * @param facts     () => {event, programme}
 * @param acts      Map of what scans of this phone did, by id (acts.js)
 * @param changes   Map of local changes by number: {key, changes, local (a person registered here)}
 * @param numberOf  (number below zero) => the server's number of that person, or null
 */
export function makeList({ people, facts, acts, changes, numberOf = () => null }) {
  /** A person, or null. */
  function get(n) {
    const base = n < 0 ? changes.get(n)?.local : fromRow(people.get(n));
    // Someone registered here, whom the server's list has by now.
    if (!base) return n < 0 && numberOf(n) !== null ? get(numberOf(n)) : null;
    const changed = { ...base, ...changes.get(n)?.changes };
    return { ...changed, presences: laid(changed.presences, actsOf(n)) };
  }

  const roomOf = (gate) => roomAt(facts().programme, gate);
  const laid = (presences, acts) => layOver(presences, acts, roomOf);

  function fromRow(row) {
    if (!row) return null;
    const [n, hash, name, organisation, status, holds, presences, note, table] = row;
    const { tables = [] } = facts().programme;
    return {
      n,
      hash,
      name,
      organisation,
      status: STATUSES[status] ?? "pending",
      holds,
      presences: presences.map(([session, entered, left, gate, scan]) => ({
        session: session || null,
        entered_at: 1000 * entered,
        left_at: left ? 1000 * left : null,
        gate,
        scan,
      })),
      note: note ?? "",
      table: tables[table]?.name ?? "",
    };
  }

  function actsOf(n) {
    return [...acts.values()].filter((act) => act.n === n && !act.settled);
  }

  /** Who a scanned text belongs to: {badge, person, hash}. */
  function look(text) {
    const n = numberIn(text);
    if (n !== null) {
      const person = get(n);
      return { badge: person ? "active" : "unknown", person, hash: person?.hash ?? "" };
    }
    const hash = hashOf(facts().event.uid, text);
    return { hash, ...ofHash(hash) };
  }

  function ofHash(hash) {
    if (!hash) return { badge: "unknown", person: null };
    for (const [n, { changes: changed, local }] of changes) {
      // A badge that was bound here, and the one that it took the place of.
      if ((changed?.hash ?? local?.hash) === hash) return { badge: "active", person: get(n) };
      if (changed?.hash && people.get(n)?.[1] === hash) return { badge: "replaced", person: get(n) };
    }
    const { badge, n } = people.badge(hash);
    return { badge, person: n === null ? null : get(n) };
  }

  /** Find people by the first letters of the words of their name or organisation. */
  function find(text, limit = 20) {
    const words = fold(text).split(" ").filter(Boolean).map((word) => ` ${word}`);
    if (!words.length) return [];
    const here = [...changes.keys()].filter((n) => {
      const person = changes.get(n).local || changes.get(n).changes?.name ? get(n) : null;
      const key = person && ` ${fold(`${person.name} ${person.organisation}`)}`;
      return key && words.every((word) => key.includes(word));
    });
    return [...new Set([...here, ...people.find(text, limit)])].slice(0, limit).map(get).filter(Boolean);
  }

  /** How many are inside a place, with what happened here since the server's list. */
  function inside(key) {
    const since = [...acts.values()].filter((act) => !act.settled).sort((a, b) => a.at - b.at);
    return since.reduce(
      (number, act) => (act.sets?.[0] === key ? act.sets[1] : number + step(act.moves, key)),
      facts().live.inside[key] ?? 0,
    );
  }

  /** What an act would change in the numbers inside: [[place's key, step]]. */
  function movesOf(n, act) {
    const person = get(n);
    if (!person) return [];
    const place = (presence) => placeOf(facts().programme, presence);
    return movesBetween(person.presences, laid(person.presences, [act]), place);
  }

  /** The presence in another room of the same session that an act would end, or null: its undo puts that back. */
  function fromOf(n, act) {
    return act.effect === "admitted" ? otherRoomOf(get(n)?.presences ?? [], act, roomOf) : null;
  }

  return { get, look, find, inside, movesOf, fromOf };
}

function step(moves, key) {
  return (moves ?? []).reduce((sum, [place, number]) => sum + (place === key ? number : 0), 0);
}
