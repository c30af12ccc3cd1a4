// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
//   npm start              builds what is not built yet and serves the site
//   PORT=8080 npm start    at another port than 4173

import { buildAll, prepare } from "./build.mjs";
import { runMain, say, UserError } from "./lib/report.mjs";
import { serveSite } from "./lib/serve-site.mjs";

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

  const { server, address } = await serveSite(port);
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
