// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

/** What is wrong with a file, and where in it: something that whoever made the file can act on. */
export class InputProblem extends Error {
  override readonly name = "InputProblem";

  constructor(file: string, where: string | null, what: string) {
    super(`${file}${where === null ? "" : `, ${where}`}: ${what}`);
  }
}

/** A value as a message shows it, cut if it is long. */
export function quoted(value: string): string {
  return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
}

/** So many are told one by one; the others are counted. */
const TOLD = 50;

/** What becomes of a bad row: it ends the reading, or is left out and listed. */
export class ProblemLog {
  readonly told: string[] = [];
  count = 0;
  readonly #leaveOut: boolean;

  constructor(leaveOut: boolean) {
    this.#leaveOut = leaveOut;
  }

  /** Throws the problem, unless bad rows are to be left out. */
  add(problem: InputProblem): void {
    if (!this.#leaveOut) throw problem;
    ++this.count;
    if (this.told.length < TOLD) this.told.push(problem.message);
  }
}
