/** The page's frame: one screen at a time, the panels over it, and the facts written in many places. */

/** Show one `[data-screen]` and move the focus to its heading, as a new page would. */
export function showScreen(name) {
  for (const screen of document.querySelectorAll("[data-screen]")) screen.hidden = screen.dataset.screen !== name;
  document.querySelector(`[data-screen="${name}"] h1`)?.focus({ preventScroll: true });
}

/** The name of the screen that is shown. */
export const shownScreen = () => document.querySelector("[data-screen]:not([hidden])")?.dataset.screen;

/** Write a fact wherever the page shows it; an empty one takes no room. */
export function showFact(name, text) {
  for (const place of document.querySelectorAll(`[data-show="${name}"]`)) {
    place.textContent = text;
    place.hidden = !text;
  }
}

/** Let each panel be shut by its own buttons, its backdrop or Escape. */
export function wirePanels() {
  for (const panel of panels()) {
    for (const button of panel.querySelectorAll("[data-shut]")) button.addEventListener("click", () => panel.close());
    panel.addEventListener("click", (event) => event.target === panel && panel.close());
  }
}

export const panel = (name) => document.querySelector(`[data-panel="${name}"]`);
export const isPanelOpen = () => [...panels()].some(({ open }) => open);

export function shutPanels() {
  for (const one of panels()) if (one.open) one.close();
}

function panels() {
  return document.querySelectorAll("[data-panel]");
}
