// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The workflows can't be run here. What can be told from their text: that they call what exists, by versions that are
// named, and may do no more than they need. (That it is YAML, Prettier tells.)

import { accessSync, constants, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
const files = readdirSync(path.join(root, ".github"), { recursive: true }).filter((file) => file.endsWith(".yml"));
const texts = new Map(files.map((file) => [file, readFileSync(path.join(root, ".github", file), "utf8")]));
const workflows = files.filter((file) => file.startsWith("workflows"));

/** The values of a key, wherever it is. */
const valuesOf = (file, key) =>
  [...texts.get(file).matchAll(new RegExp(`^ *(?:- )?${key}: (.*)$`, "gm"))].map(([, value]) => value);

test("there are three workflows", () => {
  expect(workflows.map((file) => path.basename(file)).sort()).toEqual(["ci.yml", "pages.yml", "release.yml"]);
});

describe.each(files)("%s", (file) => {
  test("uses actions by their major versions, and its own", () => {
    const used = valuesOf(file, "uses");
    expect(used.length).toBeGreaterThan(0);
    for (const action of used) expect(action).toMatch(/^(actions\/[\w-]+@v\d+|\.\/\.github\/actions\/set-up)$/);
  });

  test("runs scripts that there are", () => {
    for (const command of valuesOf(file, "run")) {
      const [first, second, name] = command.split(" ");
      if (first === "npm" && second === "run") expect(Object.keys(scripts)).toContain(name);
      if (first.startsWith(".")) accessSync(path.join(root, first), constants.X_OK);
    }
  });
});

describe.each(workflows)("%s", (file) => {
  test("may read, and by default nothing else", () => {
    expect(texts.get(file)).toMatch(/^permissions:\n {2}contents: read\n\n/m);
  });
});

test("what publishes runs nothing of the repository", () => {
  for (const file of workflows) {
    const jobs = texts.get(file).split(/^ {2}(?=[a-z]+:$)/m);
    const privileged = jobs.filter((job) => /: write$/m.test(job));
    expect(privileged.length).toBe(file.endsWith("ci.yml") ? 0 : 1);
    for (const job of privileged) expect(job).not.toMatch(/npm (run|ci|install)|\.ci\/run|checkout|set-up$/m);
  }
});
