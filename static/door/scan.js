/** The scanner's wiring: which part of the page tells which module what. */

import { makeApi } from "./api.js";
import { readToken } from "./device.js";
import { makeFeedback } from "./feedback.js";
import { countSentence, makeGate } from "./gate.js";
import { isPanelOpen, panel, showFact, showScreen, shutPanels, wirePanels } from "./page.js";
import { makeQueue } from "./queue.js";
import { makeRecent } from "./recent.js";
import { makeRelease } from "./release.js";
import { makeRepeatGuard } from "./repeat.js";
import { makeScanning, newId } from "./scanning.js";
import { makeSearch } from "./search.js";
import { makeStart } from "./start.js";
import { makeStatus } from "./status.js";
import { makeVerdictScreen } from "./verdict-screen.js";
import { makeViewfinder } from "./viewfinder.js";
import { listenToWedge } from "./wedge.js";
import { makeClock, makeHour, readWords } from "./words.js";

const find = (selector) => document.querySelector(selector);
const part = (name) => find(`[data-${name}]`);
const say = readWords(find("#words"));
const language = say("language");
const api = makeApi({ base: "/api/v1/door", token: readToken, language });
const viewfinder = makeViewfinder(part, seen, say);
const feedback = makeFeedback();
const status = makeStatus(part("status"), say);
const isRepeat = makeRepeatGuard();
const scannerScreen = find('[data-screen="scan"]');

let clockTime = makeClock(language, "Europe/Brussels");
let spareCode = null;

const seats = makeRelease(part, { send: api.release, newId, released: () => gate.refresh().catch(() => {}), say });
const gate = makeGate({ me: api.me, onChange: showGate, onRefused: refused });
const recent = makeRecent(part("recent"), { say, clockTime: (iso) => clockTime(iso) });
const screen = makeVerdictScreen(part("verdict"), { close: backToScanning, override: askReason, bind: askWhose });
const queue = makeQueue({
  storage: localStorage,
  send: api.scans,
  onAnswer: (scan, result) => scanning.answered(scan, result),
  onChange: queueChanged,
});
const scanning = makeScanning({
  queue,
  screen: { show: showVerdict },
  recent,
  feedback,
  gateId: () => gate.facts.gate.id,
  onLate: status.showLate,
  say,
  clockTime: (iso) => clockTime(iso),
});
const search = makeSearch(panel("search"), { people: api.people, choose: chosen, say });
const shift = makeStart(find('[data-screen="start"]'), {
  tries: { camera: viewfinder.start, sound: feedback.unlock, server: gate.refresh },
  ready: () => Boolean(gate.facts),
  go,
  say,
});

// --- the start

async function open() {
  wirePanels();
  wireControls();
  if (!readToken()) return showScreen("none");
  showScreen("start");
  await gate.refresh().catch(() => {});
  queue.flush();
}

function go() {
  if (!scannerScreen.hidden || !find('[data-screen="refused"]').hidden) return;
  showScreen("scan");
  gate.keepFresh();
  queue.flush();
}

// --- what is read

function seen(code) {
  if (scannerScreen.hidden || isPanelOpen()) return;
  if (!isRepeat(code, performance.now())) take(code);
}

function wedged(code) {
  if (scannerScreen.hidden || isRepeat(code, performance.now())) return;
  take(code);
}

function take(code, override = null) {
  shutPanels();
  scanning.take(code, override);
}

function chosen(person) {
  if (!spareCode) return take(person.handle);
  const binding = { id: newId(), spare_code: spareCode, registration: person.registration };
  const code = spareCode;
  // The spare is read again once it is theirs, so that one scan both gives it and lets them in.
  api.bind(binding).then(() => take(code), (error) => {
    part("search-note").textContent = error.detail || say("search_failed");
  });
}

// --- what is shown

function showVerdict(description) {
  const { role } = gate.facts.device;
  scannerScreen.inert = true;
  screen.show({ ...description, mayOverride: Boolean(description.mayOverride) && role === "supervisor" });
  showLast(description);
}

function backToScanning() {
  scannerScreen.inert = false;
  scanning.leave();
  if (!scannerScreen.hidden) gate.refresh().catch(() => {});
}

function showLast({ tone, word, name }) {
  if (tone === "wait") return;
  const last = part("last");
  last.dataset.tone = tone;
  last.textContent = [word, name].filter(Boolean).join(" · ");
  last.hidden = false;
}

function showGate({ gate: { name, room }, device, event, session, counts, releasable }) {
  seats.show(releasable ?? null);
  clockTime = makeClock(language, event.timezone);
  const hourOf = makeHour(language, event.timezone);
  showFact("event", event.name);
  showFact("gate", name);
  showFact("session", session ? `${hourOf(session.starts_at)}–${hourOf(session.ends_at)} ${session.title}` : room ? say("no_session_here") : "");
  showFact("count", countSentence(counts, say));
  showFact("steward", device.steward);
  showFact("about", [device.steward, device.label].filter(Boolean).join(" · "));
}

function queueChanged(state) {
  status.showQueue(state);
  if (state.revoked) refused();
}

function refused() {
  viewfinder.stop();
  gate.rest();
  shutPanels();
  showScreen("refused");
  screen.close();
}

// --- the controls

function askReason() {
  screen.hold();
  part("override-name").textContent = find('[data-field="name"]').textContent;
  panel("override").showModal();
}

function askWhose() {
  screen.hold();
  spareCode = scanning.current.code;
  search.open(true);
}

function wireControls() {
  part("try").addEventListener("click", tryAgain);
  part("mute").addEventListener("change", (event) => feedback.mute(event.target.checked));
  find('[data-open="search"]').addEventListener("click", () => search.open(false));
  find('[data-open="typed"]').addEventListener("click", () => panel("typed").showModal());
  find('[data-open="more"]').addEventListener("click", () => panel("more").showModal());
  part("typed").addEventListener("submit", (event) => submitted(event, "code", (code) => take(code)));
  part("override-form").addEventListener("submit", (event) =>
    submitted(event, "reason", (reason) => take(scanning.current.code, reason)));
  panel("search").addEventListener("close", () => { spareCode = null; });
  for (const button of document.querySelectorAll("[data-direction]")) {
    button.addEventListener("click", () => turn(button.dataset.direction));
  }
  listenToWedge(document, wedged);
  document.addEventListener("visibilitychange", () => document.hidden || woken());
  window.addEventListener("online", () => queue.flush());
}

function submitted(event, field, use) {
  event.preventDefault();
  const text = event.target.elements[field].value.trim();
  event.target.reset();
  if (text) use(text);
}

function turn(direction) {
  scanning.direction = direction;
  part("direction-banner").hidden = direction === "in";
  for (const segment of document.querySelectorAll(".segment")) {
    segment.setAttribute("aria-pressed", String(segment.dataset.direction === direction));
  }
}

function woken() {
  queue.flush();
  if (!scannerScreen.hidden) viewfinder.revive();
}

function tryAgain() {
  shutPanels();
  showScreen("start");
  return shift.run();
}

open();
