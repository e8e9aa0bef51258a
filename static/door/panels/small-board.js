/** The supervisor's small board: the house, the rooms, doubles and phones in trouble, from the newest list. */

import { element, fill, partsOf } from "./dom.js";
import { fillWords } from "./move.js";
import { openRooms } from "./rooms.js";

export function makeSmallBoard(engine, panel, { conflicts, say }) {
  const part = partsOf(panel);

  part("board-conflicts").addEventListener("click", () => conflicts());

  /** Draw; called after each change of the engine. */
  function update() {
    if (!panel.open || !engine.facts) return;
    const { live, programme } = engine.facts;
    part("board-inside").textContent = live.inside[""] ?? 0;
    fill(part("board-expected"), live.expected && say("of_expected", { number: live.expected }));
    const rooms = openRooms(programme, live, engine.now());
    part("board-rooms").replaceChildren(...rooms.map(roomItem));
    part("board-no-rooms").hidden = rooms.length > 0;
    part("board-conflicts").textContent = say("conflicts_number", { number: live.conflicts ?? 0 });
    part("board-trouble").textContent = live.phones_in_trouble
      ? say("phones_in_trouble", { number: live.phones_in_trouble })
      : say("no_phones_in_trouble");
  }

  function roomItem({ session, ...filled }) {
    const meter = element("progress", "fill");
    meter.max = filled.limit || Math.max(filled.inside, 1);
    meter.value = Math.min(filled.inside, meter.max);
    meter.setAttribute("aria-hidden", "true");
    return element("li", "board-room", "",
      element("span", "board-room__title", session.title),
      element("span", "board-room__fill", fillWords(filled, say)),
      ...(filled.limit === null ? [] : [meter]));
  }

  /** Which phones are in trouble only the server knows; the rest is in the phone's own list. */
  async function nameTroubles() {
    part("board-phones").replaceChildren();
    if (!engine.facts.live.phones_in_trouble) return;
    const { phones_in_trouble: phones } = await engine.get("/board").catch(() => ({ phones_in_trouble: null }));
    part("board-phones").replaceChildren(...(phones?.map((phone) => element("li", "", troubleWords(phone, say)))
      ?? [element("li", "", say("board_away"))]));
  }

  function open() {
    panel.showModal();
    update();
    nameTroubles();
  }

  return { open, update };
}

/** "Main entrance 2 · Dora · not heard, scans wait". */
export function troubleWords({ label, steward, troubles }, say) {
  return say("phone_in_trouble", { label, steward, troubles: troubles.map((one) => say(`trouble_${one}`) || one).join(", ") });
}
