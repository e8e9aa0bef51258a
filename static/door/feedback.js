/** What the steward hears and feels: one sound and one vibration for each of good, warn and stop. */

import { TONES, drawWav } from "./tones.js";

const VIBRATIONS = { good: [70], warn: [120, 80, 120], stop: [350, 100, 350] };

export function makeFeedback() {
  const players = Object.fromEntries(Object.entries(TONES).map(([tone, notes]) => [tone, player(notes)]));
  let silent = false;

  /** Play each player once inside the steward's tap, or the phone refuses to later; resolves to whether it may. */
  async function unlock() {
    const tries = Object.entries(players).map(async ([tone, audio]) => {
      audio.muted = tone !== "good";
      await audio.play();
      if (audio.muted) audio.pause();
      audio.currentTime = 0;
      audio.muted = false;
    });
    return (await Promise.allSettled(tries)).every((attempt) => attempt.status === "fulfilled");
  }

  function give(tone) {
    navigator.vibrate?.(VIBRATIONS[tone]);
    if (silent) return;
    const audio = players[tone];
    audio.currentTime = 0;
    audio.play().catch(() => {}); // a muted phone still has shape, word and colour
  }

  return { unlock, give, mute: (yes) => { silent = yes; } };
}

function player(notes) {
  const audio = new Audio(URL.createObjectURL(new Blob([drawWav(notes)], { type: "audio/wav" })));
  audio.preload = "auto";
  return audio;
}
