/**
 * Places that this phone may give away by itself: up to a ceiling that the server lent it, in all that it ever drew.
 *
 * Phones that can't see each other so never give away a room's last places twice. At the house the places go to people
 * who are registered at this very phone.
 */

/**
 * @param loans  Map of {place, drawn, ceiling} by place; ceiling is undefined before the server told it
 * @param limit  (place) => how many the place holds, null where no limit is set
 */
export function makeLoans({ loans, limit }) {
  const at = (place) => loans.get(place) ?? { place, drawn: 0 };

  /** How many places are left to give away; null where none are counted. */
  function left(place) {
    if (place === null) return null;
    const { ceiling, drawn } = at(place);
    // A place with a limit that the server has not lent of yet has nothing to give.
    if (ceiling === undefined) return limit(place) === null ? null : 0;
    return ceiling === null ? null : Math.max(0, ceiling - drawn);
  }

  function keep(loan) {
    loans.set(loan.place, loan);
    return [["loans", "put", loan]];
  }

  return {
    left,
    /** Give one away; what was drawn never falls again. */
    draw: (place) => keep({ ...at(place), drawn: at(place).drawn + 1 }),
    /** Learn the ceiling from the server. */
    learn: (place, ceiling) => (at(place).ceiling === ceiling ? [] : keep({ ...at(place), ceiling })),
    /** {place, ceiling} as a report tells it; a ceiling that is not known is none. What was drawn stands in the scans. */
    told: (place) => ({ place, ceiling: at(place).ceiling ?? 0 }),
  };
}
