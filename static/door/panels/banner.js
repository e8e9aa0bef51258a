/** Lines that stay until someone has tapped them: messages from the desk, and work that the server refused. */

import { button, element } from "./dom.js";

/**
 * @param root   the banner's element, in the page
 * @param label  what its button says
 */
export function makeBanner(root, { label }) {
  let lines = [];

  /** Add a line once: {key, title, text, read()}; its sound is the caller's. Returns whether it is new. */
  function add(line) {
    if (lines.some(({ key }) => key === line.key)) return false;
    lines.push(line);
    draw();
    return true;
  }

  /** Keep only these keys of a kind: a message whose time is over goes by itself. */
  function keep(isWanted) {
    const kept = lines.filter(isWanted);
    if (kept.length === lines.length) return;
    lines = kept;
    draw();
  }

  function draw() {
    root.replaceChildren(...lines.map(item));
    root.hidden = lines.length === 0;
  }

  function item(line) {
    const text = element("div", "banner__text", "",
      element("p", "banner__title", line.title), element("p", "", line.text));
    return element("div", "banner__line", "", text, button("banner__read", label, () => {
      lines = lines.filter((one) => one !== line);
      draw();
      line.read();
    }));
  }

  /** Stand where it can be read and tapped: in the panel that is open, else at its own place. */
  function place(panel, home) {
    const before = panel?.querySelector(".panel__head") ?? home;
    if (before && before.nextElementSibling !== root) before.after(root);
  }

  return { add, keep, place };
}
