/* Keyboard shortcuts of the desk: "/" finds, arrows walk the rows of a [data-walk] table, "?" lists them.
   A row's first link is what Enter opens, so walking is moving the focus from link to link. */

const dialog = document.getElementById("shortcuts");
const opener = document.querySelector("[data-opens='shortcuts']");

const typing = (element) => element.closest("input, textarea, select, [contenteditable], dialog[open]");

function walk(step) {
  const links = [...document.querySelectorAll("[data-walk] tbody tr")]
    .map((row) => row.querySelector("a[href]"))
    .filter(Boolean);
  const row = document.activeElement.closest("[data-walk] tr");
  const here = row ? links.indexOf(row.querySelector("a[href]")) : -1;
  const next = here === -1 ? (step > 0 ? 0 : links.length - 1) : here + step;
  links[next]?.focus();
  return Boolean(links[next]);
}

const keys = {
  "/": () => {
    const search = document.querySelector("input[type=search]");
    search?.focus();
    search?.select();
    return Boolean(search);
  },
  "?": () => {
    dialog?.showModal();
    return Boolean(dialog);
  },
  ArrowDown: () => walk(1),
  ArrowUp: () => walk(-1),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (keys[event.key]?.()) event.preventDefault();
});

if (opener && dialog) {
  opener.hidden = false;
  opener.addEventListener("click", () => dialog.showModal());
}
