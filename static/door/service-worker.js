/**
 * Keeps the scanner's page and its files, so that it opens without a network. The server puts DOOR before this text:
 * {version, files (addresses that carry the version), languages}.
 *
 * It never answers for the interface under /api/: the list, the scans and the token are the page's business.
 */

/* global DOOR */

const KEPT = `innovfest.door.${DOOR.version}`;
const CHOICES = "innovfest.door.choices";
const PAGE = "/door/";

/** What is asked for → who answers; what fits no line goes to the network as if there were no worker. */
const STRATEGIES = [
  [({ mode }, { pathname }) => mode === "navigate" && pathname === PAGE, keptPage],
  [(_, { pathname }) => DOOR.files.includes(pathname), keptFile],
];

self.addEventListener("install", (event) => {
  // A browser that can be told does not even ask this worker about the interface.
  event.addRoutes?.({ condition: { urlPattern: { pathname: "/api/*" } }, source: "network" }).catch(() => {});
  event.waitUntil(fill());
});
self.addEventListener("activate", (event) => event.waitUntil(begin()));
self.addEventListener("message", (event) => {
  if (event.data.take) self.skipWaiting();
  if (event.data.language) event.waitUntil(remember(event.data.language));
});
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  const [, answer] = STRATEGIES.find(([fits]) => fits(event.request, url)) ?? [];
  if (answer) event.respondWith(answer(event.request, url));
});

async function fill() {
  const cache = await caches.open(KEPT);
  await Promise.all([cache.addAll(DOOR.files), ...DOOR.languages.map((language) => keepPage(cache, language))]);
}

async function keepPage(cache, language) {
  const page = await fetch(pageIn(language), { credentials: "omit", cache: "no-store" });
  const text = await page.clone().text();
  // A page of another version (the server was just being renewed) would ask for files that are not here.
  if (!page.ok || !text.includes(DOOR.version)) throw new Error("not this version's page");
  await cache.put(pageIn(language), page);
}

/** A new version waits until the page says that nobody scans (offline.js); then the older one's files go. */
async function begin() {
  const old = (await caches.keys()).filter((name) => name.startsWith("innovfest.door.") && name !== KEPT && name !== CHOICES);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function keptPage(request, url) {
  const asked = url.searchParams.get("lang");
  if (DOOR.languages.includes(asked)) await remember(asked);
  const language = await chosen();
  const kept = language && (await keptFile(pageIn(language)));
  if (kept) return kept;
  return fetch(request).catch(() => caches.match(pageIn(DOOR.languages[0]), { cacheName: KEPT }));
}

async function keptFile(request) {
  return (await caches.match(request, { cacheName: KEPT })) ?? fetch(request);
}

async function remember(language) {
  const choices = await caches.open(CHOICES);
  await choices.put("/door/language", new Response(language));
}

async function chosen() {
  const kept = await caches.match("/door/language", { cacheName: CHOICES });
  return kept ? kept.text() : null;
}

function pageIn(language) {
  return `${PAGE}?lang=${language}`;
}
