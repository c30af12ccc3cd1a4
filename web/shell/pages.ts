// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

export interface Page {
  /** In `web/`; *index.html* is the site's start. */
  readonly file: string;
  /** In the navigation. */
  readonly name: string;
  /** In `web/`: a script that runs as soon as it is there, while the page is still read and laid out. */
  readonly early?: string;
}

/** Every page of the site, in the order of the navigation: what is built, and what is linked. */
export const pages: readonly Page[] = [
  { file: "index.html", name: "Train", early: "src/train/early.ts" },
  { file: "learn.html", name: "Learn" },
  { file: "score.html", name: "Score" },
  { file: "bench.html", name: "Bench" },
  { file: "reference.html", name: "Reference" },
];
