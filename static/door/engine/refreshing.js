/** The list is asked for again and again while the page is looked at, and the phone tells how it does. */

const EVERY = 3000; // ms
const LONGEST = 15000;
const REPORT_EVERY = 10000;

/**
 * @param ask      () => Promise: asks for the list; rejects when there is no answer
 * @param report   () => Promise: tells the server how the phone does
 * @param isAwake  () => whether somebody looks at the page
 */
export function makeRefreshing({ ask, report, isAwake, later = setTimeout, cancel = clearTimeout, random = Math.random }) {
  let failures = 0;
  let asking = null;
  let timers = {};
  let running = false;

  /** Ask now; calls that overlap share one answer. */
  function refresh() {
    asking ??= ask()
      .then(() => { failures = 0; }, (error) => {
        failures += 1;
        throw error;
      })
      .finally(() => {
        asking = null;
        plan("list", refreshQuietly, pause());
      });
    return asking;
  }

  const refreshQuietly = () => (isAwake() ? refresh().catch(() => {}) : plan("list", refreshQuietly, EVERY));

  async function tell() {
    plan("report", tell, REPORT_EVERY);
    if (isAwake()) await report().catch(() => {});
  }

  /** From 3 s to 15 s while nobody answers, spread out, so that a server that comes back is not met by all at once. */
  function pause() {
    const wait = Math.min(LONGEST, EVERY * 2 ** failures);
    return failures ? wait * (0.8 + 0.4 * random()) : EVERY;
  }

  function plan(name, action, wait) {
    cancel(timers[name]);
    if (running) timers[name] = later(action, wait);
  }

  function start() {
    if (running) return;
    running = true;
    refreshQuietly();
    plan("report", tell, 0);
  }

  function stop() {
    running = false;
    Object.values(timers).forEach(cancel);
    timers = {};
  }

  /** Report soon: something changed that the server wants to know. */
  const tellSoon = () => plan("report", tell, 300);

  return { refresh, start, stop, tellSoon, get silent() { return failures > 0; } };
}
