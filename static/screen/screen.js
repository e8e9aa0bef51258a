/* A screen on a wall: asks for its part every [data-every] seconds, and gets 304 while nothing changed. What
   it shows follows the clock by itself, so that it stays right while the server is out of reach; a small sign
   then says since when. */

const part = document.querySelector("[data-screen]");
const stale = document.querySelector("[data-stale]");
const clock = document.querySelector("[data-clock]");
const SOON_MINUTES = 90;
const LATE_SECONDS = 60;
const address = new URL(location.href);
address.searchParams.set("part", "1");
const hour = new Intl.DateTimeFormat("nl-BE", { hour: "2-digit", minute: "2-digit", timeZone: clock.dataset.zone });

let tag = "";
let ahead = 0;
let answered = 0;

/* The server's clock counts: a screen's own may be wrong by minutes. */
function takeTime() {
  const told = Number(part.querySelector("[data-now]")?.dataset.now);
  if (told) ahead = told * 1000 - Date.now();
}

function stateOf(session, now, coming) {
  if (Number(session.dataset.ends) <= now) return "past";
  if (Number(session.dataset.starts) <= now) return "now";
  return coming ? "later" : "next";
}

function minutesOf(session, state, now) {
  const until = state === "now" ? session.dataset.ends : session.dataset.starts;
  const minutes = Math.ceil((Number(until) - now) / 60);
  if (state === "now") return part.dataset.toGo.replace("#", minutes);
  return state === "next" && minutes <= SOON_MINUTES ? part.dataset.begins.replace("#", minutes) : "";
}

function follow() {
  const now = (Date.now() + ahead) / 1000;
  clock.textContent = hour.format(now * 1000);
  let coming = false;
  let shown = false;
  for (const session of part.querySelectorAll("[data-starts]")) {
    const state = stateOf(session, now, coming);
    coming ||= state === "next";
    shown ||= state !== "past";
    if (session.dataset.state !== state) session.dataset.state = state;
    const minutes = session.querySelector(".at-door__off") ? "" : minutesOf(session, state, now);
    const place = session.querySelector("[data-minutes]");
    if (place.textContent !== minutes) place.textContent = minutes;
  }
  part.querySelector("[data-empty]")?.toggleAttribute("hidden", shown);
  const late = Date.now() - answered > LATE_SECONDS * 1000;
  stale.hidden = !late;
  if (late) stale.querySelector("[data-since]").textContent = hour.format(answered + ahead);
}

async function ask() {
  const headers = tag ? { "If-None-Match": tag } : {};
  const answer = await fetch(address, { headers, cache: "no-store", redirect: "error", signal: AbortSignal.timeout(10_000) });
  if (answer.status === 200) {
    const html = await answer.text();
    tag = answer.headers.get("ETag") ?? "";
    part.innerHTML = html;
    takeTime();
  } else if (answer.status !== 304) throw new Error(`status ${answer.status}`);
  answered = Date.now();
}

async function refresh() {
  try {
    await ask();
  } catch {
    // What stands on the screen stays, and the sign says how old it is.
  }
  follow();
  setTimeout(refresh, Number(part.dataset.every) * 1000);
}

takeTime();
answered = Date.now();
follow();
setInterval(follow, 1000);
setTimeout(refresh, Number(part.dataset.every) * 1000);
