/* What the schedule asks and sends. Each answer tells what changed since the number that we know. */

import { root } from "./page.js";

const JSON_ONLY = { Accept: "application/json" };

/** Send a step; return {ok, status, told}. Throws where the server does not answer. */
export async function send(address, body) {
  const headers = { ...JSON_ONLY, "Content-Type": "application/json", "X-CSRFToken": root.dataset.token };
  const options = { method: "POST", headers, redirect: "error" };
  const answer = await fetch(address, body ? { ...options, body: JSON.stringify(body) } : options);
  if (answer.status >= 500) throw new Error(`status ${answer.status}`);
  return { ok: answer.ok, status: answer.status, told: answer.status === 204 ? {} : await answer.json() };
}

/** Send a form as it is; return {ok, html}: the form again where it was refused. */
export async function sendForm(address, form) {
  const answer = await fetch(address, { method: "POST", headers: JSON_ONLY, body: form, redirect: "error" });
  if (answer.status >= 500) throw new Error(`status ${answer.status}`);
  return { ok: answer.ok, html: answer.ok ? "" : await answer.text() };
}

const tags = new Map();

/** Ask what changed since a number; null while nothing did. */
export async function changesSince(number, signal) {
  const address = `${root.dataset.changes}?since=${number}`;
  const headers = { ...JSON_ONLY, ...(tags.has(address) ? { "If-None-Match": tags.get(address) } : {}) };
  const answer = await fetch(address, { headers, signal, cache: "no-store", redirect: "error" });
  if (answer.status === 304) return null;
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  tags.clear();
  tags.set(address, answer.headers.get("ETag") ?? "");
  return answer.json();
}

/** Ask which clashes a session would have somewhere. */
export async function clashesAt(slug, spot, signal) {
  const query = new URLSearchParams({ session: slug, starts: spot.starts, ends: spot.ends });
  for (const room of spot.rooms) query.append("room", room);
  const answer = await fetch(`${root.dataset.trial}?${query}`, { headers: JSON_ONLY, signal, redirect: "error" });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return (await answer.json()).clashes;
}

/** Fetch a page and return one of its parts. */
export async function partOf(address, selector) {
  const answer = await fetch(address, { redirect: "error" });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return cut(await answer.text(), selector);
}

export const cut = (html, selector) =>
  new DOMParser().parseFromString(html, "text/html").querySelector(selector);
