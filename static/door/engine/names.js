/** How names are found: folded to plain letters by an explicit table, as innovfest/registration/names.py does. */

const LETTERS = {
  ł: "l", ø: "o", đ: "d", ð: "d", ħ: "h", ı: "i", ŧ: "t", ŋ: "n", ß: "ss", æ: "ae", œ: "oe", þ: "th", ĳ: "ij", ĸ: "k",
  ſ: "s", ə: "e", ς: "σ",
};
const SPECIAL = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "g");
const PLAIN = /^[a-z0-9 ]*$/;

/**
 * Return text as it is searched: lower case, no accents, letters and digits separated by single spaces.
 * Apostrophes vanish, so that "D'Hoore" is found as "dhoore"; other marks become spaces.
 */
export function fold(text) {
  const lower = text.toLowerCase();
  // Most names are plain, and 5,000 of them are folded while a badge is held up.
  const letters = PLAIN.test(lower) ? lower : decompose(lower);
  return letters.trim().replace(/ {2,}/g, " ");
}

function decompose(lower) {
  return replaced(lower)
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}/gu, "")
    .replace(/['’‘`´]/g, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .replace(SPECIAL, (letter) => LETTERS[letter]);
}

function replaced(lower) {
  return lower.replace(SPECIAL, (letter) => LETTERS[letter]);
}
