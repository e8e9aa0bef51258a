/** Find a person by name or organisation; a tap admits, or gives them the spare badge just scanned. */

const PAUSE = 200; // ms after the last key
const LETTERS = 2;

/**
 * @param panel   the dialog
 * @param people  (letters) => Promise of {people}
 * @param choose  told the person tapped
 */
export function makeSearch(panel, { people, choose, say }) {
  const input = panel.querySelector("input");
  const list = panel.querySelector("[data-people]");
  const note = panel.querySelector("[data-search-note]");
  const title = panel.querySelector("[data-search-title]");
  let timer = null;
  let asked = 0;

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(find, PAUSE);
  });

  async function find() {
    const letters = input.value.trim();
    const question = ++asked;
    if (letters.length < LETTERS) return show([], "");
    try {
      const found = (await people(letters)).people;
      // An answer that was overtaken by more letters is not shown.
      if (question === asked) show(found, found.length ? "" : say("nobody_found"));
    } catch {
      if (question === asked) show([], say("search_failed"));
    }
  }

  function show(found, sentence) {
    note.textContent = sentence;
    list.replaceChildren(...found.map(row));
  }

  function row(person) {
    const button = element("button", "person");
    button.type = "button";
    button.append(
      element("span", "person__name", person.name),
      element("span", "person__detail", [person.organisation, person.breakout].filter(Boolean).join(" · ")),
      element("span", "person__state", stateOf(person)),
    );
    button.addEventListener("click", () => choose(person));
    const item = document.createElement("li");
    item.append(button);
    return item;
  }

  function stateOf(person) {
    if (person.status !== "confirmed") return say(`status_${person.status}`);
    return person.in ? say("person_in") : "";
  }

  /** Open empty; `binding` asks whose badge it is instead. */
  function open(binding) {
    title.textContent = binding ? title.dataset.titleBind : title.dataset.titleFind;
    asked += 1;
    input.value = "";
    show([], "");
    panel.showModal();
    input.focus();
  }

  return { open };
}

function element(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}
