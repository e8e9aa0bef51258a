/** "Start": tries the camera, the sound, the screen and the server in the steward's own tap, and says what works. */

import { stayAwake } from "./wakelock.js";

/**
 * @param root      the start screen, with a `[data-check]` for each try
 * @param tries     {camera, sound, server}: functions that reject, or resolve to false, when theirs does not work
 * @returns run(): resolves to whether all work; the list says which does not and what to do
 */
export function makeSelfTest(root, { camera, sound, server }, say) {
  const list = root.querySelector("[data-checks]");

  async function run() {
    list.hidden = false;
    // The sound goes first: a phone lets it play only while the tap is fresh, and the camera's question takes long.
    const results = await Promise.all([
      attempt("sound", sound, () => say("sound_off")),
      attempt("awake", stayAwake, () => say("wake_off")),
      attempt("camera", camera, (error) => say(cameraTrouble(error))),
      attempt("server", server, () => say("server_off")),
    ]);
    return results.every(Boolean);
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

  return { run };
}

/** Which sentence explains a failed getUserMedia. */
export function cameraTrouble(error) {
  if (error?.name === "NotAllowedError") return "camera_denied";
  if (error?.name === "SecurityError") return "camera_insecure";
  return "camera_missing";
}
