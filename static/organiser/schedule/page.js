/* What the page tells its script: the schedule's data, the words, and where its parts are. */

export const root = document.querySelector("[data-schedule]");
export const data = read("schedule-data");
export const edits = root.dataset.edits === "yes";
const words = read("schedule-words");

/** Find a part of the schedule by the name of its data attribute. */
export const part = (name) => root.querySelector(`[data-${name}]`);

/** Return a sentence in the reader's language, with its {names} filled in. */
export function sentence(name, facts = {}) {
  return words[name].replace(/\{(\w+)\}/g, (whole, fact) => facts[fact] ?? whole);
}

/** Make an element with a class and a text. */
export function element(tag, className = "", text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

/** Fill a box anew, if what it says has changed: a press on something that is replaced would be no click. */
export function rewrite(box, said, make) {
  if (box.dataset.written === said) return;
  box.dataset.written = said;
  box.replaceChildren(...make());
}

/** Say something to who can't see the schedule change. */
export function say(text) {
  part("said").textContent = text;
}

function read(id) {
  return JSON.parse(document.getElementById(id).textContent);
}
