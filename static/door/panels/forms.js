/** The panels' forms: what was typed, cleaned; and mistakes, each beside its own field. Nothing typed is lost. */

import { element } from "./dom.js";

/** Read the fields of a form as a plain object; spaces in a row become one. */
export function typed(form) {
  return Object.fromEntries([...new FormData(form)].map(([name, text]) => [name, cleanLine(text)]));
}

export const cleanLine = (text) => text.replace(/\s+/gu, " ").trim();

/**
 * Show these mistakes ({field: sentence}) and none of before; the focus goes to the first.
 * Returns whether there are none.
 */
export function isRight(form, mistakes) {
  for (const old of form.querySelectorAll("[data-mistake]")) old.remove();
  for (const input of form.querySelectorAll("[aria-invalid]")) {
    input.removeAttribute("aria-invalid");
    input.closest(".field").classList.remove("field--wrong");
    describe(input, "");
  }
  const wrong = [...form.elements].filter((input) => mistakes[input.name]);
  for (const input of wrong) show(input, mistakes[input.name]);
  wrong[0]?.focus();
  return wrong.length === 0;
}

function show(input, sentence) {
  const note = element("p", "field__error", "", element("span", "", sentence));
  note.id = `${input.id}-mistake`;
  note.dataset.mistake = "";
  input.closest(".field").classList.add("field--wrong");
  input.before(note);
  input.setAttribute("aria-invalid", "true");
  describe(input, note.id);
}

function describe(input, mistake) {
  const hint = input.dataset.hint ?? "";
  const ids = [mistake, hint].filter(Boolean).join(" ");
  if (ids) input.setAttribute("aria-describedby", ids);
  else input.removeAttribute("aria-describedby");
}
