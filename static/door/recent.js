/** The last scans of this phone, newest first: a verdict that has gone is read again, or taken back. */

/**
 * @param list  the page's list
 * @param undo  (scan's id) => takes it back
 */
export function makeRecent(list, { undo, say, clockTime }) {
  let drawn = "";

  /** Show the engine's `recent`; written only when it changed, so that a finger does not lose its button. */
  function show(recent) {
    const now = JSON.stringify([recent, clockTime(0)]);
    if (now === drawn) return;
    drawn = now;
    list.replaceChildren(...(recent.length ? recent.map(item) : [empty()]));
  }

  function item({ scan, description, late, undoable }) {
    const line = document.createElement("li");
    line.className = "recent__scan";
    line.dataset.tone = description.tone;
    line.append(
      part("recent__time", clockTime(scan.scanned_at)),
      part("recent__word", scan.undone ? say("undone", { word: description.word }) : description.word),
      part("recent__name", description.name),
    );
    if (late) line.append(part("recent__late", say("late_word", { word: late.word })));
    if (undoable) line.append(button(scan.id, description));
    return line;
  }

  function button(id, { word, name }) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button button--quiet recent__undo";
    made.textContent = say("undo");
    made.setAttribute("aria-label", say("undo_of", { what: [word, name].filter(Boolean).join(", ") }));
    made.addEventListener("click", () => undo(id));
    return made;
  }

  function empty() {
    const line = document.createElement("li");
    line.className = "quiet";
    line.textContent = say("nothing_scanned");
    return line;
  }

  show([]);
  return { show };
}

function part(className, text) {
  const made = document.createElement("span");
  made.className = className;
  made.textContent = text;
  return made;
}
