/** Small help to build what a panel shows: elements from text, never from markup. */

/** Make an element with a class and a text, and these children after it. */
export function element(name, className = "", text = "", ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  made.append(...children);
  return made;
}

/** Make a button that does something. */
export function button(className, text, press) {
  const made = element("button", className, text);
  made.type = "button";
  made.addEventListener("click", press);
  return made;
}

/** Write a text; an empty one takes no room. */
export function fill(place, text) {
  place.textContent = text ?? "";
  place.hidden = !text;
}

/** Find `[data-<name>]` inside a panel. */
export function partsOf(root) {
  return (name) => root.querySelector(`[data-${name}]`);
}
