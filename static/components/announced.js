/** Keeps the announcements above a page fresh: [data-announced] is their address. The server answers 304 while
 *  nothing changed; a hidden page does not ask, and asks at once when it is looked at again. */
const EVERY_MS = 30_000;
const part = document.querySelector("[data-announced]");
let tag = "";
let asked = Date.now();

const idsIn = (root) => root.querySelector("[data-ids]")?.dataset.ids ?? "";

async function refresh() {
  asked = Date.now();
  const headers = tag ? { "If-None-Match": tag } : {};
  const answer = await fetch(part.dataset.announced, { headers, cache: "no-store", redirect: "error" });
  if (answer.status !== 200) return;
  tag = answer.headers.get("ETag") ?? "";
  const fresh = document.createElement("template");
  fresh.innerHTML = await answer.text();
  // The same ones are left alone: a screen reader would read them out again.
  if (idsIn(fresh.content) !== idsIn(part)) part.replaceChildren(fresh.content);
}

function look() {
  // Without network the page stays as it is, and the next look comes soon.
  if (!document.hidden && Date.now() - asked >= EVERY_MS) refresh().catch(() => {});
}

if (part) {
  setInterval(look, 5_000);
  document.addEventListener("visibilitychange", look);
}
