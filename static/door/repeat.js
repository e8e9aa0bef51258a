/** A badge held before the camera is seen in every frame; it is one scan until it has left the picture. */

/** Make `isRepeat(code, now)`: true while the same code was last seen less than `quiet` ms ago. */
export function makeRepeatGuard(quiet = 3000) {
  const seen = new Map();
  return (code, now) => {
    for (const [other, at] of seen) if (now - at >= quiet) seen.delete(other);
    const repeat = seen.has(code);
    seen.set(code, now);
    return repeat;
  };
}
