/** What a typed name has to be, and how a shown name is parted. Pure. */

/** Mistakes of a person's name, as {field: key of a sentence}. */
export function mistakesOf({ first_name: first, last_name: last }) {
  return {
    ...(hasLetter(first) ? {} : { first_name: "enter_first_name" }),
    ...(hasLetter(last) ? {} : { last_name: "enter_last_name" }),
  };
}

const hasLetter = (text) => /\p{L}/u.test(text ?? "");

/** Part "Anna De Smet" into first and last name: a guess to begin with, since the list has names as shown. */
export function parted(name) {
  const [first, ...last] = name.split(" ");
  return last.length ? { first_name: first, last_name: last.join(" ") } : { first_name: "", last_name: first };
}

/** Whether two names are the same to a reader who ignores case and accents. */
export function isSameName(one, other) {
  return folded(one) === folded(other);
}

function folded(name) {
  return name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/gu, " ").trim();
}
