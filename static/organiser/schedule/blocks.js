/* The sessions on the grid. A session in rooms that are no neighbours has a further block in each run of
   rooms; only the first is a button. */

import { drawFrame } from "./frame.js";
import { lay, runs, shown } from "./geometry.js";
import { giveLanes } from "./lanes.js";
import { element, part, rewrite, sentence } from "./page.js";
import { onDay, said, sessions, spotOf, state } from "./state.js";
import { hour } from "./times.js";

const buttons = new Map();
const further = [];

/** Return the button of a session on the grid. */
export const blockOf = (slug) => buttons.get(slug);

/** Draw the day: its frame, every session that stands on it, and where the held one would go. */
export function drawBlocks() {
  const range = shown();
  drawFrame(range);
  for (const old of further.splice(0)) old.remove();
  const here = [...sessions.values()].filter(onDay);
  for (const [slug, button] of buttons) {
    if (!onDay(sessions.get(slug) ?? {})) {
      button.remove();
      buttons.delete(slug);
    }
  }
  const pieces = giveLanes(here.flatMap((session) => runs(session.rooms).map((run, n) => piece(session, run, n))));
  for (const each of pieces) draw(each, range);
  const first = here.find(({ slug }) => slug === state.chosen) ?? here.sort(byTime)[0];
  for (const [slug, button] of buttons) button.tabIndex = slug === first?.slug ? 0 : -1;
}

const byTime = (one, other) => Date.parse(one.starts) - Date.parse(other.starts);

function piece(session, run, order) {
  return { session, order, ...run, starts: Date.parse(session.starts), ends: Date.parse(session.ends) };
}

function draw({ session, order, from, to, lane, lanes }, range) {
  const box = order === 0 ? (buttons.get(session.slug) ?? make(session)) : copy(session);
  lay(box, session, { from, to }, range);
  box.style.setProperty("--lane", lane);
  box.style.setProperty("--lanes", lanes);
  if (order === 0) write(box, session);
}

function make(session) {
  const made = element("button");
  made.type = "button";
  made.dataset.slug = session.slug;
  buttons.set(session.slug, made);
  part("grid").append(made);
  return made;
}

function copy(session) {
  const made = element("div", classOf(session, "block--further"), session.title);
  made.dataset.slug = session.slug;
  made.setAttribute("aria-hidden", "true");
  further.push(made);
  part("grid").append(made);
  return made;
}

function classOf(session, more = "") {
  const { chosen, held } = state;
  return [
    `block block--${session.kind}`,
    session.track && `track-${session.track.colour}`,
    session.slug === chosen && "block--chosen",
    session.slug === held?.slug && "block--left",
    session.moved && "block--moved",
    session.cancelled && "block--cancelled",
    session.saving && "block--saving",
    session.fresh && "block--fresh",
    marksOf(session) && "block--marked",
    more,
  ].filter(Boolean).join(" ");
}

/** Write what a block says; what there is no room for is said to who listens. */
function write(box, session) {
  box.className = classOf(session);
  box.toggleAttribute("data-picked", session.slug === state.chosen);
  const marks = marksOf(session);
  const facts = [session.track?.name ?? session.kindName, session.pinned && sentence("pinned")].filter(Boolean);
  const more = `, ${[said(spotOf(session)), marks].filter(Boolean).join(", ")}. ${session.moved}`;
  rewrite(box, [session.title, more, session.fresh, ...facts].join(), () => [
    lineOf(session),
    element("span", "block__facts", facts.join(" · ")),
    element("span", "visually-hidden", more),
    ...(marks ? [mark(session)] : []),
    ...(session.fresh ? [element("span", "block__by", session.fresh)] : []),
    edge(),
  ]);
}

function lineOf(session) {
  const line = element("span", "block__line");
  const title = element("span", "block__title", session.title);
  if (session.language) title.lang = session.language;
  line.append(element("span", "block__time", hour(session.starts)), " ", title);
  return line;
}

export function marksOf(session) {
  const count = state.clashes.sessions[session.slug]?.count ?? 0;
  const clashes = count > 1 ? sentence("clashesMany", { count }) : count && sentence("clashesOne");
  return [clashes, session.cancelled && sentence("cancelled")].filter(Boolean).join(", ");
}

function mark(session) {
  const found = state.clashes.sessions[session.slug];
  const made = element("span", `block__mark block__mark--${found?.worst ?? "none"}`, found?.count ?? "×");
  made.setAttribute("aria-hidden", "true");
  return made;
}

function edge() {
  const made = element("span", "block__edge");
  made.dataset.edge = "";
  return made;
}
