/** "Start": tries the camera, the sound, the screen, the memory and the server in the steward's own tap, and says what works. */

import { stayAwake } from "./wakelock.js";

const READ_FOR = 900; // ms that "all works" stays before the scanner opens

/**
 * @param root   the start screen, with a `[data-check]` for each try
 * @param tries  {camera, sound, kept, server}: functions that reject, or resolve to false, when theirs does not work
 * @param ready  () => whether the phone has a list, so that it can decide by itself
 * @param go     opens the scanner
 */
export function makeStart(root, { tries, ready, go, say }) {
  const part = (name) => root.querySelector(`[data-${name}]`);
  const list = part("checks");
  let isUnderWay = false;

  async function run() {
    isUnderWay = true;
    list.hidden = false;
    offer([]);
    // The sound goes first: a phone lets it play only while the tap is fresh, and the camera's question takes long.
    const results = await Promise.all([
      attempt("sound", tries.sound, () => say("sound_off")),
      attempt("awake", stayAwake, () => say("wake_off")),
      attempt("camera", tries.camera, (error) => say(cameraTrouble(error))),
      attempt("kept", tries.kept, () => say("unsaved")),
      attempt("server", tries.server, () => say(ready() ? "server_off_list" : "server_off")),
    ]);
    const allWork = results.every(Boolean);
    offer([ready() && "go", !allWork && "again"].filter(Boolean));
    if (allWork) setTimeout(go, READ_FOR);
  }

  /** Show these of the buttons, and move the focus to the first. */
  function offer(names) {
    part("start-hint").hidden = true;
    for (const name of ["start", "go", "again"]) part(name).hidden = !names.includes(name);
    if (names.length) part(names[0]).focus();
  }

  async function attempt(name, action, advice) {
    try {
      if ((await action()) === false) throw new Error(name);
      mark(name, true, "");
      return true;
    } catch (error) {
      mark(name, false, advice(error));
      return false;
    }
  }

  function mark(name, works, hint) {
    const item = list.querySelector(`[data-check="${name}"]`);
    item.dataset.works = works;
    item.querySelector("[data-state]").textContent = say(works ? "ok" : "not_ok");
    item.querySelector("[data-hint]").textContent = hint;
  }

  part("start").addEventListener("click", run);
  part("again").addEventListener("click", run);
  part("go").addEventListener("click", go);
  return { run, get isUnderWay() { return isUnderWay; } };
}

/** Which sentence explains a failed getUserMedia. */
export function cameraTrouble(error) {
  if (error?.name === "NotAllowedError") return "camera_denied";
  if (error?.name === "SecurityError") return "camera_insecure";
  return "camera_missing";
}
