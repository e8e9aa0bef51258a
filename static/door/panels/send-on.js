/** One tap sends a person on to the help desk, with the reason; a note may follow, and nobody waits for it. */

import { newId } from "../engine/ids.js";
import { isRight, typed } from "./forms.js";

const OFFERED_FOR = 12000; // ms that "add a note" stays

/**
 * @param button  on the verdict
 * @param strip   says over the scanner that it was sent, and offers the note
 * @param panel   asks for the note
 * @param next    goes on scanning
 */
export function makeSendOn(engine, { button, strip, panel, work, next, say }) {
  const form = panel.querySelector("form");
  let last = null;
  let timer = null;

  button.addEventListener("click", send);
  strip.querySelector("[data-sent-note]").addEventListener("click", () => {
    clearTimeout(timer);
    form.reset();
    isRight(form, {});
    panel.showModal();
  });
  form.addEventListener("submit", addNote);

  function send() {
    const { shown } = engine;
    if (!shown) return;
    last = caseOf(shown, { gate: engine.gate.id, now: engine.now() });
    work.send("cases", last).catch(() => {}); // a person sent on walks to the desk anyway
    const name = shown.person?.name || shown.description.name || say("someone");
    strip.querySelector("[data-sent-name]").textContent = say("sent_on", { name });
    strip.hidden = false;
    clearTimeout(timer);
    timer = setTimeout(hide, OFFERED_FOR);
    next();
  }

  function addNote(event) {
    event.preventDefault();
    const { note } = typed(form);
    // The same case again: the server adds the note to the case that it has.
    if (note) work.send("cases", { ...last, note }).catch(() => {});
    panel.close();
    hide();
  }

  function hide() {
    strip.hidden = true;
  }

  return { hide };
}

/** The case of the verdict that is on the screen: whom or which code, and why. */
export function caseOf({ scan, person, hash, result }, { gate, now }) {
  return {
    id: newId(),
    at: new Date(now).toISOString(),
    person: person?.n ?? null,
    code: person ? "" : (hash ?? ""),
    scan: scan.id,
    reason: [result.verdict, result.reason].filter(Boolean).join("/"),
    note: "",
    gate,
  };
}
