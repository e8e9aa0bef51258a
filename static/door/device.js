/** What makes this phone a door phone: its token, kept in the browser and never in an address. */

const KEY = "innovfest.door.token";
const BEFORE = "innovfest.door.token.before";

/** Return the token, or null when this phone is not enrolled or the browser keeps nothing. */
export function readToken(storage = localStorage) {
  try {
    return storage.getItem(KEY);
  } catch {
    return null;
  }
}

/** Keep the token; returns whether the browser really kept it (a private window may not). */
export function keepToken(token, storage = localStorage) {
  try {
    const before = storage.getItem(KEY);
    storage.setItem(KEY, token);
    keepBefore(before, token, storage);
    return storage.getItem(KEY) === token;
  } catch {
    return false;
  }
}

// The first of several, since the list on the phone is that one's until the scanner is opened.
function keepBefore(before, token, storage) {
  try {
    if (before && before !== token && !storage.getItem(BEFORE)) storage.setItem(BEFORE, before);
  } catch {
    // A full memory: what was lent before stays lent.
  }
}

/** Forget the token: this phone is nobody's at the door. */
export function forgetToken(storage = localStorage) {
  storage.removeItem(KEY);
}

/** Return the token of the enrolment before this one, or null: with it the server is told that its list is deleted. */
export function readTokenBefore(storage = localStorage) {
  try {
    return storage.getItem(BEFORE);
  } catch {
    return null;
  }
}

/** Forget the token of the enrolment before. */
export function forgetTokenBefore(storage = localStorage) {
  storage.removeItem(BEFORE);
}
