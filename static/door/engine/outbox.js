/**
 * What is on its way to the server, in order: kept until it is answered, sent again while the server is silent.
 *
 * Each item has an id made on this phone, and the server gives one id one answer, so sending twice counts once. Scans
 * that follow each other go together. What the server can't take is set aside, so that it holds up nobody.
 */

const BATCH = 100;
const PAUSES = [1000, 2000, 4000, 8000, 15000];
const TRIES = 3; // of an item at which the server breaks while it answers otherwise
const BROKEN = 500;
const TEXTS = new Set(["corrections", "notes", "cases"]);
const HANGS = 424; // on something that was refused (RFC 4918 11.4, Failed Dependency)

/**
 * @param items     what was kept: [{seq, kind, body, at, aside}]
 * @param write     (steps) => Promise, as store.js
 * @param scans     (list) => Promise of {results}; `send` (kind, body) => Promise of the answer; as api.js
 * @param ready     (item) => the body as it goes out, by what the phone has learned meanwhile; null when what it
 *                  builds on was set aside
 * @param isAnswering  () => whether the server answers what else it is asked
 * @param on        {answer(item, answer), aside(item), stopped(code), change()}
 */
export function makeOutbox({
  items,
  write,
  scans,
  send,
  ready,
  isAnswering = () => true,
  on,
  later = setTimeout,
  cancel = clearTimeout,
  now = Date.now,
}) {
  const kept = new Map([...items].sort((a, b) => a.seq - b.seq).map((item) => [item.seq, item]));
  let last = Math.max(0, ...kept.keys());
  let flight = null;
  let failures = 0;
  let after = 0;
  let batch = BATCH;
  let timer = null;
  let stopped = false;

  /** Keep an item, together with other steps of the same write; resolves once it is kept. */
  async function add(kind, body, steps = []) {
    // Numbered by the clock, so that a page that could not read what an older one kept writes over none of it.
    last = Math.max(last + 1, now());
    const item = { seq: last, kind, body, at: now(), aside: null };
    kept.set(item.seq, item);
    on.change();
    await write([["outbox", "put", item], ...steps]);
    return item;
  }

  /** Send what waits, now. Safe to call at any time: one flight is in the air at most. */
  function flush() {
    flight ??= fly().finally(() => { flight = null; });
    return flight;
  }

  async function fly() {
    cancel(timer);
    for (let due = next(); due.length && !stopped; due = next()) {
      try {
        const stuck = due.filter((item) => ready(item) === null);
        for (const item of stuck) await putAside(item, { status: HANGS, detail: "" });
        if (!stuck.length) await deliver(due);
        if (failures) break;
      } catch (error) {
        if (await failed(due, error)) break;
      }
    }
    if (next().length && !stopped) timer = later(flush, pause());
  }

  function next() {
    const due = [];
    for (const item of kept.values()) {
      if (item.aside) continue;
      if (due.length && (item.kind !== "scans" || due[0].kind !== "scans")) break;
      due.push(item);
      if (due.length === batch || item.kind !== "scans") break;
    }
    return due;
  }

  async function deliver(due) {
    const bodies = due.map(ready);
    if (due[0].kind !== "scans") {
      await settle([[due[0], await send(due[0].kind, bodies[0])]]);
    } else {
      const { results } = await scans(bodies);
      const byId = new Map(results.map((result) => [result.id, result]));
      const answered = due.filter(({ body }) => byId.has(body.id));
      // An answer without our scans must not become a loop without a pause.
      if (!answered.length) throw new TypeError("an answer to something else");
      await settle(answered.map((item) => [item, byId.get(item.body.id)]));
    }
    failures = 0;
    after = 0;
    batch = BATCH;
  }

  async function settle(answered) {
    for (const [{ seq }] of answered) kept.delete(seq);
    const steps = answered.flatMap(([item, answer]) => on.answer(item, answer) ?? []);
    on.change();
    await write([...answered.map(([{ seq }]) => ["outbox", "delete", seq]), ...steps]);
  }

  /** Learn from a failure; tells whether to rest before going on. */
  async function failed(due, { status, code, after: asked = 0, broken = false, detail = "" }) {
    after = asked;
    if (status === 401 && code !== "shift-over") {
      halt();
      on.stopped("revoked");
      return true;
    }
    if (status === 401) on.stopped("over");
    const [item] = due;
    if ((status >= 400 || broken) && due.length > 1) {
      // One of these can't be taken: halve until it is alone, so that it does not hold up the others.
      batch = Math.ceil(due.length / 2);
      return false;
    }
    // A server that breaks over everything is ill, and what waits is not at fault.
    if (broken && isAnswering()) item.tries = (item.tries ?? 0) + 1;
    if (status >= 400 || item.tries >= TRIES) {
      batch = BATCH;
      await putAside(item, { status: status ?? BROKEN, detail });
      return false;
    }
    failures += 1;
    on.change();
    return true;
  }

  async function putAside(item, why) {
    item.aside = why;
    const handled = on.aside(item) === "handled";
    if (handled) kept.delete(item.seq);
    on.change();
    await write([handled ? ["outbox", "delete", item.seq] : ["outbox", "put", item]]);
  }

  /** Send again what was set aside: one item, or all that a server that was renewed may take. */
  async function retry(seq = null) {
    const again = list(true).filter((item) => (seq === null ? mayBeTaken(item) : item.seq === seq));
    for (const item of again) Object.assign(item, { aside: null, tries: 0 });
    on.change();
    await write(again.map((item) => ["outbox", "put", item]));
    return flush();
  }

  // Somebody's desk work that was refused has been read; a scan never is.
  const mayBeTaken = ({ kind, aside }) => kind === "scans" || aside.status >= BROKEN || aside.status === HANGS;

  /** Drop what was set aside and is known to be of no use. */
  async function forget(seq) {
    if (!kept.get(seq)?.aside) return;
    kept.delete(seq);
    on.change();
    await write([["outbox", "delete", seq]]);
  }

  /**
   * Drop what was written about people here and no scan builds on: what was refused, or (`all`) what waits too. A
   * walk-in stays, since scans of theirs may wait behind it.
   */
  async function forgetTexts(all) {
    const texts = [...kept.values()].filter((item) => TEXTS.has(item.kind) && (all || (item.aside && !mayBeTaken(item))));
    for (const { seq } of texts) kept.delete(seq);
    if (texts.length) on.change();
    await write(texts.map(({ seq }) => ["outbox", "delete", seq]));
  }

  /** Send nothing more from this page. */
  function halt() {
    stopped = true;
    cancel(timer);
  }

  function pause() {
    return failures ? Math.max(after, PAUSES[Math.min(failures, PAUSES.length) - 1]) : 0;
  }

  const list = (isAside) => [...kept.values()].filter((item) => Boolean(item.aside) === isAside);

  return {
    add,
    flush,
    retry,
    forget,
    forgetTexts,
    halt,
    get items() { return list(false); },
    get aside() { return list(true); },
    get waiting() { return list(false).length; },
    get silent() { return failures > 0; },
    get oldest() { return list(false)[0]?.at ?? null; },
  };
}
