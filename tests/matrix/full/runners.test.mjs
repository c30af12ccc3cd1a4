// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The package in the tests of others, without configuration.

import { writeFileSync } from "node:fs";
import path from "node:path";

import { describe, expect } from "vitest";

import { cell } from "../support/cell.mjs";
import { expectAnswer } from "../support/golden_case.mjs";
import { makeApp, peerFile } from "../support/peers.mjs";
import { runProgram } from "../support/programs.mjs";

const runners = {
  Vitest: (environment) => [
    peerFile("full", "vitest/vitest.mjs"),
    "run",
    "vitest.test.js",
    `--environment=${environment}`,
  ],
  Jest: (environment) => [peerFile("full", "jest/bin/jest.js"), `--env=${environment}`, "--testMatch=**/jest.test.cjs"],
};

describe("test runners", () => {
  for (const [runner, command] of Object.entries(runners)) {
    for (const environment of ["node", "jsdom"]) {
      const name = `${runner}, ${environment}`;
      cell(name, async () => {
        const folder = makeApp("full", "runners", name);
        // A project of its own, not a part of the one around it.
        writeFileSync(path.join(folder, "vitest.config.js"), "export default {};\n");
        writeFileSync(path.join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
        const output = await runProgram(process.execPath, command(environment), { cwd: folder });
        const [, answer, document] = /answer (\{.*\}) (\w+)/.exec(output) ?? [];
        if (answer === undefined) throw new Error(`no answer in\n${output}`);
        expectAnswer(JSON.parse(answer));
        expect(document).toBe(environment === "jsdom" ? "object" : "undefined");
      });
    }
  }
});
