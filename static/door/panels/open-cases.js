/** Everybody who was sent on to the help desk and still waits there, who came first on top. */

import { button, element, partsOf } from "./dom.js";
import { openCases, reasonWords, sentFrom } from "./people.js";

/**
 * @param show       opens the desk's screen by "ID:<n>"
 * @param closeCase  asks how a case ended: for a badge on no list there is no person to show
 */
export function makeOpenCases(engine, panel, { closed, closeCase, show, say, clockTime }) {
  const part = partsOf(panel);

  function open() {
    const cases = openCases(engine.facts.live.cases, closed);
    part("open-cases").replaceChildren(...cases.map((one) => element("li", "", "", row(one))));
    part("cases-note").textContent = cases.length ? "" : say("no_cases");
    if (!panel.open) panel.showModal();
  }

  function row(one) {
    const person = engine.list.get(one.person);
    const made = button("person", "", () => {
      panel.close();
      if (person) show(`ID:${person.n}`);
      else closeCase(one);
    });
    made.append(
      element("span", "person__name", person?.name ?? say("unknown_badge")),
      element("span", "person__detail", [reasonWords(one.reason, say), one.note].filter(Boolean).join(" · ")),
      element("span", "person__detail", sentFrom(one, engine.facts.programme, { say, clockTime })),
    );
    return made;
  }

  return { open };
}
