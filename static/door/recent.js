/** The last scans of this shift, newest first, so that a verdict that has gone can be read again. */

const KEPT = 20;

export function makeRecent(list, { say, clockTime }) {
  const scans = [];
  draw();

  /** Add a scan's answer; the same scan again (a late answer) replaces its line. */
  function add(scan, description) {
    const old = scans.findIndex((one) => one.id === scan.id);
    const line = { id: scan.id, at: scan.scanned_at, ...description };
    if (old < 0) scans.unshift(line);
    else scans[old] = line;
    scans.length = Math.min(scans.length, KEPT);
    draw();
  }

  function draw() {
    list.replaceChildren(...(scans.length ? scans.map(item) : [empty()]));
  }

  function item({ tone, word, name, at }) {
    const line = document.createElement("li");
    line.className = "recent__scan";
    line.dataset.tone = tone;
    for (const [className, text] of [["recent__time", clockTime(at)], ["recent__word", word], ["recent__name", name]]) {
      const part = document.createElement("span");
      part.className = className;
      part.textContent = text;
      line.append(part);
    }
    return line;
  }

  function empty() {
    const line = document.createElement("li");
    line.className = "quiet";
    line.textContent = say("nothing_scanned");
    return line;
  }

  return { add };
}
