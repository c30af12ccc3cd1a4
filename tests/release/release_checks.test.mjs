// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What `npm run release` finds wrong with a commit.

import { describe, expect, test } from "vitest";

import {
  checkChangelog,
  checkRepository,
  checkTree,
  checkVersion,
  compareVersions,
} from "../../scripts/lib/release-checks.mjs";

describe("versions", () => {
  test("are in the order of semver.org", () => {
    const order = ["0.1.0", "0.2.0-1", "0.2.0-alpha", "0.2.0-rc.2", "0.2.0-rc.10", "0.2.0-rc.10.1", "0.2.0", "0.10.0"];
    const pairs = order.flatMap((a, i) => order.map((b, j) => [a, b, Math.sign(i - j)]));
    for (const [a, b, sign] of pairs) expect(Math.sign(compareVersions(a, b)), `${a}, ${b}`).toBe(sign);
  });

  const found = { version: "0.2.0", lockVersions: ["0.2.0", "0.2.0"], tags: ["v0.1.0"], headTags: [], tagged: false };

  test("have no tag yet, and come after those that have", () => {
    expect(checkVersion(found).defects).toEqual([]);
    expect(checkVersion({ ...found, tags: [] }).defects).toEqual([]);
    expect(checkVersion({ ...found, tags: ["v0.1.0", "v0.2.0"] }).defects).toEqual(["there is a tag v0.2.0 already"]);
    expect(checkVersion({ ...found, tags: ["v0.9.0", "v0.10.0", "vase"] }).defects).toEqual([
      "the version 0.2.0 comes before 0.10.0, which has a tag",
    ]);
  });

  test("have this commit's tag in the workflow", () => {
    const tags = ["v0.1.0", "v0.2.0"];
    expect(checkVersion({ ...found, tags, headTags: ["v0.2.0"], tagged: true }).defects).toEqual([]);
    expect(checkVersion({ ...found, tags, headTags: ["v0.1.0"], tagged: true }).defects).toEqual([
      "this commit does not have the tag v0.2.0",
    ]);
  });

  test("are of the usual form, and one", () => {
    for (const version of ["1.2", "v1.2.3", "1.2.3-", "next"]) {
      expect(checkVersion({ ...found, version }).defects).toEqual([
        `the version ${version} is not of the form 1.2.3 or 1.2.3-rc.1`,
      ]);
    }
    expect(checkVersion({ ...found, lockVersions: ["0.1.0", "0.2.0"] }).defects).toEqual([
      "package-lock.json has the version 0.1.0 and 0.2.0, package.json 0.2.0",
    ]);
  });
});

describe("the changelog", () => {
  const text = (date) =>
    `# Changelog\n\n## [0.2.0] - ${date}\n\n### Added\n\n- All.\n\n## [0.1.0] - 2026-01-01\n\nNothing.\n`;

  test("has an entry with a date", () => {
    expect(checkChangelog(text("2026-12-31"), "0.2.0")).toEqual({ defects: [] });
    expect(checkChangelog(text("soon"), "0.2.0").defects).toEqual([
      "the date of 0.2.0 in CHANGELOG.md is soon, not of the form 2026-12-31",
    ]);
    expect(checkChangelog(text("2026-12-31"), "0.3.0").defects).toEqual(['CHANGELOG.md has no entry "## [0.3.0] - …"']);
  });

  test("says something", () => {
    expect(checkChangelog(text("2026-12-31"), "0.1.0").defects).toEqual(["CHANGELOG.md says nothing about 0.1.0"]);
  });

  test("may leave the date to the end", () => {
    const remaining = ["the date of 0.2.0 in CHANGELOG.md is to be set"];
    expect(checkChangelog(text("unreleased"), "0.2.0")).toEqual({ defects: [], remaining });
  });
});

test("a tree with changes is none to release", () => {
  expect(checkTree("").defects).toEqual([]);
  expect(checkTree(" M a.ts\n?? b.ts").defects).toEqual([
    "the tree has changes that are not committed:  M a.ts, ?? b.ts",
  ]);
});

test("a release names its repository", () => {
  expect(checkRepository({ repository: { url: "git+ssh://somewhere" } }).remaining).toEqual([]);
  expect(checkRepository({}).remaining).toHaveLength(1);
});
