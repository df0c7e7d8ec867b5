/**
 * The service worker: opens the client without a network, and nothing else. It keeps the files of
 * one build, which are the same for everybody; it never touches what the server says of boards and
 * people (/api, /sync, /signin), so that there is nothing of anyone's to forget here.
 *
 * What it keeps is put in by the build (build.ts): the page and everything it may load. Another
 * build is another worker. It waits while pages of the one before are open, until a page of its own
 * build asks it to take over; the files of the build before stay, for pages that still need them.
 */
const FILES = __FILES__;
const PREFIX = "tafelronde-client-";
const CACHE = PREFIX + "__VERSION__";
/** A network that answers nothing for so long is none. */
const PATIENCE_MS = 4_000;
const PAGES = /^\/(?:$|b\/|j\/)/;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES.map((file) => new Request(file, { cache: "no-cache" })))));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOld().then(() => self.clients.claim()));
});

self.addEventListener("message", ({ data }) => {
  if (FILES.includes(data?.page)) self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (PAGES.test(pathname)) event.respondWith(page(request));
  } else if (pathname.startsWith("/assets/") || FILES.includes(pathname)) {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  }
});

/** The server's page while there is a server: its client is the one that it can talk to. */
async function page(request) {
  const asked = fetch(request);
  // Whoever loses the race must not be an error that nobody catches.
  asked.catch(() => undefined);
  const slow = new Promise((resolve) => setTimeout(() => resolve(null), PATIENCE_MS));
  const answer = await Promise.race([asked, slow]).catch(() => null);
  if (answer !== null && answer.status < 500) return answer;
  return (await caches.match("/", { cacheName: CACHE })) ?? answer ?? asked;
}

/** All builds but this one and the one before. */
async function forgetOld() {
  const builds = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(builds.slice(0, -1).map((name) => caches.delete(name)));
}
