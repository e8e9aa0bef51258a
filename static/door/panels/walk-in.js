/** Someone who never registered: three fields, a spare badge by one scan, and they are in. Works without the server. */

import { newId } from "../engine/ids.js";
import { partsOf } from "./dom.js";
import { isRight, typed } from "./forms.js";
import { clean, send, sentences } from "./desk-work.js";
import { isSameName, mistakesOf } from "./names.js";

/**
 * @param capture  asks for a spare badge
 * @param show     opens the desk's screen for a person
 * @param letIn    scans a code at this gate
 */
export function makeWalkIn(engine, panel, { capture, show, letIn, work, say }) {
  const form = panel.querySelector("form");
  const part = partsOf(panel);
  let known = null;

  form.addEventListener("submit", (event) => submit(event, event.submitter?.value ?? "badge"));
  part("walkin-is-known").addEventListener("click", () => { panel.close(); show(known); });

  async function submit(event, how) {
    event.preventDefault();
    const fields = typed(form);
    if (!isRight(form, sentences(mistakesOf(fields), say))) return;
    const name = `${fields.first_name} ${fields.last_name}`;
    if (isAskedFor(name)) return;
    const spare = how === "badge" ? await capture.ask(name) : "";
    if (spare === null) return panel.showModal();
    await register(fields, spare);
  }

  /** Ask once when the name is on the list: pressing again means that it is someone else. */
  function isAskedFor(name) {
    const same = engine.list.find(name).find((person) => isSameName(person.name, name)) ?? null;
    const isNews = Boolean(same) && same.n !== known?.n;
    known = same;
    part("walkin-known").hidden = !same;
    if (same) part("walkin-known-who").textContent = say("is_on_list", { name: same.name, organisation: same.organisation });
    if (isNews) part("walkin-is-known").focus();
    return isNews;
  }

  async function register(fields, spare) {
    const body = {
      id: newId(), at: new Date(engine.now()).toISOString(), ...fields, spare_code: spare, gate: engine.gate.id,
    };
    let answer = null;
    const person = await engine.list.addLocal(body);
    const isSent = await send(form, async () => { answer = await work.send("walkins", body); }, say);
    if (!isSent) return panel.open || panel.showModal();
    form.reset();
    panel.close();
    if (answer?.spare === "unusable") return show(person, say("spare_unusable"));
    letIn(spare || `ID:${person.n}`);
  }

  /** Open with what was typed and not sent, or with these fields. */
  function open(fields = {}) {
    for (const [name, value] of Object.entries(fields)) form.elements[name].value = value;
    known = null;
    part("walkin-known").hidden = true;
    clean(form);
    panel.showModal();
  }

  return { open };
}
