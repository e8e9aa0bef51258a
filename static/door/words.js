/**
 * The screen's sentences: a JSON block written by the template, so that they pass through its translations.
 */

const LOCALES = { nl: "nl-BE", en: "en-GB", fr: "fr-BE" };

/** Make `say(key, facts)`, which puts facts into a sentence's {name} places; facts are never read again. */
export function makeWords(texts) {
  return (key, facts = {}) =>
    (texts[key] ?? "").replace(/\{(\w+)\}/g, (_, name) => String(facts[name] ?? ""));
}

/** Read the sentences of this page from its `<script type="application/json">` blocks. */
export function readWords(...elements) {
  return makeWords(Object.assign({}, ...elements.map(({ textContent }) => JSON.parse(textContent))));
}

/** Make `hourOf(iso)`: "16:30" at the venue. */
export function makeHour(language, timeZone) {
  const format = new Intl.DateTimeFormat(LOCALES[language], { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone });
  return (iso) => format.format(new Date(iso));
}

/**
 * Make `clockTime(iso)`: the hour at the venue, with the day before it when that is not today.
 * An empty or broken time gives an empty text.
 */
export function makeClock(language, timeZone, today = () => new Date()) {
  const hourOf = makeHour(language, timeZone);
  const day = new Intl.DateTimeFormat(LOCALES[language], { day: "numeric", month: "long", timeZone });
  return (iso) => {
    const moment = new Date(iso ?? NaN);
    if (Number.isNaN(moment.getTime())) return "";
    const isToday = day.format(moment) === day.format(today());
    return isToday ? hourOf(moment) : `${day.format(moment)}, ${hourOf(moment)}`;
  };
}
