/**
 * A hand scanner that types: keys follow each other faster than a person's, and Enter ends them.
 *
 * It works whatever has the focus; what it typed into a field is taken out again.
 */

const FASTEST_PERSON = 45; // ms between keys; scanners type at 1 to 20 ms, quick people at 80 and more
const SHORTEST = 6;

/** Call `onCode(text)` for each code typed by a scanner; returns a function that stops listening. */
export function listenToWedge(target, onCode) {
  let typed = "";
  let last = 0;
  let field = null;

  function onKey(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Enter") return onEnter(event);
    if (event.key.length !== 1) return;
    if (event.timeStamp - last > FASTEST_PERSON) {
      typed = "";
      field = fieldOf(event.target);
    }
    typed += event.key;
    last = event.timeStamp;
  }

  function onEnter(event) {
    const code = typed;
    typed = "";
    if (code.length < SHORTEST || event.timeStamp - last > FASTEST_PERSON) return;
    event.preventDefault();
    event.stopPropagation();
    restore(field);
    onCode(code);
  }

  target.addEventListener("keydown", onKey, true);
  return () => target.removeEventListener("keydown", onKey, true);
}

function fieldOf(element) {
  return typeof element?.value === "string" ? { element, value: element.value } : null;
}

function restore(field) {
  if (!field || field.element.value === field.value) return;
  field.element.value = field.value;
  field.element.dispatchEvent(new Event("input", { bubbles: true }));
}
