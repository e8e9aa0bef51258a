/** The phone's camera: the rear one unless the steward chose another, with its light where it has one. */

const CHOSEN = "innovfest.door.camera";
const PICTURE = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };

export function makeCamera(video, storage = localStorage) {
  let track = null;

  /** Start the chosen camera, else a rear one, else any; rejects as getUserMedia does. */
  async function start() {
    stop();
    if (!navigator.mediaDevices) throw new DOMException("needs https", "SecurityError");
    const stream = await open(storage.getItem(CHOSEN));
    track = stream.getVideoTracks()[0];
    video.srcObject = stream;
    await video.play();
  }

  function stop() {
    track?.stop();
    track = null;
  }

  /** Whether pictures come; a phone call or another app may end the track. */
  const isLive = () => track?.readyState === "live";

  /** The cameras to choose from as [{id, label}], the one in use first. */
  async function list() {
    const devices = await navigator.mediaDevices?.enumerateDevices() ?? [];
    const current = track?.getSettings().deviceId;
    return devices
      .filter((device) => device.kind === "videoinput")
      .sort((a, b) => (b.deviceId === current) - (a.deviceId === current))
      .map(({ deviceId: id, label }) => ({ id, label }));
  }

  async function choose(id) {
    storage.setItem(CHOSEN, id);
    await start();
  }

  const hasTorch = () => Boolean(track?.getCapabilities?.().torch);
  const setTorch = (on) => track.applyConstraints({ advanced: [{ torch: on }] });

  return { start, stop, isLive, list, choose, hasTorch, setTorch, video };
}

async function open(chosen) {
  const wishes = [{ facingMode: { ideal: "environment" } }, {}];
  if (chosen) wishes.unshift({ deviceId: { exact: chosen } });
  let failure;
  for (const wish of wishes) {
    try {
      return await navigator.mediaDevices.getUserMedia({ video: { ...PICTURE, ...wish }, audio: false });
    } catch (error) {
      failure = error;
      if (error.name === "NotAllowedError") break; // asking again would only be refused again
    }
  }
  throw failure;
}
