/** The panels over the scanner: help desk, counting, supervisor, messages, the phone itself. */

import { panel, shutPanels } from "../page.js";
import { makeClock } from "../words.js";
import { makeBanner } from "./banner.js";
import { makeCapture } from "./capture.js";
import { makeConflicts } from "./conflicts.js";
import { makeDesk } from "./desk.js";
import { makeClosing, makeCorrection, makeNote, makePrint } from "./desk-work.js";
import { button } from "./dom.js";
import { makeEveryone } from "./everyone.js";
import { makeFind } from "./find.js";
import { makeHeadCount } from "./head-count.js";
import { wireMenu } from "./menu.js";
import { makeMessages } from "./messages.js";
import { makeMove } from "./move.js";
import { parted } from "./names.js";
import { makeNewBadge } from "./new-badge.js";
import { makeOpenCases } from "./open-cases.js";
import { makeSendOn } from "./send-on.js";
import { makeSmallBoard } from "./small-board.js";
import { makeWalkIn } from "./walk-in.js";
import { makeWork } from "./work.js";

const part = (name) => document.querySelector(`[data-${name}]`);

/**
 * Wire every panel to the engine.
 *
 * @param engine  static/door/engine/index.js
 * @param say     words.js, with the sentences of `_words.html` and `_panel_words.html`
 */
export function wirePanelsOf(engine, say) {
  const { list } = engine;
  const closed = new Set();
  const today = () => new Date(engine.now());
  const clockTime = (iso) => makeClock(say("language"), engine.facts?.event?.timezone ?? "Europe/Brussels", today)(iso);
  const words = { say, clockTime };
  const isDesk = () => engine.facts?.phone?.role === "desk";
  const next = () => part("verdict").querySelector("[data-close]").click();

  const banner = makeBanner(part("banner"), { label: say("read_it") });
  const warn = () => engine.feedback.give("warn");
  const work = makeWork(engine, { banner, warn, say });
  const capture = makeCapture(part("capture"), { byCode: list.byCode, leave: shutPanels, warn, say });

  const done = () => desk.refresh();
  const correction = makeCorrection(panel("correct"), { list, work, done, say });
  const print = makePrint(panel("print"), { getBlob: engine.getBlob, say });
  const newBadge = makeNewBadge(engine, panel("new-badge"), {
    capture, work, say, print: print.open, correct: correction.open,
    back: ({ n }, said) => desk.open(`ID:${n}`, said),
  });
  const closing = makeClosing(panel("close-case"), { work, closed, now: engine.now, done });
  const move = makeMove(engine, panel("move"), { work, done, ...words });
  const note = makeNote(panel("note"), { list, work, done, say });
  const find = makeFind(panel("find"), { list, say });
  const walkIn = makeWalkIn(engine, panel("walk-in"), {
    capture, work, say, letIn, show: ({ n }, said) => desk.open(`ID:${n}`, said),
  });
  const withPerson = (open) => () => open(desk.person);
  const desk = makeDesk(engine, panel("desk"), {
    closed, work, ...words,
    closeCase: closing.open,
    actions: {
      // An old badge opens nothing, and the desk has seen whose it is.
      "let-in": ({ badge, code, n }) => letIn(badge === "active" ? code : `ID:${n}`),
      correct: withPerson(correction.open),
      print: withPerson(print.open),
      "new-badge": withPerson(newBadge.open),
      spare: withPerson(newBadge.giveSpareTo),
      move: withPerson(move.open),
      note: withPerson(note.open),
      "walk-in": () => walkIn.open(),
      again: () => walkIn.open({ ...parted(desk.person.name), organisation: desk.person.organisation }),
      find: () => find.open(say("find_someone"), ({ n }) => desk.open(`ID:${n}`)),
      give: () => giveTo(desk.subject.code),
    },
  });

  const openCases = makeOpenCases(engine, panel("cases"), { closed, closeCase: closing.open, show: desk.open, ...words });
  const conflicts = makeConflicts(engine, panel("conflicts"), { work, ...words });
  const everyone = makeEveryone(engine, panel("everyone"), { day: () => today().toDateString(), say });
  const headCount = makeHeadCount(engine, panel("head-count"), { say, done: (text) => { part("more-note").textContent = text; } });
  const board = makeSmallBoard(engine, panel("board"), { conflicts: conflicts.open, say });
  const messages = makeMessages(engine, { banner, ...words });

  const sendOn = button("verdict__button", say("send_on"), () => {});
  const help = button("verdict__button", say("help_them"), helpShown);
  help.dataset.help = "";
  part("verdict-extra").append(sendOn, help);
  makeSendOn(engine, { button: sendOn, strip: part("sent"), panel: panel("case-note"), work, next, say });
  const menu = wireMenu(engine, {
    everyone: everyone.open,
    "walk-in": () => walkIn.open(),
    find: () => find.open(say("find_someone"), ({ n }) => desk.open(`ID:${n}`)),
    cases: openCases.open,
    "head-count": headCount.open,
    conflicts: conflicts.open,
    board: board.open,
  }, words);

  engine.claims = (code) => capture.takes(code) || (isDesk() && looksUp(code));
  engine.onChange(update);
  for (const one of ["close", "toggle"]) document.addEventListener(one, placeBanner, true);
  update();

  function looksUp(code) {
    desk.open(code);
    return true;
  }

  function letIn(code) {
    shutPanels();
    return engine.take(code, {});
  }

  function helpShown() {
    const { scan } = engine.shown;
    next();
    desk.open(scan.code);
  }

  /** Give the spare badge that was scanned to someone on the list. */
  function giveTo(code) {
    find.open(say("whose_badge"), async (person) => {
      const said = await newBadge.bind(person, code).then(() => say("spare_given"), (error) => error.detail || say("refused"));
      desk.open(`ID:${person.n}`, said);
    });
  }

  function update() {
    const role = engine.facts?.phone?.role ?? "steward";
    help.hidden = role === "steward";
    sendOn.hidden = role === "desk";
    menu.update();
    messages.update();
    work.update();
    everyone.update();
    board.update();
    desk.refresh();
    placeBanner();
  }

  function placeBanner() {
    const open = [...document.querySelectorAll("dialog[open]")].at(-1) ?? null;
    banner.place(open, document.querySelector(".scanner__head"));
  }
}
