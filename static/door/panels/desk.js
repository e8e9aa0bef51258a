/**
 * The help desk's screen: one person, or one badge that is on no list, with all that the phone knows.
 *
 * A desk's scan looks up and lets nobody in; "Let in" is a scan of its own. The reason comes from the cases that
 * the lanes sent and from this phone's own rules, so that it is there when neither of them sees the server.
 */

import { shutPanels } from "../page.js";
import { button, element, fill, partsOf } from "./dom.js";
import { casesOf, placesOf, reasonWords, seatsOf, sentFrom } from "./people.js";

/**
 * @param actions  {name: (subject) => …} for the panel's `[data-do]` buttons
 * @param closed   the ids of cases that this phone closed
 */
export function makeDesk(engine, panel, { actions, closed, closeCase, work, say, clockTime }) {
  const part = partsOf(panel);
  const words = { say, clockTime };
  let subject = null;

  for (const one of panel.querySelectorAll("[data-do]")) {
    one.addEventListener("click", () => actions[one.dataset.do](subject));
  }

  /** Open with a code that was read, or "ID:<n>" of a person, and with what just came of something. */
  async function open(code, said = "") {
    const { badge, person, ...judged } = await engine.judge(code);
    const hash = person?.hash ?? (await engine.hash(code));
    subject = { code, badge, n: person?.n ?? null, hash, judged };
    shutPanels();
    update();
    fill(part("desk-said"), said);
    panel.showModal();
    part("title").focus();
  }

  /** Judge again and draw, after something was done or came in. */
  async function refresh() {
    if (!subject || !panel.open) return;
    const { code } = subject;
    const { badge, person, ...judged } = await engine.judge(code);
    if (subject?.code !== code) return;
    subject = { ...subject, badge, n: person?.n ?? null, judged };
    update();
  }

  function update() {
    const person = who();
    const { programme, live } = engine.facts;
    const { description } = subject.judged;
    const waiting = person ? work.unconfirmed(person.n) : "";
    part("judged").dataset.tone = description.tone;
    part("judged-word").textContent = description.word;
    fill(part("judged-why"), [description.lines[0], wayOf(description)].filter(Boolean).join(" "));
    fill(part("desk-name"), person?.name ?? say("unknown_badge"));
    fill(part("desk-organisation"), person?.organisation);
    fill(part("desk-note"), person?.note);
    list("desk-seats", person ? seatsOf(person, programme, words) : [], say("no_seats"));
    list("desk-places", person ? placesOf(person, programme, words) : [], say("not_in"));
    fill(part("desk-table"), person?.table ? say("badge_at", { table: person.table }) : "");
    part("desk-cases").replaceChildren(...casesOf({ person, hash: subject.hash }, live.cases, closed).map(caseItem));
    fill(part("desk-waiting"), waiting && say("unconfirmed", { deeds: waiting }));
    part("desk-facts").hidden = !person;
    for (const one of panel.querySelectorAll("[data-for]")) one.hidden = !suits(one.dataset.for, person);
  }

  function who() {
    return subject.n === null ? null : engine.list.get(subject.n);
  }

  /** Whom a button is for: a person, one who comes, a cancelled one, nobody on the list, or an unbound spare badge. */
  function suits(kind, person) {
    if (kind === "person") return Boolean(person);
    if (kind === "coming") return Boolean(person) && person.status !== "cancelled";
    if (kind === "gone") return person?.status === "cancelled";
    if (kind === "spare") return subject.badge === "spare";
    return !person && subject.badge !== "spare";
  }

  function list(name, sentences, none) {
    part(name).replaceChildren(...(sentences.length ? sentences : [none]).map((text) => element("li", "", text)));
  }

  function caseItem(one) {
    return element("li", "case", "",
      element("p", "case__reason", reasonWords(one.reason, say)),
      element("p", "", sentFrom(one, engine.facts.programme, words)),
      ...(one.note ? [element("p", "case__note", one.note)] : []),
      button("button button--quiet door-wide", say("close_case"), () => closeCase(one)));
  }

  return {
    open,
    refresh,
    get subject() { return subject; },
    get person() { return subject && who(); },
  };
}

function wayOf({ goTo, direction }) {
  return [goTo, direction].filter(Boolean).join(". ");
}
