// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// What has to be right about a commit that is released, as far as reading it tells. Each check gives the defects that it
// finds, and what is left to do: that is none before a release is near, and one when it is made.

const semver = /^(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/;

const isNumber = (identifier) => /^\d+$/.test(identifier);

function comparePrereleases(a, b) {
  // "1.0.0-rc.1" comes before "1.0.0".
  if (a === b) return 0;
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  const [ours, theirs] = [a.split("."), b.split(".")];
  for (let i = 0; i < Math.min(ours.length, theirs.length); i++) {
    const [x, y] = [ours[i], theirs[i]];
    if (x === y) continue;
    if (isNumber(x) && isNumber(y)) return Number(x) - Number(y);
    // Numbers come before words.
    if (isNumber(x) !== isNumber(y)) return isNumber(x) ? -1 : 1;
    return x < y ? -1 : 1;
  }
  return ours.length - theirs.length;
}

/** Below 0 if version a comes before b, above 0 if after it, as semver.org has it. */
export function compareVersions(a, b) {
  const [, ...ours] = semver.exec(a);
  const [, ...theirs] = semver.exec(b);
  for (let i = 0; i < 3; i++) {
    if (ours[i] !== theirs[i]) return Number(ours[i]) - Number(theirs[i]);
  }
  return comparePrereleases(ours[3], theirs[3]);
}

/**
 * @param {{ version: string, lockVersions: string[], tags: string[], headTags: string[], tagged: boolean }} found
 *   `tagged`: whether the tag has to be there already, at HEAD
 */
export function checkVersion({ version, lockVersions, tags, headTags, tagged }) {
  if (!semver.test(version)) return { defects: [`the version ${version} is not of the form 1.2.3 or 1.2.3-rc.1`] };
  const defects = [];
  if (lockVersions.some((other) => other !== version)) {
    defects.push(`package-lock.json has the version ${lockVersions.join(" and ")}, package.json ${version}`);
  }
  const tag = `v${version}`;
  if (tagged && !headTags.includes(tag)) defects.push(`this commit does not have the tag ${tag}`);
  if (!tagged && tags.includes(tag)) defects.push(`there is a tag ${tag} already`);
  const others = tags.filter((name) => name !== tag && semver.test(name.slice(1))).map((name) => name.slice(1));
  const latest = others.sort(compareVersions).at(-1);
  if (latest !== undefined && compareVersions(version, latest) < 0) {
    defects.push(`the version ${version} comes before ${latest}, which has a tag`);
  }
  return { defects };
}

/** The entry of a version in a changelog of the form that keepachangelog.com describes. */
export function checkChangelog(text, version) {
  const sections = text.split(/^## /m).slice(1);
  const section = sections.find((candidate) => candidate.startsWith(`[${version}]`));
  if (section === undefined) return { defects: [`CHANGELOG.md has no entry "## [${version}] - …"`] };
  const [heading, ...lines] = section.split("\n");
  const defects = lines.some((line) => /^- \S/.test(line)) ? [] : [`CHANGELOG.md says nothing about ${version}`];
  const date = / - (.*)$/.exec(heading)?.[1];
  if (date === "unreleased") return { defects, remaining: [`the date of ${version} in CHANGELOG.md is to be set`] };
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date ?? "") || Number.isNaN(Date.parse(date))) {
    defects.push(`the date of ${version} in CHANGELOG.md is ${date}, not of the form 2026-12-31`);
  }
  return { defects };
}

export function checkTree(status) {
  const changed = status.split("\n").filter(Boolean);
  return {
    defects: changed.length === 0 ? [] : [`the tree has changes that are not committed: ${changed.join(", ")}`],
  };
}

/** Provenance ties a package to the repository that it says it comes from. */
export function checkRepository(manifest) {
  const url = typeof manifest.repository === "string" ? manifest.repository : manifest.repository?.url;
  return {
    defects: [],
    remaining: url ? [] : ["package.json names no repository, which npm holds the provenance to"],
  };
}
