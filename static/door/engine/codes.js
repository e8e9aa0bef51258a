/** Badge codes as the snapshot knows them: by a hash, so that a lost phone's list holds no badge that opens a door. */

import { sha256 } from "./sha256.js";

const LONGEST = 64; // characters; a longer text is nobody's badge
const HASHED = 16; // bytes: 128 bits
const HANDLE = /^\s*ID:\s*(-?\d{1,15})\s*$/i;

/** What a scanner or a person typed as a code is written: upper case, no spaces or hyphens (innovfest/tokens.py). */
export function normaliseCode(text) {
  return text.toUpperCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/** The hash of a badge code at an edition, as in the snapshot; "" for a text that can't be one. */
export function hashOf(eventUid, text) {
  const code = normaliseCode(text);
  if (!code || code.length > LONGEST) return "";
  const digest = sha256(`${eventUid}:${code}`).subarray(0, HASHED);
  return btoa(String.fromCharCode(...digest)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Whom a steward chose stands on this page as "ID:12", which is 12; a badge's text is null. The server is told 12. */
export function numberIn(text) {
  const found = HANDLE.exec(text);
  return found ? Number(found[1]) : null;
}

/**
 * What was read or typed, as the text of a badge. A handle stands for whom a steward chose by name: anybody can print
 * "ID:12", so that a text with a colon is no handle when a camera, a hand scanner or a keyboard has it.
 */
export const asRead = (text) => text.replaceAll(":", " ");

export const handleOf = (n) => `ID:${n}`;
