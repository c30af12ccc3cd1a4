// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
//   npm start              builds what is not built yet and serves the site
//   PORT=8080 npm start    at another port than 4173

import path from "node:path";

import { buildAll, prepare, siteDir } from "./build.mjs";
import { root } from "./lib/paths.mjs";
import { runMain, say, UserError } from "./lib/report.mjs";

const defaultPort = 4173;

function wantedPort() {
  // Set but empty is as good as not set.
  const text = process.env.PORT || String(defaultPort);
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new UserError(`PORT is ${text}, outside 1..65535`);
  return port;
}

await runMain(async () => {
  const port = wantedPort();
  await buildAll(await prepare());

  const { preview } = await import("vite");
  const server = await preview({
    root: path.join(root, "web"),
    configFile: false,
    logLevel: "silent",
    build: { outDir: siteDir },
    // Not strict: a taken port gets the next free one.
    preview: { host: "localhost", port, strictPort: false },
  });
  const address = server.resolvedUrls.local[0];
  if (new URL(address).port !== String(port)) say(`port ${port} is taken; using the next free one`);
  say(`surprisal is at ${address}  (Ctrl-C stops it)`);

  let isStopping = false;
  const stop = async () => {
    // A terminal's Ctrl-C arrives twice: from the terminal and from npm.
    if (isStopping) return;
    isStopping = true;
    say("stopping");
    await server.close();
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
});
