/** Find a person by name or organisation in the phone's own list; a tap admits, or gives them the spare badge. */

const LETTERS = 2;
const SHOWN = 20;

/**
 * @param panel   the dialog
 * @param find    (letters, limit) => people
 * @param choose  told the person tapped
 * @param detail  (person) => the line under the name
 */
export function makeSearch(panel, { find, choose, detail, say }) {
  const input = panel.querySelector("input");
  const list = panel.querySelector("[data-people]");
  const note = panel.querySelector("[data-search-note]");
  const title = panel.querySelector("[data-search-title]");

  function look() {
    const letters = input.value.trim();
    if (letters.length < LETTERS) return show([], "");
    const found = find(letters, SHOWN + 1);
    if (found.length > SHOWN) return show(found.slice(0, SHOWN), say("more_found"));
    return show(found, found.length ? "" : say("nobody_found"));
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
      element("span", "person__detail", detail(person)),
      element("span", "person__state", stateOf(person)),
    );
    button.addEventListener("click", () => choose(person));
    const item = document.createElement("li");
    item.append(button);
    return item;
  }

  function stateOf({ status, presences }) {
    if (status !== "confirmed") return say(`status_${status}`);
    return presences.some(({ session, left_at }) => session === null && left_at === null) ? say("person_in") : "";
  }

  /** Open empty; `binding` asks whose badge it is instead. */
  function open(binding) {
    title.textContent = binding ? title.dataset.titleBind : title.dataset.titleFind;
    input.value = "";
    show([], "");
    panel.showModal();
    input.focus();
  }

  input.addEventListener("input", look);
  return { open, say: (sentence) => show([], sentence) };
}

function element(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}
