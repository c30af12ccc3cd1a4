// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Keeps the site for when there is no network. All of it is fetched at once, when the worker is installed: what a cache
// gives is then of one build. Nothing is kept later, so that no page of one build meets the files of another.
//
// Pages come from the network first: a new build is seen at the next visit, whatever is kept. Files whose names change
// with their content come from the cache first. The worker of a new build takes over when no page of the old one is
// open, and then drops what that one kept.

// TypeScript's types of service workers exclude those of pages, and the site is one project.
interface LifecycleEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface RequestEvent extends Event {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
interface ServiceWorkerScope {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: { claim(): Promise<void> };
  addEventListener(type: "install" | "activate", listener: (event: LifecycleEvent) => void): void;
  addEventListener(type: "fetch", listener: (event: RequestEvent) => void): void;
}
const worker = self as unknown as ServiceWorkerScope;

/** What the build writes above this script (web/offline/plugin.ts): every file, its address relative to the site's. */
declare const BUILD: { readonly revision: string; readonly files: readonly string[] };

const { scope } = worker.registration;
// Sites in other folders of the same host have caches too.
const prefix = `surprisal ${scope} `;
const cacheName = prefix + BUILD.revision;

/** Whether the file's name says what is in it. */
const isHashed = (address: string): boolean => address.startsWith(`${scope}assets/`);

async function keep(cache: Cache, address: string): Promise<void> {
  // Of the last build, what has not changed; of what the server sends, nothing that the browser took for fresh.
  const kept = isHashed(address) ? await caches.match(address) : undefined;
  const response =
    kept ?? (await fetch(address, { cache: isHashed(address) ? "default" : "no-cache", priority: "low" }));
  if (!response.ok) throw new Error(`${address} is answered by ${response.status}`);
  await cache.put(address, response);
}

async function install(): Promise<void> {
  const cache = await caches.open(cacheName);
  await Promise.all(BUILD.files.map((file) => keep(cache, new URL(file, scope).href)));
}

async function activate(): Promise<void> {
  const names = await caches.keys();
  const outdated = names.filter((name) => name.startsWith(prefix) && name !== cacheName);
  await Promise.all(outdated.map((name) => caches.delete(name)));
  // The page of the first visit may still fetch something.
  await worker.clients.claim();
}

async function fromNetwork(request: Request): Promise<Response> {
  try {
    return await fetch(request, { cache: "no-cache" });
  } catch (error) {
    const kept = await caches.match(request, { ignoreSearch: true });
    if (kept) return kept;
    throw error;
  }
}

async function fromCache(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

worker.addEventListener("install", (event) => {
  event.waitUntil(install());
});
worker.addEventListener("activate", (event) => {
  event.waitUntil(activate());
});
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(scope)) return;
  event.respondWith(isHashed(request.url) ? fromCache(request) : fromNetwork(request));
});
