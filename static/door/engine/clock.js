/**
 * The time as the server has it, measured with every answer.
 *
 * The offset (server minus phone, in ms) is that of the quickest of the last answers: half of its way is the most
 * that it can be wrong by. A phone's clock may be set in mid-shift; the clock that only counts upwards notices.
 */

const KEPT = 8; // answers
const JUMP = 1500; // ms by which the two clocks may drift apart between two looks

/**
 * @param wall   () => the phone's clock, ms since 1970
 * @param steady () => ms on a clock that nobody sets
 * @param known  what an earlier start of the page knew: {offset, seen}, the offset and the server's newest time
 */
export function makeClock({ wall = Date.now, steady = () => performance.now(), known = null } = {}) {
  let samples = [];
  let offset = known ? Math.max(known.offset, known.seen - wall()) : null;
  let seen = known?.seen ?? 0;
  let jumped = false;
  let isInDoubt = false;
  let gap = wall() - steady();

  /** Learn from an answer that was asked for at `asked` and came at `came` (steady) and bore the server's `time`. */
  function learn(time, asked, came) {
    notice();
    const trip = came - asked;
    samples = [...samples, { trip, offset: Math.round(time + trip / 2 - (came + gap)) }].slice(-KEPT);
    offset = samples.reduce((best, one) => (one.trip <= best.trip ? one : best)).offset;
    seen = Math.max(seen, time);
    jumped = false;
    isInDoubt = false;
  }

  /**
   * Look whether the phone's clock was set; returns whether it was. A phone that slept stops the steady clock too:
   * then (`slept`) the phone's own clock is right and only what was measured is old. Or it was set forward meanwhile,
   * which looks the same: until the next answer nothing is dated by what was measured.
   */
  function notice(slept = false) {
    const by = wall() - steady() - gap;
    gap += by;
    if (Math.abs(by) < JUMP) return false;
    samples = [];
    if (slept && by > 0) {
      isInDoubt = true;
      return false;
    }
    if (offset !== null) offset = Math.round(offset - by);
    jumped = true;
    return true;
  }

  return {
    learn,
    notice,
    now: () => wall() + (offset ?? 0),
    get offset() { return offset; },
    /** The offset, or null where the server has to tell by when a scan is sent. */
    get measured() { return isInDoubt ? null : offset; },
    get isInDoubt() { return isInDoubt; },
    get jumped() { return jumped; },
    get known() { return offset === null ? null : { offset, seen }; },
  };
}
