/** The scanner's wiring: which part of the page tells which module what. */

import { makeApi } from "./api.js";
import { forgetToken, forgetTokenBefore, readToken, readTokenBefore } from "./device.js";
import { asRead, handleOf } from "./engine/codes.js";
import { newId } from "./engine/ids.js";
import { makeEngine } from "./engine/index.js";
import { openStore } from "./engine/store.js";
import { claimDoor } from "./engine/tabs.js";
import { makeFeedback } from "./feedback.js";
import { makeGateChoice } from "./gate-choice.js";
import { showHead } from "./head.js";
import { keepOffline } from "./offline.js";
import { isPanelOpen, panel, showFact, showScreen, shownScreen, shutPanels, wirePanels } from "./page.js";
import { wirePanelsOf } from "./panels/index.js";
import { makeRecent } from "./recent.js";
import { makeRelease } from "./release.js";
import { makeRepeatGuard } from "./repeat.js";
import { makeSearch } from "./search.js";
import { describe } from "./sentences.js";
import { makeShiftEnd } from "./shift-end.js";
import { makeStart } from "./start.js";
import { makeStatus } from "./status.js";
import { makeVerdictScreen } from "./verdict-screen.js";
import { makeViewfinder } from "./viewfinder.js";
import { listenToWedge } from "./wedge.js";
import { makeClock, readWords } from "./words.js";

const VERSION = /\/assets\/([^/]+)\//.exec(import.meta.url)?.[1] ?? "";
const IDLE = 5 * 60 * 1000; // ms without a scan, with the screen off, after which a new page is in nobody's way

const find = (selector) => document.querySelector(selector);
const part = (name) => find(`[data-${name}]`);
const say = readWords(find("#words"), find("#panel-words"));
const language = say("language");
const viewfinder = makeViewfinder(part, { seen, say, lost: (isLost) => engine.setTrouble(isLost ? "camera" : "") });
const feedback = makeFeedback();
const status = makeStatus({ loud: part("status"), quiet: part("list") }, say);
const isRepeat = makeRepeatGuard();
const scannerScreen = find('[data-screen="scan"]');

let spareCode = null;
let usedAt = performance.now();
let sleptSince = false;

// Before anything is read: the tab that scanned until now keeps its last scan, and this one finds it.
const lost = new Promise((done) => { if (readToken()) claimDoor(done); });
const engine = await makeEngine({
  makeApi: ({ onTime, token = readToken }) => makeApi({ base: "/api/v1/door", token, language, onTime }),
  store: await openStore(),
  storage: localStorage,
  token: { read: readToken, forget: forgetToken, before: readTokenBefore, forgetBefore: forgetTokenBefore },
  feedback,
  version: VERSION,
  describe: (result, asOf, more = {}) =>
    describe(result, { say, clockTime, asOf: new Date(asOf).toISOString(), ...more }),
  on: { shown: showVerdict, late: tellLate, state: showState },
});
const seats = makeRelease(part, { send: (body) => engine.post("/releases", body), newId, released: () => engine.wake(), say });
const recent = makeRecent(part("recent"), { undo: engine.undo, say, clockTime });
const screen = makeVerdictScreen(part("verdict"), { close: backToScanning, override: askReason, bind: askWhose });
const search = makeSearch(panel("search"), { find: engine.list.find, choose: chosen, detail: detailOf, say });
const showGates = makeGateChoice(part("gate-choice"), engine.chooseGate);
const showWaiting = makeShiftEnd({ panel: panel("end"), screen: find('[data-screen="over"]'), end: engine.endShift, say });
const shift = makeStart(find('[data-screen="start"]'), {
  tries: { camera: viewfinder.start, sound: feedback.unlock, kept: mayKeep, server: engine.refresh },
  ready: () => Boolean(engine.facts),
  go,
  say,
});

// --- the start

async function open() {
  wirePanels();
  wireControls();
  wirePanelsOf(engine, say);
  engine.onChange(draw);
  draw();
  setInterval(draw, 1000);
  keepOffline("/door/sw.js", { language, mayReload });
  if (!readToken()) {
    engine.sayFarewell();
    return showScreen("none");
  }
  lost.then(engine.rest);
  if (engine.state === "open") showScreen("start");
  else showState(engine.state);
  await engine.start();
}

function go() {
  if (engine.state !== "open" || shownScreen() === "scan") return;
  showScreen("scan");
  engine.outbox.flush();
}

/** Whether the browser keeps what is scanned; one that asks is told yes by who enrolled. */
async function mayKeep() {
  await navigator.storage?.persist?.().catch(() => false);
  return engine.trouble === "";
}

/** A new version of the page is in nobody's way before Start, and on a phone that lies there. */
function mayReload() {
  // A tab that rests does not decide for the one that scans.
  if (engine.outbox.waiting || engine.state === "elsewhere") return false;
  if (shownScreen() === "start") return !shift.isUnderWay;
  return document.hidden && performance.now() - usedAt > IDLE;
}

// --- what is read

function seen(code) {
  if (scannerScreen.hidden || isPanelOpen()) return;
  if (!isRepeat(code, performance.now())) take(asRead(code));
}

function wedged(code) {
  if (scannerScreen.hidden || isRepeat(code, performance.now())) return;
  take(asRead(code));
}

function take(code, override = null) {
  if (engine.state !== "open" || !engine.facts) return;
  usedAt = performance.now();
  if (!override && engine.claims?.(code)) return;
  shutPanels();
  engine.take(code, { override });
}

function chosen({ n }) {
  if (!spareCode) return take(handleOf(n));
  const code = spareCode;
  const binding = { spare_code: code, person: n };
  engine.hash(code).then((hash) => engine.list.patch(n, { hash })).then(() => {
    engine.outbox.add("bindings", binding).catch(tellRefusal);
    // The spare is read again now that it is theirs, so that one scan both gives it and lets them in.
    take(code);
  });
}

function tellRefusal({ detail }) {
  status.showLate({ word: detail || say("not_done") });
}

// --- what is shown

function showVerdict(description) {
  const { role } = engine.facts.phone;
  scannerScreen.inert = true;
  feedback.give(description.tone);
  screen.show({ ...description, mayOverride: Boolean(description.mayOverride) && role === "supervisor" });
  const last = part("last");
  last.dataset.tone = description.tone;
  last.textContent = [description.word, description.name].filter(Boolean).join(" · ");
  last.hidden = false;
}

/** The server says otherwise, and that person has walked on. */
function tellLate(description) {
  if (description.tone !== "good") feedback.give(description.tone);
  status.showLate(description);
}

function backToScanning() {
  scannerScreen.inert = false;
  engine.leave();
}

function draw() {
  const { waiting, oldest } = engine.outbox;
  const asOf = engine.asOf && clockTime(new Date(engine.asOf).toISOString());
  status.show({ asOf, waiting, oldest, now: Date.now(), storeTrouble: engine.trouble });
  showWaiting(waiting);
  showFact("kept", waiting ? say("kept_for_later", { number: waiting }) : "");
  if (!engine.facts) return;
  showHead(engine, { say, language });
  seats.show(engine.facts.live.releasable ?? null);
  recent.show(engine.recent);
  showGates(engine.facts.programme.gates, engine.gate.id);
}

function clockTime(iso) {
  const zone = engine.facts?.event.timezone ?? "Europe/Brussels";
  return makeClock(language, zone, () => new Date(engine.now()))(iso);
}

function detailOf({ organisation, holds }) {
  const seats = engine.facts.programme.sessions.filter(({ id }) => holds.includes(id));
  return [organisation, seats[0]?.title].filter(Boolean).join(" · ");
}

function showState(state) {
  viewfinder.stop();
  shutPanels();
  if (!part("verdict").hidden) screen.close();
  showScreen({ revoked: "refused" }[state] ?? state);
}

// --- the controls

function askReason() {
  screen.hold();
  part("override-name").textContent = find('[data-field="name"]').textContent;
  panel("override").showModal();
}

function askWhose() {
  screen.hold();
  spareCode = engine.shown.scan.code;
  search.open(true);
}

function wireControls() {
  part("try").addEventListener("click", tryAgain);
  part("here").addEventListener("click", () => location.reload());
  part("mute").addEventListener("change", (event) => feedback.mute(event.target.checked));
  find('[data-open="search"]').addEventListener("click", () => search.open(false));
  find('[data-open="typed"]').addEventListener("click", () => panel("typed").showModal());
  find('[data-open="more"]').addEventListener("click", () => panel("more").showModal());
  part("end").addEventListener("click", () => { shutPanels(); panel("end").showModal(); });
  part("typed").addEventListener("submit", (event) => submitted(event, "code", (code) => take(asRead(code))));
  part("override-form").addEventListener("submit", (event) =>
    submitted(event, "reason", (reason) => take(engine.shown.scan.code, reason)));
  panel("search").addEventListener("close", () => { spareCode = null; });
  for (const button of document.querySelectorAll("[data-direction]")) {
    button.addEventListener("click", () => turn(button.dataset.direction));
  }
  listenToWedge(document, wedged);
  document.addEventListener("visibilitychange", woken);
  window.addEventListener("focus", () => engine.wake());
  window.addEventListener("online", () => engine.wake());
  window.addEventListener("pageshow", ({ persisted }) => { if (persisted) location.reload(); });
  window.addEventListener("beforeunload", (event) => {
    if (engine.outbox.waiting && engine.state !== "elsewhere") event.preventDefault();
  });
}

function submitted(event, field, use) {
  event.preventDefault();
  const text = event.target.elements[field].value.trim();
  event.target.reset();
  if (text) use(text);
}

function turn(direction) {
  engine.direction = direction;
  part("direction-banner").hidden = direction === "in";
  for (const segment of document.querySelectorAll(".segment")) {
    segment.setAttribute("aria-pressed", String(segment.dataset.direction === direction));
  }
}

function woken() {
  sleptSince ||= document.hidden;
  if (document.hidden) return;
  engine.wake(sleptSince);
  sleptSince = false;
  if (!scannerScreen.hidden) viewfinder.revive();
}

function tryAgain() {
  shutPanels();
  showScreen("start");
  return shift.run();
}

open();
