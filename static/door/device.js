/** What makes this phone a door phone: its token, kept in the browser and never in an address. */

const KEY = "innovfest.door.token";

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
    storage.setItem(KEY, token);
    return storage.getItem(KEY) === token;
  } catch {
    return false;
  }
}

/** Forget the token: this phone is nobody's at the door. */
export function forgetToken(storage = localStorage) {
  storage.removeItem(KEY);
}
