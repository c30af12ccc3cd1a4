// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// After the first visit the site needs no network: a service worker keeps all of it. It is fetched when the page has
// long been painted and the browser has nothing else to do.

/** Whether the visitor asked sites to fetch no more than they must. */
function savesData(): boolean {
  const { connection } = navigator as Navigator & { readonly connection?: { readonly saveData?: boolean } };
  return connection?.saveData === true;
}

function register(): void {
  navigator.serviceWorker.register("./service-worker.js").catch(() => {
    // A browser that keeps nothing, as in its private windows, shows the site all the same.
  });
}

// While the site is developed, a file of yesterday would only be in the way; and an embedded figure is a guest, whose
// host has not asked for a site.
if (import.meta.env.PROD && "serviceWorker" in navigator && window.top === window && !savesData()) {
  const whenIdle = "requestIdleCallback" in window ? requestIdleCallback : setTimeout;
  if (document.readyState === "complete") whenIdle(register);
  else window.addEventListener("load", () => whenIdle(register), { once: true });
}
