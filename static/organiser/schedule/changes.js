/* What the server tells of others and of ourselves is put on the schedule; others' steps are named. */

import { element, part, root, say } from "./page.js";
import { changesSince } from "./server.js";
import { changed, sessions, state } from "./state.js";

const FRESH_MS = 8000;
const MOST_NEWS = 3;
const FAILURES = 3;
let failed = 0;

/** Put what changed on the schedule. */
export function apply(told) {
  if (told.number < state.number) return;
  const { number, hand, clashes = state.clashes } = told;
  Object.assign(state, { number, hand, clashes });
  if (!told.clashes) marks();
  const others = told.steps.filter((step) => !step.mine);
  for (const slug of told.gone) forget(slug);
  for (const session of told.sessions) {
    const by = others.findLast((step) => step.sessions.includes(session.slug))?.by;
    sessions.set(session.slug, { ...session, fresh: by });
    if (by) setTimeout(() => fade(session.slug), FRESH_MS);
  }
  if (others.length) news(others.map(({ text }) => text));
  changed();
}

/** Say why a step was refused, and show what stands now. */
export function refuse({ detail, changes }) {
  if (changes) apply(changes);
  const notice = element("p", "", detail);
  part("schedule-refusal").replaceChildren(notice);
  changed();
}

export const forgive = () => part("schedule-refusal").replaceChildren();

/** Ask now. */
export async function refresh() {
  const told = await changesSince(state.number);
  if (told) apply(told);
}

/** Ask how the draft clashes after a step: its answer does not wait for that. */
function marks() {
  refresh().catch(() => {}); // the next round asks again
}

/** Ask again and again; a hidden page does not, and a failure is tried again later. */
export async function follow() {
  try {
    if (!document.hidden) await refresh();
    failed = 0;
  } catch {
    failed += 1;
  }
  part("schedule-stale").hidden = failed < FAILURES;
  setTimeout(follow, Number(root.dataset.every) * 1000);
}

/** Take a session away that was deleted. */
function forget(slug) {
  sessions.delete(slug);
  if (state.chosen === slug) state.chosen = null;
  if (state.held?.slug === slug) state.held = null;
}

function fade(slug) {
  const session = sessions.get(slug);
  if (session) session.fresh = "";
  changed();
}

function news(sentences) {
  const list = part("news");
  list.prepend(...sentences.toReversed().map((text) => element("li", "", text)));
  while (list.children.length > MOST_NEWS) list.lastElementChild.remove();
  say(sentences.join(" "));
}
