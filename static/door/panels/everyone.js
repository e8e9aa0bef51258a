/** "Everyone in": when it pours, one tap counts one person, and names are sorted out later. */

import { partsOf } from "./dom.js";

const KEY = "innovfest.door.everyone";

/**
 * @param day      () => the day at the venue, by which the number starts anew
 * @param storage  keeps the number through a reload
 */
export function makeEveryone(engine, panel, { day, say, storage = localStorage }) {
  const part = partsOf(panel);
  const counted = []; // scan ids of this opening, newest last

  part("count-one").addEventListener("click", countOne);
  part("count-back").addEventListener("click", takeBack);

  async function countOne() {
    const counting = engine.inside === null ? null : engine.countOne("in");
    if (counting === null) return update();
    change(1);
    engine.feedback.give("good");
    counted.push(await counting);
  }

  async function takeBack() {
    if (tally() === 0) return;
    change(-1);
    const last = counted.pop();
    // Too late to take back, or counted before a reload: one person out makes the number right all the same.
    if (!last || !(await engine.undo(last))) await engine.countOne("out");
  }

  function change(by) {
    storage.setItem(KEY, JSON.stringify({ day: day(), number: Math.max(0, tally() + by) }));
    update();
  }

  function tally() {
    const kept = JSON.parse(storage.getItem(KEY));
    return kept?.day === day() ? kept.number : 0;
  }

  function update() {
    part("count-number").textContent = tally();
    part("count-back").disabled = tally() === 0;
    if (!engine.facts) return;
    const { inside: number, gate: { name: gate } } = engine;
    part("count-inside").textContent = number === null ? say("nothing_on_at", { gate }) : say("inside_at", { number, gate });
    part("count-one").disabled = number === null;
  }

  function open() {
    update();
    panel.showModal();
    part("count-one").focus();
  }

  return { open, update };
}
