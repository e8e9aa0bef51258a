/** Keep the screen awake while scanning, where the browser can (not on older iPhones). */

/** Ask for it, and again each time the page comes back to the front; resolves to whether it is held. */
export async function stayAwake(document = globalThis.document, wakeLock = navigator.wakeLock) {
  if (!wakeLock) return false;
  const ask = () => wakeLock.request("screen").then(() => true, () => false);
  const held = await ask();
  // The browser lets go of it whenever the page is hidden.
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && ask());
  return held;
}
