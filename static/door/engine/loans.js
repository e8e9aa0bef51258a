/**
 * Places that this phone may give away by itself: up to a ceiling that the server lent it, in all that it ever drew.
 *
 * Phones that can't see each other so never give away a room's last places twice. At the house the places go to people
 * who are registered at this very phone.
 */

import { HOUSE } from "./places.js";

/**
 * @param loans  Map of {place, drawn, ceiling, offer, returned} by place; ceiling is undefined before the server told
 *               it, offer is the number of the answer that did, returned is true once the server knows that nothing
 *               of it is kept here
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

  /** Keep nothing of the places of other rooms: {returned, steps}, the steps written before the server is told. */
  function leaveOthers(room) {
    const left = [...loans.values()].filter((loan) => !loan.returned && roomOf(loan.place) !== room);
    const steps = left.filter(({ ceiling, drawn }) => ceiling > drawn).flatMap((loan) => keep({ ...loan, ceiling: loan.drawn }));
    return { returned: left.map(({ place, drawn }) => ({ place, drawn })), steps };
  }

  function keep(loan) {
    loans.set(loan.place, loan);
    return [["loans", "put", loan]];
  }

  return {
    left,
    /** Give one away; what was drawn never falls again. */
    draw: (place) => keep({ ...at(place), drawn: at(place).drawn + 1 }),
    /** Learn the ceiling from the server. A newer offer of the same is not worth waiting for the disk. */
    learn: (place, ceiling, offer = 0) => {
      const isNews = at(place).ceiling !== ceiling;
      const steps = keep({ ...at(place), ceiling, offer });
      return isNews ? steps : [];
    },
    /** The server is asked for places: from then on it may have lent some, whether or not its answer comes. */
    ask: (place) => (place === null || at(place).returned === false ? [] : keep({ ...at(place), returned: false })),
    leaveOthers,
    /** The server knows what was returned. */
    settle: (returned) => returned.flatMap(({ place }) => keep({ ...at(place), returned: true })),
    /**
     * {place, ceiling, offer} as a report tells it; a ceiling that is not known is none. What was drawn stands in the scans,
     * and was lent until they have come, also where the ceiling was lowered below it meanwhile.
     */
    told: (place) => ({ place, ceiling: Math.max(at(place).ceiling ?? 0, at(place).drawn), offer: at(place).offer ?? 0 }),
  };
}

const roomOf = (place) => (place === HOUSE ? null : place.slice(place.indexOf("/") + 1));
