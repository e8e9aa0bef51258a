/* Keeps a part of a page fresh: [data-refresh] is the address of its HTML, [data-every] the seconds between.
   The server answers 304 while nothing changed; a hidden page does not ask; a failure is tried again later. */

const part = document.querySelector("[data-refresh]");
let tag = "";

async function refresh() {
  if (document.hidden || part.contains(document.activeElement)) return;
  const headers = tag ? { "If-None-Match": tag } : {};
  const answer = await fetch(part.dataset.refresh, { headers, cache: "no-store", redirect: "error" });
  if (answer.status !== 200) return;
  tag = answer.headers.get("ETag") ?? "";
  const html = await answer.text();
  if (!part.contains(document.activeElement)) part.innerHTML = html;
}

async function keep() {
  try {
    await refresh();
  } catch {
    // The network went away or the login ended: the page stays as it is.
  }
  setTimeout(keep, Number(part.dataset.every) * 1000);
}

if (part) setTimeout(keep, Number(part.dataset.every) * 1000);
