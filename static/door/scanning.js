/**
 * The life of one scan on the phone: read, kept, sent, answered, shown.
 *
 * Only the newest scan owns the screen. An answer to an earlier one that comes late goes to the list of last
 * scans, and is said aloud when it was not "let in", because that person has walked on.
 */

import { describe } from "./sentences.js";

const CHECKING_AFTER = 250; // ms: a fast answer needs no word in between
const NO_ANSWER_AFTER = 2500;
const LONGEST_CODE = 200; // characters; a forged QR code holds up to 7,089

export function makeScanning({ queue, screen, recent, feedback, gateId, onLate, say, clockTime }) {
  let current = null;
  let timers = [];
  let direction = "in";

  /** Take what was read, typed or chosen; `override` is a supervisor's reason. */
  function take(code, override = null) {
    const scan = {
      id: newId(),
      code: code.slice(0, LONGEST_CODE),
      gate: gateId(),
      direction,
      scanned_at: new Date().toISOString(),
      decided: null,
      override,
    };
    wait(scan);
    queue.add(scan);
  }

  function wait(scan) {
    timers.forEach(clearTimeout);
    current = scan;
    const later = (delay, description) => setTimeout(() => screen.show({ ...description, lines: description.lines ?? [] }), delay);
    timers = [
      later(CHECKING_AFTER, { tone: "wait", word: say("checking") }),
      later(NO_ANSWER_AFTER, { tone: "wait", word: say("no_answer"), lines: [say("no_answer_long")], action: say("no_answer_do") }),
    ];
  }

  /** Take the queue's answer to a scan; null says that the server could not read it. */
  function answered(scan, result) {
    const description = result
      ? describe(result, { say, clockTime, asOf: new Date().toISOString() })
      : { tone: "stop", word: say("word_unknown"), lines: [say("unreadable")] };
    recent.add(scan, description);
    if (scan.id !== current?.id) return late(description);
    timers.forEach(clearTimeout);
    feedback.give(description.tone);
    screen.show(description);
  }

  function late(description) {
    if (description.tone === "good") return;
    feedback.give(description.tone);
    onLate(description);
  }

  /** The screen was closed: an answer that still comes is late. */
  function leave() {
    timers.forEach(clearTimeout);
    current = null;
  }

  return {
    take,
    answered,
    leave,
    get current() { return current; },
    get direction() { return direction; },
    set direction(chosen) { direction = chosen; },
  };
}

/** A random UUID (RFC 9562, version 4). `crypto.randomUUID` is missing where the address is not https. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
