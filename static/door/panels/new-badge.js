/** A badge that is lost or passed on: a spare one by a scan, which works without the server, or a new code to print. */

import { partsOf } from "./dom.js";

/**
 * @param capture  asks for a spare badge
 * @param print    opens the print panel for a person, as `correct` opens the name's
 * @param back     shows the person again, with what came of it
 */
export function makeNewBadge(engine, panel, { capture, print, correct, back, work, say }) {
  const part = partsOf(panel);
  let person = null;

  part("spare-now").addEventListener("click", giveSpare);
  part("new-print").addEventListener("click", () => print(person));
  part("new-correct").addEventListener("click", () => correct(person));
  for (const one of panel.querySelectorAll("[data-because]")) {
    one.addEventListener("click", () => replace(one.dataset.because));
  }

  /** Give the next spare badge that is scanned; the old badge dies with it. */
  async function giveSpare() {
    const owner = person;
    const code = await capture.ask(owner.name);
    const said = code ? await bind(owner, code).then(() => say("spare_given"), (error) => error.detail || say("refused")) : "";
    back(owner, said);
  }

  /** Bind a spare to a person; rejects with Refused. */
  async function bind(owner, code) {
    await engine.list.patch(owner.n, { hash: await engine.hash(code) });
    await work.send("bindings", { spare_code: code, person: owner.n });
  }

  async function replace(because) {
    note(say("new_code_asking"));
    const { n } = person;
    try {
      const answer = await work.send("replacements", { person: n, because });
      await engine.list.patch(n, { hash: answer ? await engine.hash(answer.code) : "" });
      note(say(answer ? "new_code" : "new_code_late"));
      draw(answer);
      part("new-choices").hidden = true;
      part("new-print").hidden = !answer;
      part("new-correct").hidden = because !== "transferred";
      if (answer) part("new-print").focus();
    } catch (error) {
      note(error.detail || say("refused"));
    }
  }

  /** The code as text and as a QR, so that the person is scanned from this screen before anything is printed. */
  function draw(answer) {
    const { code = "", qr = "" } = answer ?? {};
    part("new-code").textContent = code;
    part("new-qr").hidden = !qr;
    // As a picture: whatever stands in it does nothing.
    part("new-qr").src = qr && `data:image/svg+xml,${encodeURIComponent(qr)}`;
  }

  function note(text) {
    part("new-note").textContent = text;
  }

  function open(chosen) {
    person = chosen;
    note("");
    part("new-name").textContent = person.name;
    draw(null);
    part("new-choices").hidden = false;
    part("new-print").hidden = true;
    part("new-correct").hidden = true;
    panel.showModal();
  }

  return { open, bind, giveSpareTo: (chosen) => { person = chosen; return giveSpare(); } };
}
