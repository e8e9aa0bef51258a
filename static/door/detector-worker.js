/** The worker behind detector.js: pixels in, the QR codes in them out, read by zxing from our own server. */

import { prepareZXingModule, readBarcodes } from "../vendor/zxing/reader/index.js";

const WASM = new URL("../vendor/zxing/zxing_reader.wasm", import.meta.url).href;
const OPTIONS = { formats: ["QRCode"], tryHarder: true, tryInvert: false, maxNumberOfSymbols: 4 };

// Left to itself it would fetch its wasm from another host.
prepareZXingModule({ overrides: { locateFile: () => WASM } });

self.onmessage = async ({ data: { pixels, width, height } }) => {
  try {
    const codes = await readBarcodes(new ImageData(new Uint8ClampedArray(pixels), width, height), OPTIONS);
    self.postMessage(codes.map(({ text, position }) => ({ text, ...middle(position) })));
  } catch {
    self.postMessage(null);
  }
};

function middle({ topLeft, bottomRight }) {
  return { x: (topLeft.x + bottomRight.x) / 2, y: (topLeft.y + bottomRight.y) / 2 };
}
