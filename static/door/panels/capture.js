/** "Scan a spare badge now": the next badge read is not let in but given to someone. */

/**
 * @param root    the strip over the scanner that says so
 * @param byCode  the engine's list: what a code is
 * @param leave   shuts the panels, so that the camera's picture is seen
 * @param warn    sounds like "look at the screen"
 */
export function makeCapture(root, { byCode, leave, warn, say }) {
  const part = (name) => root.querySelector(`[data-${name}]`);
  let wanted = null;

  part("capture-cancel").addEventListener("click", () => finish(null));

  /** Ask for a spare badge for this name; resolves to its code, or to null when it was called off. */
  function ask(name) {
    finish(null);
    leave();
    part("capture-ask").textContent = say("scan_spare_for", { name });
    note("");
    root.hidden = false;
    part("capture-cancel").focus({ preventScroll: true });
    return new Promise((resolve) => { wanted = resolve; });
  }

  /** Whether this code was wanted here. */
  function takes(code) {
    if (!wanted) return false;
    look(code, wanted);
    return true;
  }

  async function look(code, asker) {
    const { badge, person } = await byCode(code);
    if (asker !== wanted) return;
    if (badge === "spare") return finish(code);
    warn();
    note(person ? say("badge_of", { name: person.name }) : say("no_spare"));
  }

  function finish(code) {
    const resolve = wanted;
    wanted = null;
    root.hidden = true;
    resolve?.(code);
  }

  function note(text) {
    part("capture-note").textContent = text;
  }

  return { ask, takes, stop: () => finish(null), get isOn() { return wanted !== null; } };
}
