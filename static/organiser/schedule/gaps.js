/* Where a session without a time is held first: the first gap of its length in the first rooms. */

import { data } from "./page.js";
import { days, onDay, rooms, sessions, state } from "./state.js";
import { between, plus } from "./times.js";

/** Return the first free spot of the day that is shown, else the first room at the edition's start. */
export function firstFree({ minutes }) {
  const { opens } = days[state.day];
  const start = plus(opens, between(days[0].opens, data.starts));
  const last = between(days.at(-1).opens, data.ends);
  for (const { slug } of rooms) {
    const starts = gapIn(slug, start, minutes);
    if (between(opens, starts) + minutes <= last) return { starts, ends: plus(starts, minutes), rooms: [slug] };
  }
  return { starts: start, ends: plus(start, minutes), rooms: [rooms[0].slug] };
}

function gapIn(room, start, minutes) {
  const there = [...sessions.values()].filter((session) => onDay(session) && session.rooms.includes(room));
  there.sort((one, other) => Date.parse(one.starts) - Date.parse(other.starts));
  let from = start;
  for (const { starts, ends } of there) {
    if (between(from, starts) >= minutes) break;
    if (between(from, ends) > 0) from = ends;
  }
  return from;
}
