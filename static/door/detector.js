/**
 * Reads QR codes from the camera's picture, frame by frame, without blocking the screen.
 *
 * The phone's own BarcodeDetector where it knows QR codes (Android, macOS), else zxing compiled to WebAssembly
 * in a worker. Some phones have a detector that always fails: then zxing takes over.
 */

const WORKER = new URL("./detector-worker.js", import.meta.url);
const PAUSE = 60; // ms between frames: 10 to 15 looks a second, which a warm phone keeps up all evening

/** Call `onCode(text)` for the code nearest to the middle of each frame; returns {kind, stop}. */
export async function watch(video, onCode) {
  let reader = (await nativeReader()) ?? zxingReader();
  let running = true;

  async function look() {
    while (running) {
      if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && !document.hidden) await readFrame();
      await new Promise((done) => setTimeout(done, PAUSE));
    }
  }

  async function readFrame() {
    try {
      const text = nearestToMiddle(await reader.read(video), video);
      if (text && running) onCode(text);
    } catch {
      if (reader.kind === "native") reader = zxingReader();
    }
  }

  look();
  return { get kind() { return reader.kind; }, stop: () => { running = false; reader.close(); } };
}

async function nativeReader() {
  const Detector = globalThis.BarcodeDetector;
  const formats = await Promise.resolve(Detector?.getSupportedFormats()).catch(() => []);
  if (!formats?.includes("qr_code")) return null;
  const detector = new Detector({ formats: ["qr_code"] });
  const read = async (video) =>
    (await detector.detect(video)).map(({ rawValue, boundingBox: box }) => ({
      text: rawValue,
      x: box.x + box.width / 2,
      y: box.y + box.height / 2,
    }));
  return { kind: "native", read, close: () => {} };
}

function zxingReader() {
  const worker = new Worker(WORKER, { type: "module" });
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });

  function read(video) {
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    context.drawImage(video, 0, 0);
    const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
    return new Promise((done, fail) => {
      worker.onmessage = ({ data: codes }) => (codes ? done(codes) : fail(new Error("not readable")));
      worker.onerror = () => fail(new Error("the reader did not start"));
      worker.postMessage({ pixels: data.buffer, width, height }, [data.buffer]);
    });
  }

  return { kind: "zxing", read, close: () => worker.terminate() };
}

function nearestToMiddle(codes, video) {
  const away = ({ x, y }) => Math.hypot(x - video.videoWidth / 2, y - video.videoHeight / 2);
  return codes.filter(({ text }) => text).sort((a, b) => away(a) - away(b))[0]?.text;
}
