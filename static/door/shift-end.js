/** The end of a shift: asked for once, and how many scans are still to go until the phone is done. */

/**
 * @param panel   the dialog that asks
 * @param screen  the screen that stays
 * @param end     () => Promise: deletes the list
 */
export function makeShiftEnd({ panel, screen, end, say }) {
  const note = panel.querySelector("[data-end-note]");
  const left = screen.querySelector("[data-still]");

  panel.querySelector("[data-end-yes]").addEventListener("click", () => {
    panel.close();
    end();
  });

  /** Show how many wait, in the panel and on the screen of a shift that is over. */
  return (waiting) => {
    const text = waiting === 0 ? say("nothing_waits") : waiting === 1 ? say("still_one") : say("still", { number: waiting });
    if (note.textContent !== text) note.textContent = text;
    const after = waiting === 0 ? say("all_sent") : `${text} ${say("keep_open")}`;
    if (left.textContent !== after) left.textContent = after;
  };
}
