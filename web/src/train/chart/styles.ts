// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// How the lines of the chart are told apart: by colour, by dash and by mark or letter. Lengths are CSS pixels.

/** A run that is kept beside the current one. */
export interface PinStyle {
  readonly letter: string;
  /** The design token of its colour. */
  readonly token: string;
}

export const TRAINING = { token: "--training", width: 2.5, dash: [] } as const;
export const VALIDATION = { token: "--validation", width: 2, dash: [7, 4] } as const;
export const BATCH = { token: "--training-faint", width: 1, dash: [] } as const;
export const UNIFORM = { token: "--ink-soft", width: 1, dash: [2, 4] } as const;
/** Of pinned runs: thinner than the current run's, validation dashed in both. */
export const PIN_TRAINING = { width: 1.5, dash: [] } as const;
export const PIN_VALIDATION = { width: 1.5, dash: [5, 3] } as const;

const PIN_TOKENS = ["--pin-1", "--pin-2", "--pin-3", "--pin-4"];
const LETTERS = ["A", "B", "C", "D", "E", "F", "G", "H"];

/** As many runs can be pinned as there are letters. */
export const MAX_PINS = LETTERS.length;

/** Of the first letter that is not taken. */
export function nextPinStyle(taken: readonly string[]): PinStyle | null {
  const at = LETTERS.findIndex((letter) => !taken.includes(letter));
  const letter = LETTERS[at];
  return letter === undefined ? null : { letter, token: PIN_TOKENS[at % PIN_TOKENS.length] ?? "--pin-1" };
}

/** The loss of a uniform guess among so many classes, in nats: "ln 3 ≈ 1.099". */
export function uniformLoss(classes: number): string {
  return `ln ${String(classes)} ≈ ${Math.log(classes).toFixed(3)}`;
}

/** What the line of it says. */
export function uniformLabel(classes: number): string {
  return `uniform guess: ${uniformLoss(classes)}`;
}
