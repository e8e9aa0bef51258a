/** Doubles for a supervisor to settle: both scans, who stood where and when, and three ways to see it. */

import { NoAnswer } from "../api.js";
import { button, element, partsOf } from "./dom.js";

const OUTCOMES = ["same_person", "two_people", "mistake"];

export function makeConflicts(engine, panel, { work, say, clockTime }) {
  const part = partsOf(panel);
  const settled = new Set();

  part("conflicts-again").addEventListener("click", load);

  async function load() {
    note(say("asking"));
    part("conflicts-again").hidden = true;
    try {
      const { conflicts } = await engine.get("/conflicts");
      const open = conflicts.filter(({ scan }) => !settled.has(scan));
      part("conflicts").replaceChildren(...open.map(item));
      note(open.length ? "" : say("no_conflicts"));
    } catch (error) {
      note(error instanceof NoAnswer ? say("conflicts_away") : error.detail);
      part("conflicts-again").hidden = false;
    }
  }

  function item(conflict) {
    const { person, kind } = conflict;
    const made = element("li", "conflict", "",
      element("h3", "", person?.name ?? say("unknown_badge")),
      ...(person?.organisation ? [element("p", "quiet", person.organisation)] : []),
      element("p", "", say(`conflict_${kind}`, { word: say(`word_${conflict.verdict}`) })),
      element("ol", "conflict__scans", "", ...scansOf(conflict).map((one) => element("li", "", scanWords(one)))));
    made.append(element("div", "conflict__choices", "", ...OUTCOMES.map((outcome) =>
      button("button button--quiet", say(`outcome_${outcome}`), () => settle(conflict, outcome, made)))));
    return made;
  }

  function scanWords({ at, gate, steward, phone }) {
    return say("conflict_scan", { time: clockTime(at), gate, steward, phone });
  }

  async function settle({ scan }, outcome, made) {
    try {
      settled.add(scan);
      await work.send("settlements", { scan, outcome });
      made.remove();
      note(part("conflicts").children.length ? say("settled") : say("no_conflicts"));
    } catch (error) {
      settled.delete(scan);
      note(error.detail || say("refused"));
    }
    part("conflicts-note").focus();
  }

  function note(text) {
    part("conflicts-note").textContent = text;
  }

  function open() {
    panel.showModal();
    return load();
  }

  return { open };
}

/** The scans of a conflict in the order in which they happened: one, or two. */
export function scansOf(one) {
  const first = one.first
    ? [{ at: one.first_at, gate: one.first_gate, steward: one.first_steward, phone: one.first_phone }]
    : [];
  return [...first, { at: one.at, gate: one.gate, steward: one.steward, phone: one.phone }];
}
