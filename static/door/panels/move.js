/** Move a person to another break-out of the slot, seeing how full each room is now. */

import { button, element, partsOf } from "./dom.js";
import { alternatives, fillOf } from "./rooms.js";

export function makeMove(engine, panel, { work, done, say, clockTime }) {
  const part = partsOf(panel);
  let person = null;

  function open(chosen) {
    person = engine.list.get(chosen.n);
    const { programme } = engine.facts;
    const sessions = alternatives(person, programme, engine.now());
    part("move-name").textContent = person.name;
    part("move-note").textContent = sessions.length ? "" : say("nothing_to_move_to");
    part("move-sessions").replaceChildren(...sessions.map((session) => element("li", "", "", choice(session))));
    if (!panel.open) panel.showModal();
  }

  function choice(session) {
    const { programme, live } = engine.facts;
    const isTheirs = person.holds.includes(session.id);
    const made = button("choice-card", "", () => isTheirs || move(session));
    made.setAttribute("aria-pressed", String(isTheirs));
    made.append(
      element("span", "choice-card__title", session.title),
      element("span", "choice-card__detail", isTheirs ? say("their_seat") : clockTime(session.starts_at)),
      ...fillOf(session, programme, live).map((fill) => element("span", "choice-card__detail", fillWords(fill, say))),
    );
    return made;
  }

  async function move(session) {
    const { n, holds } = person;
    const slot = new Set(engine.facts.programme.sessions.filter((one) => one.slot === session.slot).map(({ id }) => id));
    part("move-note").textContent = say("sending");
    try {
      // A full break-out says no: the list changes when it did not.
      await work.send("moves", { person: n, session: session.id });
      await engine.list.patch(n, { holds: [...holds.filter((id) => !slot.has(id)), session.id] });
      panel.close();
      done();
    } catch (error) {
      open(person);
      part("move-note").textContent = error.detail || say("refused");
    }
  }

  return { open };
}

/** "Break-out B: 38 in, room for 100". */
export function fillWords({ room, inside, limit }, say) {
  return limit === null ? say("fill", { room, number: inside }) : say("fill_limit", { room, number: inside, limit });
}
