// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { pages } from "./pages.ts";

/** The site's policy: its own files, and WebAssembly; nothing inline, nothing from elsewhere. */
const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** What every page's head has in common. */
export const headHtml = `<meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="theme-color" media="(prefers-color-scheme: light)" content="#f6f3ec" />
    <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#10141b" />
    <meta name="referrer" content="no-referrer" />
    <link rel="icon" type="image/svg+xml" href="./favicon.svg" />
    <script type="module" src="./src/offline/register.ts"></script>`;

/** Where a page is found from another one: the start by its folder. */
const address = (file: string) => (file === "index.html" ? "./" : `./${file}`);

/** The header of the page in `current`, which the navigation marks. */
export function headerHtml(current: string): string {
  const links = pages.map(({ file, name }) => {
    const mark = file === current ? ' aria-current="page"' : "";
    return `<a href="${address(file)}"${mark}>${name}</a>`;
  });
  return `<header class="site-header">
      <p class="brand">
        <svg class="brand-mark" viewBox="0 0 32 32" aria-hidden="true">
          <path d="M6 3c.6 14 4 21 21 23" />
          <circle cx="11.5" cy="18.5" r="3.5" />
        </svg>
        surprisal
      </p>
      <nav class="site-nav" aria-label="Pages">
        ${links.join("\n        ")}
      </nav>
      <p class="brand-line">Loss functions, computed where you are</p>
    </header>`;
}
