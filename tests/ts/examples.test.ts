// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Every example of the documentation, run and compiled.

import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { load } from "surprisal";
import * as worker from "surprisal/worker";
import { describe, expect, test } from "vitest";

import { readReference, type TypeEntry } from "../../web/reference/model.ts";
import { compile, complaintsOf } from "../../web/reference/program.ts";
import { runExample } from "./support/examples.ts";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, "");
const entries = readReference(root).flatMap((chapter) => chapter.entries);
const s = await load({ variant: "simd" });

const readme = readFileSync(path.join(root, "README.md"), "utf8");
const ofReadme = [...readme.matchAll(/^```(?:js|ts)\n([\s\S]*?)^```/gm)].map(([, code = ""]) => code);

const examples = [
  ...entries.flatMap(({ name, doc }) => doc.examples.map((code) => ({ name, code }))),
  ...ofReadme.map((code) => ({ name: "README.md", code })),
];

describe("examples", () => {
  test.each(examples)("$name: gives what its comments say", async ({ code }) => {
    const outcomes = await runExample(code, { s, load, ...worker });
    expect(outcomes.filter(({ problem }) => problem !== undefined)).toEqual([]);
    expect(outcomes.length).toBeGreaterThan(0);
  });

  test("there is one for every function", () => {
    const functions = entries.filter(({ kind }) => kind !== "type");
    expect(functions.length).toBeGreaterThan(70);
    expect(functions.filter(({ doc }) => doc.examples.length === 0).map(({ name }) => name)).toEqual([]);
    expect(ofReadme.length).toBeGreaterThan(0);
  });

  test("those of objects use all methods", () => {
    const methodsOf = ({ members }: TypeEntry) => members.filter(({ code }) => /^\w+\(/.test(code));
    const objects = entries.filter((entry) => entry.kind === "type" && methodsOf(entry).length > 0);
    expect(objects.map(({ name }) => name)).toEqual(expect.arrayContaining(["Scorer", "SoftmaxClassifier"]));
    const unused = objects.flatMap((entry) => {
      const code = entry.doc.examples.join("\n");
      const methods = entry.kind === "type" ? methodsOf(entry) : [];
      return methods.filter(({ name }) => !code.includes(`.${name}(`)).map(({ name }) => `${entry.name}.${name}`);
    });
    expect(unused).toEqual([]);
  });

  test("compile", () => {
    const blocks = examples.map(({ code }) => `{\n${code.replace(/^import .*$/gm, "")}\n}\n`);
    const imports = 'import { load, type Surprisal } from "surprisal"; import * as worker from "surprisal/worker";\n';
    const head = `${imports}const { softmaxClassifier, transfer } = worker;\ndeclare const s: Surprisal;\n`;
    const file = new Map([["examples.ts", head + blocks.join("")]]);
    expect(complaintsOf(compile(root, file))).toEqual([]);
  }, 60_000);
});
