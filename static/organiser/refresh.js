/* Keeps a part of a page fresh: [data-refresh] is the address of its HTML, [data-every] the seconds between.
   The server answers 304 while nothing changed; a hidden page does not ask; a failure is tried again later,
   and after three of them [data-stale] says so. What was opened stays open. Where the HTML
   has [data-reload], what it told of is over, and the whole page is read anew. */

const part = document.querySelector("[data-refresh]");
const stale = document.querySelector("[data-stale]");
const FAILURES = 3;
let tag = "";
let failed = 0;

function isBusy() {
  const active = document.activeElement;
  return part.contains(active) && !active.matches("summary");
}

function replace(html) {
  const opened = [...part.querySelectorAll("details[id][open]")].map((details) => details.id);
  const focused = document.activeElement.closest?.("details[id]")?.id;
  part.innerHTML = html;
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
  if (focused) document.getElementById(focused)?.querySelector("summary").focus();
}

async function refresh() {
  if (document.hidden || isBusy()) return;
  const headers = tag ? { "If-None-Match": tag } : {};
  const answer = await fetch(part.dataset.refresh, { headers, cache: "no-store", redirect: "error" });
  if (answer.status >= 400) throw new Error(`status ${answer.status}`);
  if (answer.status === 200) {
    tag = answer.headers.get("ETag") ?? "";
    const html = await answer.text();
    if (!isBusy()) replace(html);
    if (part.querySelector("[data-reload]")) location.reload();
  }
}

async function keep() {
  try {
    await refresh();
    failed = 0;
  } catch {
    // The network went away or the login ended: the page stays as it is.
    failed += 1;
  }
  if (stale) stale.hidden = failed < FAILURES;
  setTimeout(keep, Number(part.dataset.every) * 1000);
}

if (part) setTimeout(keep, Number(part.dataset.every) * 1000);
