/**
 * The screen's sentences: a JSON block written by the template, so that they pass through its translations.
 */

const LOCALES = { nl: "nl-BE", en: "en-GB", fr: "fr-BE" };

/** Make `say(key, facts)`, which puts facts into a sentence's {name} places; facts are never read again. */
export function makeWords(texts) {
  return (key, facts = {}) =>
    (texts[key] ?? "").replace(/\{(\w+)\}/g, (_, name) => String(facts[name] ?? ""));
}

/** Read the sentences of this page from its `<script type="application/json">`. */
export function readWords(element) {
  return makeWords(JSON.parse(element.textContent));
}

/**
 * Make `clockTime(iso)`: the hour at the venue, with the day before it when that is not today.
 * An empty or broken time gives an empty text.
 */
export function makeClock(language, timeZone, today = () => new Date()) {
  const locale = LOCALES[language];
  const hour = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone });
  const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", timeZone });
  return (iso) => {
    const moment = new Date(iso ?? NaN);
    if (Number.isNaN(moment.getTime())) return "";
    const isToday = day.format(moment) === day.format(today());
    return isToday ? hour.format(moment) : `${day.format(moment)}, ${hour.format(moment)}`;
  };
}
