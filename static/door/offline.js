/** The page without a network: a service worker keeps it, and a new version is taken when nobody scans. */

const LOOK_EVERY = 15 * 60 * 1000; // ms between two looks for a new version
const TRY_EVERY = 3 * 1000; // ms between two tries to take one that waits

/**
 * Register the worker at `address`; without one (old browsers, no https) the page needs its server to open.
 *
 * @param mayReload  () => whether a new page is in nobody's way now
 */
export async function keepOffline(address, { language, mayReload, worker = navigator.serviceWorker, reload = () => location.reload() }) {
  const registration = await worker?.register(address, { scope: "/door/" }).catch(() => null);
  if (!registration) return;
  let isControlled = Boolean(worker.controller);
  worker.addEventListener("controllerchange", () => {
    // The very first worker takes over a page of its own version.
    if (isControlled) reload();
    isControlled = true;
  });
  worker.ready.then(({ active }) => active.postMessage({ language }));

  const take = () => {
    if (registration.waiting && mayReload()) registration.waiting.postMessage({ take: true });
  };
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", take));
  // Not at once: taken while the page still loads its files, Chromium holds the new worker back for good.
  setInterval(take, TRY_EVERY);
  setInterval(() => registration.update().catch(() => {}), LOOK_EVERY);
}
