/**
 * One list of wishes with buttons, in place of a list for each rank.
 *
 * The lists stay in the form and carry the answer, so that a page without this script asks the same. Moving
 * keeps the focus on what was moved, and says where it is now.
 */

for (const field of document.querySelectorAll("[data-ranking]")) enhance(field);

/** Draw the board of one slot, and draw it again whenever an order changes. */
function enhance(field) {
  const lists = field.querySelector("[data-ranking-lists]");
  const board = field.querySelector("[data-ranking-board]");
  const said = field.querySelector("[data-ranking-said]");
  const selects = [...lists.querySelectorAll("select")];
  const titles = new Map([...selects[0].options].filter((o) => o.value).map((o) => [o.value, o.text]));
  const words = field.dataset;
  const tracks = JSON.parse(words.tracks);
  let wished = [...new Set(selects.map((select) => select.value).filter(Boolean))];

  lists.hidden = true;
  board.hidden = false;
  draw();

  function draw() {
    selects.forEach((select, rank) => (select.value = wished[rank] ?? ""));
    const others = [...titles.keys()].filter((slug) => !wished.includes(slug));
    const order = element("ol", "ranking__wished");
    order.append(...wished.map(row));
    const rest = element("ul", "ranking__rest");
    rest.append(...others.map(offer));
    const parts = [wished.length ? order : element("p", "quiet", words.none)];
    if (others.length) parts.push(element("p", "ranking__label", words.notWished), rest);
    board.replaceChildren(...parts);
  }

  function row(slug, rank) {
    const item = element("li", `ranking__item track-${tracks[slug] ?? "none"}`);
    const name = element("span", "ranking__title");
    name.append(element("b", "ranking__rank", `${rank + 1}`), ` ${titles.get(slug)}`);
    const buttons = element("span", "ranking__buttons");
    buttons.append(
      button(words.up, slug, "up", rank === 0, () => move(slug, rank - 1, "up")),
      button(words.down, slug, "down", rank === wished.length - 1, () => move(slug, rank + 1, "down")),
      button(words.remove, slug, "remove", false, () => remove(slug)),
    );
    item.append(name, buttons);
    return item;
  }

  function offer(slug) {
    const item = element("li", "ranking__item");
    const full = wished.length >= selects.length;
    item.append(element("span", "ranking__title", titles.get(slug)), button(words.add, slug, "add", full, () => add(slug)));
    return item;
  }

  function button(text, slug, deed, disabled, act) {
    const made = element("button", "button button--quiet button--small", text);
    made.type = "button";
    // Stays in the order of tabs: a button that vanishes under the finger takes the focus with it.
    made.setAttribute("aria-disabled", disabled);
    made.setAttribute("aria-label", `${text}, ${titles.get(slug)}`);
    made.dataset.deed = `${deed} ${slug}`;
    made.addEventListener("click", () => disabled || act());
    return made;
  }

  function move(slug, to, deed) {
    wished = wished.filter((other) => other !== slug);
    wished.splice(to, 0, slug);
    changed(`${deed} ${slug}`, words.now, slug, to + 1);
  }

  function add(slug) {
    wished.push(slug);
    changed(`up ${slug}`, words.now, slug, wished.length);
  }

  function remove(slug) {
    wished = wished.filter((other) => other !== slug);
    changed(`add ${slug}`, words.gone, slug);
  }

  function changed(focus, sentence, slug, rank = 0) {
    draw();
    board.querySelector(`[data-deed="${CSS.escape(focus)}"]`)?.focus();
    said.textContent = sentence.replace("{title}", titles.get(slug)).replace("{rank}", rank);
  }
}

function element(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}
