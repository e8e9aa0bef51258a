/** What is said beside the verdicts: the age of the list and what waits, quietly; trouble and late answers, aloud. */

const LATE_STAYS = 12000; // ms
const ON_ITS_WAY = 2000; // ms that a scan may take before it is said to wait

/**
 * @param loud   the line for trouble (role="status")
 * @param quiet  the line for the list's age
 */
export function makeStatus({ loud, quiet }, say) {
  let late = "";
  let timer = null;
  let trouble = "";

  function draw() {
    const text = [late, trouble && say(trouble)].filter(Boolean).join(" · ");
    // Written only when it changes, or a screen reader repeats it after each scan.
    if (loud.textContent !== text) loud.textContent = text;
    loud.hidden = !text;
  }

  /** Show how old the list is (`asOf`, as a time of day), how many wait since when, and what the store says. */
  function show({ asOf, waiting, oldest, now, storeTrouble }) {
    const text = [asOf && say("list_of", { time: asOf }), ofQueue({ waiting, oldest, now }, say)].filter(Boolean).join(" · ");
    if (quiet.textContent !== text) quiet.textContent = text;
    trouble = { spilled: "storage_low", unsaved: "unsaved" }[storeTrouble] ?? "";
    draw();
  }

  function showLate({ name, word }) {
    clearTimeout(timer);
    late = name ? say("late", { name, word }) : say("late_word", { word });
    timer = setTimeout(() => { late = ""; draw(); }, LATE_STAYS);
    draw();
  }

  return { show, showLate };
}

/** What to say of what waits; nothing while all is on its way. */
export function ofQueue({ waiting, oldest, now }, say) {
  const since = now - oldest; // below zero when the phone's clock was set back
  if (waiting === 0 || (since >= 0 && since < ON_ITS_WAY)) return "";
  return waiting === 1 ? say("waits_one") : say("waits", { number: waiting });
}
