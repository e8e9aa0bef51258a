/** Move a person to another break-out of the slot, seeing how full each room is now, or give their seat up. */

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
    const theirs = sessions.filter(({ id }) => person.holds.includes(id));
    part("move-give-up").replaceChildren(...theirs.map(giveUp));
    if (!panel.open) panel.showModal();
  }

  /** Asks once: a seat that somebody in line has got does not come back. */
  function giveUp(session) {
    const made = button("button button--quiet door-wide", say("give_up", { session: session.title }), () => {
      if (made.dataset.asked) return change(session, { slot: session.slot }, []);
      made.dataset.asked = "yes";
      made.textContent = say("give_up_sure");
    });
    return made;
  }

  function choice(session) {
    const { programme, live } = engine.facts;
    const isTheirs = person.holds.includes(session.id);
    const made = button("choice-card", "", () => isTheirs || change(session, { session: session.id }, [session.id]));
    made.setAttribute("aria-pressed", String(isTheirs));
    made.append(
      element("span", "choice-card__title", session.title),
      element("span", "choice-card__detail", isTheirs ? say("their_seat") : clockTime(session.starts_at)),
      ...fillOf(session, programme, live).map((fill) => element("span", "choice-card__detail", fillWords(fill, say))),
    );
    return made;
  }

  /** Send a move, and change the list; `kept` are the sessions of its slot with a seat afterwards. */
  async function change(session, asked, kept) {
    const { n, holds } = person;
    const slot = new Set(engine.facts.programme.sessions.filter((one) => one.slot === session.slot).map(({ id }) => id));
    part("move-note").textContent = say("sending");
    try {
      // A full break-out says no: the list changes when it did not.
      await work.send("moves", { person: n, ...asked });
      await engine.list.patch(n, { holds: [...holds.filter((id) => !slot.has(id)), ...kept] });
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
