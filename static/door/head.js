/** What the scanner's head says: the gate, what is on there, and how many are inside. */

import { showFact } from "./page.js";
import { makeHour } from "./words.js";

/** Show the gate by the engine's facts. */
export function showHead(engine, { say, language }) {
  if (!engine.facts) return;
  const { event, phone } = engine.facts;
  const { session, room } = engine.place;
  const hourOf = makeHour(language, event.timezone);
  showFact("event", event.name);
  showFact("gate", engine.gate.name);
  showFact("session", session
    ? `${hourOf(session.starts_at)}–${hourOf(session.ends_at)} ${session.title}`
    : room ? say("no_session_here") : "");
  showFact("count", room && !session ? "" : countSentence(engine, say));
  showFact("steward", phone.steward);
  showFact("about", [phone.steward, phone.label].filter(Boolean).join(" · "));
}

/** The counter as a sentence: with the place's limit where it has one, else with how many are expected. */
export function countSentence({ inside, limit, place, facts }, say) {
  if (limit !== null) return say("counts_limit", { number: inside, limit });
  const expected = place.room ? 0 : facts.live.expected;
  return expected ? say("counts_of", { number: inside, expected }) : say("counts", { number: inside });
}
