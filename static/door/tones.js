/**
 * The door's three sounds, drawn as WAV data, so that an <audio> element plays them.
 *
 * An iPhone's silent switch mutes Web Audio, not an <audio> element. The three differ in pitch, number and
 * rhythm, so that they can be told apart in a noisy hall.
 */

const RATE = 22050; // samples a second

/** Each sound as [hertz, milliseconds] in a row; 0 hertz is silence. */
export const TONES = {
  good: [[880, 90], [0, 20], [1320, 160]],
  warn: [[620, 130], [0, 70], [620, 130]],
  stop: [[220, 180], [0, 60], [220, 180], [0, 60], [196, 320]],
};

/** Return a mono 16-bit WAV file of these notes as an ArrayBuffer. */
export function drawWav(notes) {
  const samples = notes.flatMap(([hertz, milliseconds]) => drawNote(hertz, Math.round((RATE * milliseconds) / 1000)));
  const view = new DataView(new ArrayBuffer(44 + samples.length * 2));
  const text = (offset, letters) => [...letters].forEach((letter, i) => view.setUint8(offset + i, letter.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, 36 + samples.length * 2, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true); // length of the format part
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, 1, true); // one channel
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE * 2, true);
  view.setUint16(32, 2, true); // bytes of one sample
  view.setUint16(34, 16, true); // bits of one sample
  text(36, "data");
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((sample, i) => view.setInt16(44 + i * 2, Math.round(sample * 32767), true));
  return view.buffer;
}

function drawNote(hertz, length) {
  const fade = RATE / 100; // 10 ms in and out, or the loudspeaker clicks
  return Array.from({ length }, (_, i) => {
    const phase = (2 * Math.PI * hertz * i) / RATE;
    // The third harmonic carries through a small loudspeaker that has no bass.
    const wave = 0.6 * Math.sin(phase) + 0.25 * Math.sin(3 * phase);
    return wave * Math.min(1, i / fade, (length - i) / fade);
  });
}
