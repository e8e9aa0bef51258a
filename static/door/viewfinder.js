/** The camera's picture with all that belongs to it: the detector, the light, the choice of camera, a restart. */

import { makeCamera } from "./camera.js";
import { watch } from "./detector.js";

/**
 * @param part  (name) => the page's element `[data-name]`
 * @param seen  told each code that a frame shows
 * @param lost  told whether the pictures have stopped
 */
export function makeViewfinder(part, { seen, lost: tellLost, say }) {
  const camera = makeCamera(part("video"));
  const [torch, restart, choice] = [part("torch"), part("restart"), part("camera-choice")];
  const select = choice.querySelector("select");
  let detector = null;

  /** Start the camera and look at its frames; rejects as getUserMedia does. */
  async function start() {
    await camera.start();
    detector ??= await watch(camera.video, seen);
    torch.hidden = !camera.hasTorch();
    restart.hidden = true;
    tellLost(false);
    await list();
  }

  function stop() {
    detector?.stop();
    detector = null;
    camera.stop();
  }

  /** Start again when the pictures have stopped; without a camera the button stays. */
  function revive() {
    if (!camera.isLive()) start().catch(lost);
  }

  function lost() {
    restart.hidden = false;
    tellLost(true);
  }

  async function list() {
    const cameras = await camera.list();
    choice.hidden = cameras.length < 2;
    select.replaceChildren(...cameras.map(({ id, label }, i) =>
      new Option(label || say("camera_number", { number: i + 1 }), id)));
  }

  function toggleTorch() {
    const on = torch.getAttribute("aria-pressed") !== "true";
    const done = () => torch.setAttribute("aria-pressed", String(on));
    camera.setTorch(on).then(done, () => { torch.hidden = true; });
  }

  restart.addEventListener("click", revive);
  torch.addEventListener("click", toggleTorch);
  select.addEventListener("change", () => camera.choose(select.value).then(list, lost));
  camera.video.addEventListener("pause", () => camera.isLive() || lost());
  return { start, stop, revive };
}
