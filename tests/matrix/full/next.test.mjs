// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Next, by each of its two bundlers: a server component and a client component, built for production.

import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, describe, expect } from "vitest";

import { browsers } from "../support/browsers.mjs";
import { cell } from "../support/cell.mjs";
import { expectAnswer } from "../support/golden_case.mjs";
import { makeApp, peerFile } from "../support/peers.mjs";
import { freePort, runProgram } from "../support/programs.mjs";

const next = peerFile("full", "next/dist/bin/next");
const env = { NEXT_TELEMETRY_DISABLED: "1" };

let chromium;
beforeAll(async () => {
  chromium = await browsers.chromium();
}, 60_000);
afterAll(() => chromium.close());

/** Starts the built app; resolves to its address and what stops it. */
async function start(folder) {
  const port = await freePort();
  const options = { cwd: folder, env: { ...process.env, NODE_ENV: "production", ...env }, stdio: "ignore" };
  const child = spawn(process.execPath, [next, "start", "--port", String(port), "--hostname", "127.0.0.1"], options);
  const stop = async () => {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    if (child.exitCode === null && child.kill()) await ended;
  };
  const url = `http://127.0.0.1:${port}/`;
  for (let attempts = 300; child.exitCode === null && attempts > 0; attempts--) {
    if (await fetch(url).catch(() => undefined)) return { url, stop };
    await sleep(100);
  }
  await stop();
  throw new Error("next start does not answer");
}

describe("Next", () => {
  for (const bundler of ["turbopack", "webpack"]) {
    cell(
      `Next 16, ${bundler}`,
      async () => {
        const folder = makeApp("full", "next", `next ${bundler}`);
        await runProgram(process.execPath, [next, "build", `--${bundler}`], { cwd: folder, env });
        const { url, stop } = await start(folder);
        try {
          const { answer } = await chromium.open(url);
          expectAnswer(answer.fromServer);
          expectAnswer(answer.fromClient);
          expect(answer.fromServer).toEqual(answer.fromClient);
        } finally {
          await stop();
        }
      },
      { timeout: 300_000 },
    );
  }
});
