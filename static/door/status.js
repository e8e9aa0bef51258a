/** The one line that says what is not as usual: scans that wait, a browser that keeps nothing, a late answer. */

const LATE_STAYS = 12000; // ms

export function makeStatus(line, say) {
  let late = "";
  let queue = { waiting: 0 };
  let timer = null;

  function draw() {
    const text = [late, ofQueue(queue, say)].filter(Boolean).join(" · ");
    // Written only when it changes, or a screen reader repeats it after each scan.
    if (line.textContent !== text) line.textContent = text;
    line.hidden = !text;
    line.dataset.tone = late || queue.silent || queue.unsaved ? "warn" : "";
  }

  function showQueue(state) {
    queue = state;
    draw();
  }

  function showLate({ name, word }) {
    clearTimeout(timer);
    late = say("late", { name: name || "?", word });
    timer = setTimeout(() => { late = ""; draw(); }, LATE_STAYS);
    draw();
  }

  return { showQueue, showLate };
}

/** What to say of the queue; nothing when all goes well, however many scans are on their way. */
export function ofQueue({ waiting, silent, unsaved }, say) {
  if (waiting === 0) return "";
  if (unsaved) return say("unsaved");
  return silent ? say("waiting", { number: waiting }) : "";
}
