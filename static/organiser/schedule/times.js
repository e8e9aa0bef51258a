/* Times as the venue's clock shows them; what is reckoned with is elapsed minutes, so a night in which the
   clock changes is as long as it is. */

import { data } from "./page.js";

export const GRID = 5;
const MINUTE = 60_000;
const PARTS = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" };
const venue = new Intl.DateTimeFormat("en-GB", { ...PARTS, timeZone: data.zone, hourCycle: "h23" });

export const plus = (instant, minutes) => new Date(Date.parse(instant) + minutes * MINUTE).toISOString();
export const between = (from, to) => (Date.parse(to) - Date.parse(from)) / MINUTE;

/** Write a time of day: "16:30". */
export function hour(instant) {
  const { hour: hours, minute } = at(instant);
  return `${hours}:${minute}`;
}

/** Write an instant as a field for a day and time has it. */
export function typed(instant) {
  const { year, month, day } = at(instant);
  return `${year}-${month}-${day}T${hour(instant)}`;
}

function at(instant) {
  return Object.fromEntries(venue.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]));
}
