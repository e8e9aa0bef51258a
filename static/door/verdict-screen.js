/** The verdict: fills the screen, speaks once, and goes by itself; the camera goes on looking underneath. */

const STAYS = { good: 2200, warn: 6000, stop: 8000 }; // ms
const STAYS_TO_READ = 6000; // with a note about the person, or a button to press
const STAYS_TO_PRESS = 15000;
const FIELDS = ["word", "name", "organisation", "note", "table", "goTo", "direction", "action"];

/**
 * @param root  the element with `[data-field]` places, `[data-lines]` and the buttons
 * @param on    {override(), bind(), close()}: what the buttons and the end of the screen set off
 */
export function makeVerdictScreen(root, on) {
  const part = (name) => root.querySelector(`[data-${name}]`);
  let timer = null;

  function show(description) {
    clearTimeout(timer);
    root.dataset.tone = description.tone;
    for (const field of FIELDS) fill(root.querySelector(`[data-field="${field}"]`), description[field]);
    part("lines").replaceChildren(...description.lines.map(paragraph));
    part("go-to").hidden = !description.goTo;
    part("badge-table").hidden = !description.table;
    part("override").hidden = !description.mayOverride;
    part("bind").hidden = !description.isSpare;
    // A new element for each answer, or a screen reader stays silent when the same badge fails twice.
    part("spoken").replaceChildren(paragraph(spoken(description)));
    root.hidden = false;
    timer = setTimeout(close, stayOf(description));
  }

  function close() {
    clearTimeout(timer);
    root.hidden = true;
    on.close();
  }

  /** Stay until closed: a supervisor is writing a reason, or a helper looks for a name. */
  const hold = () => clearTimeout(timer);

  part("close").addEventListener("click", close);
  part("override").addEventListener("click", () => on.override());
  part("bind").addEventListener("click", () => on.bind());
  return { show, close, hold, get isOpen() { return !root.hidden; } };
}

function stayOf({ tone, note, table, mayOverride, isSpare }) {
  if (mayOverride || isSpare) return STAYS_TO_PRESS;
  return note || table ? Math.max(STAYS_TO_READ, STAYS[tone]) : STAYS[tone];
}

function fill(element, text) {
  element.textContent = text ?? "";
  element.hidden = !text;
}

function paragraph(text) {
  const element = document.createElement("p");
  element.textContent = text;
  return element;
}

function spoken({ word, name, note, table, goTo, lines, action }) {
  return [word, name, note, table, goTo, ...lines, action].filter(Boolean).join(". ");
}
