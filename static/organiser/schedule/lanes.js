/* Sessions that share a room and a time stand beside each other in its column: each gets a lane. */

const meet = (one, other) =>
  one.starts < other.ends && other.starts < one.ends && one.from <= other.to && other.from <= one.to;

/** Give pieces ({starts, ends, from, to}: times and columns) their `lane`, and the number of `lanes` beside it. */
export function giveLanes(pieces) {
  const sorted = [...pieces].sort((one, other) => one.starts - other.starts || one.ends - other.ends);
  const groups = [];
  for (const piece of sorted) {
    const touched = groups.filter((group) => group.some((other) => meet(piece, other)));
    const taken = new Set(touched.flat().filter((other) => meet(piece, other)).map(({ lane }) => lane));
    piece.lane = 0;
    while (taken.has(piece.lane)) piece.lane += 1;
    for (const group of touched) groups.splice(groups.indexOf(group), 1);
    groups.push([...touched.flat(), piece]);
  }
  for (const group of groups) {
    const lanes = Math.max(...group.map(({ lane }) => lane)) + 1;
    for (const piece of group) piece.lanes = lanes;
  }
  return pieces;
}
