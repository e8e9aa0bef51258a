/** A supervisor counts heads in a place: the number inside starts from there. Asked once more when it is far off. */

import { partsOf } from "./dom.js";
import { isRight, typed } from "./forms.js";
import { differsALot } from "./rooms.js";

const MOST = 99999;

export function makeHeadCount(engine, panel, { done, say }) {
  const form = panel.querySelector("form");
  const part = partsOf(panel);
  let sure = null;

  form.addEventListener("submit", submit);
  form.elements.number.addEventListener("input", () => ask(null));

  async function submit(event) {
    event.preventDefault();
    const number = numberOf(typed(form).number);
    if (!isRight(form, number === null ? { number: say("enter_number") } : {})) return;
    if (engine.inside === null) return update();
    if (differsALot(number, engine.inside) && sure !== number) return ask(number);
    if ((await engine.headCount(number)) === null) return update();
    form.reset();
    panel.close();
    done(say("head_count_kept", { number }));
  }

  /** Ask whether a number that is far from the known one is meant; null takes the question away. */
  function ask(number) {
    sure = number;
    part("head-sure").hidden = number === null;
    if (number !== null) part("head-sure").textContent = say("head_count_sure", { number, known: engine.inside });
    part("head-press").textContent = say(number === null ? "head_count_keep" : "head_count_yes", { number });
  }

  /** Say what is known of this place, or that there is nothing to count at it now. */
  function update() {
    const isOn = engine.inside !== null;
    part("head-place").textContent = engine.gate.name;
    part("head-known").textContent = isOn ? say("head_count_known", { number: engine.inside }) : say("nothing_on");
    part("head-ask").hidden = !isOn;
    ask(null);
  }

  function open() {
    update();
    isRight(form, {});
    panel.showModal();
    if (engine.inside !== null) form.elements.number.focus();
  }

  return { open };
}

/** A whole number of people, or null. */
export function numberOf(text) {
  const number = /^\d+$/.test(text) ? Number(text) : NaN;
  return number <= MOST ? number : null;
}
