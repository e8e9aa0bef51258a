/** Find a person in the phone's own list, at once and without the server, and do something with them. */

import { button, element } from "./dom.js";

const LETTERS = 2;

export function makeFind(panel, { list, say }) {
  const input = panel.querySelector("input");
  const people = panel.querySelector("[data-found]");
  const note = panel.querySelector("[data-find-note]");
  const title = panel.querySelector("[data-title]");
  let choose = null;

  input.addEventListener("input", look);

  function look() {
    const letters = input.value.trim();
    const found = letters.length < LETTERS ? [] : list.find(letters);
    note.textContent = letters.length >= LETTERS && !found.length ? say("nobody_found") : "";
    people.replaceChildren(...found.map((person) => element("li", "", "", row(person))));
  }

  function row(person) {
    const made = button("person", "", () => {
      panel.close();
      choose(person);
    });
    made.append(
      element("span", "person__name", person.name),
      element("span", "person__detail", person.organisation),
      element("span", "person__state", stateOf(person)),
    );
    return made;
  }

  function stateOf({ status, presences }) {
    if (status !== "confirmed") return say(`status_${status}`);
    return presences.some(({ session, left_at: left }) => session === null && left === null) ? say("person_in") : "";
  }

  /** Open empty, with this heading; `then` is told the person. */
  function open(heading, then) {
    choose = then;
    title.textContent = heading;
    input.value = "";
    look();
    panel.showModal();
    input.focus();
  }

  return { open };
}
