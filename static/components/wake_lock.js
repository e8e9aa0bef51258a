/** Keeps the screen on while the badge is shown, where the browser can (Screen Wake Lock API). */


async function hold() {
  if (document.visibilityState !== "visible" || !navigator.wakeLock) return;
  try {
    await navigator.wakeLock.request("screen");
  } catch {
    // A phone that saves its battery may refuse; the badge is shown all the same.
  }
}

if (document.querySelector("[data-wake-lock]")) {
  document.addEventListener("visibilitychange", hold);
  hold();
}
