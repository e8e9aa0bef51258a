/**
 * Takes the place of scan.js in the panels' tests: a fake engine with the interface that the panels see, on the
 * scanner's real page. `window.fake` is what a test looks at and changes.
 */

import { NoAnswer, Refused } from "./api.js";
import { panel, showFact, showScreen, shutPanels, wirePanels } from "./page.js";
import { wirePanelsOf } from "./panels/index.js";
import { makeWords } from "./words.js";

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const say = makeWords({ ...read("words"), ...read("panel-words") });
const { now, facts, people, badges, judged } = window.given;
const listeners = new Set();
const change = () => listeners.forEach((listener) => listener());

const fake = {
  away: false,
  inside: 212,
  refusal: "",
  answers: {},
  added: [],
  taken: [],
  counted: [],
  undone: [],
  sounds: [],
  heads: [],
  read: 0,
  blobs: [],
  change,
  scan: (code) => engine.claims(code) || engine.take(code),
  shows: (code) => {
    const { badge, person, description, verdict } = engine.judged(code);
    shown = { scan: { id: `scan-of-${code}`, code }, hash: `hash-${code}`, badge, person, description, result: { verdict, reason: null } };
    document.querySelector("[data-field=word]").textContent = description.word;
    document.querySelector("[data-verdict]").dataset.tone = description.tone;
    document.querySelector("[data-verdict]").hidden = false;
  },
};
let shown = null;
const items = [];
const aside = [];

function look(code) {
  if (code === "OLD") return { badge: "replaced", person: people[2] };
  const n = /^ID:(-?\d+)$/.exec(code)?.[1] ?? people.find(({ code: own }) => own === code)?.n;
  const person = people.find((one) => one.n === Number(n)) ?? null;
  return { badge: badges[code] ?? (person ? "active" : "unknown"), person };
}

const engine = {
  facts,
  now: () => now,
  get gate() { return facts.programme.gates[0]; },
  get inside() { return fake.inside; },
  get messageRead() { return fake.read; },
  readMessage: (id) => { fake.read = id; change(); },
  feedback: { give: (tone) => fake.sounds.push(tone) },
  onChange: (listener) => listeners.add(listener),
  hash: async (code) => `hash-${code}`,
  list: {
    get: (n) => people.find((one) => one.n === n) ?? null,
    find: (text) => people.filter(({ name }) => name.toLowerCase().includes(text.toLowerCase())),
    byCode: async (code) => look(code),
    patch: async (n, changes) => { Object.assign(engine.list.get(n), changes); change(); },
    addLocal: async ({ first_name: first, last_name: last, organisation, spare_code: code }) => {
      const person = { n: -1, code, hash: "", name: `${first} ${last}`, organisation, status: "confirmed", holds: [], presences: [], note: "", table: "" };
      people.push(person);
      return person;
    },
  },
  outbox: {
    items,
    aside,
    get waiting() { return items.length; },
    forget: (seq) => { aside.splice(aside.findIndex((one) => one.seq === seq), 1); change(); },
    async add(kind, body) {
      fake.added.push({ kind, body });
      if (fake.refusal) throw new Refused(409, { detail: fake.refusal });
      if (!fake.away) return { id: body.id, ...fake.answers[kind] };
      items.push({ kind, body });
      change();
      return null;
    },
  },
  get: async (path) => {
    if (fake.away) throw new NoAnswer("away");
    return fake.answers[path];
  },
  getBlob: async (path) => {
    fake.blobs.push(path);
    if (fake.away) throw new NoAnswer("away");
    return new Blob(["%PDF-1.7"], { type: "application/pdf" });
  },
  judged: (code) => {
    const { badge, person } = look(code);
    return { badge, person, ...((badge === "active" ? judged[person.n] ?? judged.active : judged[badge])) };
  },
  judge: async (code) => engine.judged(code),
  get shown() { return shown; },
  take: async (code) => { fake.taken.push(code); },
  countOne: async (direction) => { fake.counted.push(direction); return `count-${fake.counted.length}`; },
  undo: async (id) => { fake.undone.push(id); return true; },
  headCount: async (number) => { fake.heads.push(number); },
};

Object.assign(window, { fake: Object.assign(fake, { engine, people, items, aside, shutPanels }) });
wirePanels();
wirePanelsOf(engine, say);
document.querySelector("[data-open=more]").addEventListener("click", () => panel("more").showModal());
document.querySelector("[data-verdict] [data-close]").addEventListener("click", () => {
  document.querySelector("[data-verdict]").hidden = true;
  shown = null;
});
showFact("gate", engine.gate.name);
showScreen("scan");
