/** What the help desk does with a person: each panel asks one thing, sends it, and says what came of it. */

import { NoAnswer } from "../api.js";
import { partsOf } from "./dom.js";
import { isRight, typed } from "./forms.js";
import { mistakesOf, parted } from "./names.js";

/** Correct a name or an organisation. */
export function makeCorrection(panel, { list, work, done, say }) {
  const form = panel.querySelector("form");
  let person = null;

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const fields = typed(form);
    if (!isRight(form, sentences(mistakesOf(fields), say))) return;
    const { n } = person;
    await list.patch(n, { name: `${fields.first_name} ${fields.last_name}`, organisation: fields.organisation });
    if (await send(form, () => work.send("corrections", { person: n, ...fields }), say)) finish(panel, done);
  });

  function open(chosen) {
    person = chosen;
    form.reset();
    clean(form);
    write(form, { ...parted(person.name), organisation: person.organisation });
    panel.showModal();
  }

  return { open };
}

/** Write a note that every phone shows with this person's scan. */
export function makeNote(panel, { list, work, done, say }) {
  const form = panel.querySelector("form");
  let person = null;

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { note } = typed(form);
    const { n } = person;
    await list.patch(n, { note });
    if (await send(form, () => work.send("notes", { person: n, note }), say)) finish(panel, done);
  });

  function open(chosen) {
    person = chosen;
    clean(form);
    write(form, { note: person.note });
    panel.showModal();
  }

  return { open };
}

/** Close a case with an outcome. */
export function makeClosing(panel, { work, closed, now, done }) {
  let one = null;

  for (const choice of panel.querySelectorAll("[data-outcome]")) {
    choice.addEventListener("click", () => {
      const { id } = one;
      closed.add(id);
      const body = { case: id, outcome: choice.dataset.outcome, at: new Date(now()).toISOString() };
      // A case that someone else closed already is closed: nothing to say to the steward.
      work.send("cases/close", body).catch(() => {});
      finish(panel, done);
    });
  }

  return { open: (chosen) => { one = chosen; panel.showModal(); } };
}

/** Print the badge again, with the same code: the PDF comes with the phone's key, so it opens in two taps. */
export function makePrint(panel, { getBlob, say }) {
  const part = partsOf(panel);
  let address = null;

  async function open(person) {
    URL.revokeObjectURL(address);
    part("print-name").textContent = person.name;
    part("print-open").hidden = true;
    part("print-note").textContent = say("print_making");
    panel.showModal();
    try {
      address = URL.createObjectURL(await getBlob(`/badges/${person.n}`));
      part("print-open").href = address;
      part("print-open").hidden = false;
      part("print-note").textContent = "";
      part("print-open").focus();
    } catch (error) {
      part("print-note").textContent = error instanceof NoAnswer ? say("print_away") : error.detail;
    }
  }

  return { open };
}

/** Send what a form says; a refusal stands over the form as a sentence, and what was typed stays. */
export async function send(form, go, say) {
  const refusal = form.querySelector("[data-refusal]");
  if (form.dataset.busy) return false;
  form.dataset.busy = "yes";
  refusal.hidden = true;
  try {
    await go();
    return true;
  } catch (error) {
    refusal.textContent = error.detail || say("refused");
    refusal.hidden = false;
    refusal.focus();
    return false;
  } finally {
    delete form.dataset.busy;
  }
}

export function clean(form) {
  form.querySelector("[data-refusal]").hidden = true;
  isRight(form, {});
}

export function sentences(mistakes, say) {
  return Object.fromEntries(Object.entries(mistakes).map(([field, key]) => [field, say(key)]));
}

function write(form, values) {
  for (const [name, value] of Object.entries(values)) form.elements[name].value = value;
}

function finish(panel, done) {
  panel.close();
  done();
}
