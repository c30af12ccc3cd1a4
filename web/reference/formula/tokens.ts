// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { isName } from "./names.ts";

/** What a formula is made of. */
export interface Token {
  readonly kind: "number" | "variable" | "name" | "word" | "raised" | "lowered" | "sign";
  readonly text: string;
  /** Whether it follows what is before it without a space. */
  readonly tight: boolean;
  /** Of a bar: whether it opens; one that closes has neither a space nor what opens before it. */
  readonly opens: boolean;
}

/** What is wrong with the text of a formula. */
export class FormulaError extends Error {
  constructor(problem: string, text: string) {
    super(`${problem} in the formula "${text.trim()}"`);
  }
}

const patterns = [
  ["number", /\d+(?:\.\d+)?(?:e-?\d+)?/y],
  // "row's", "log-probabilities": prose, in one piece.
  ["word", /[A-Za-z][a-z]+(?:-[a-z]{2,})*(?:['’]s?|-[a-z]{2,})(?![a-z])/y],
  ["letters", /[A-Za-z]+\d*/y],
  ["variable", /[α-ωΓΔΘΛΞΦΨΩ]/y],
  ["raised", /[²³ᵀ]/y],
  ["lowered", /ₚ/y],
  ["sign", /-=|<=|>=|\.\.|[-+·/=≠<>±∈,;:!…∞∂√#ΣΠ_^()[\]{}|‖]/y],
] as const;

function kindOfLetters(text: string): Token["kind"] {
  if (isName(text)) return "name";
  if (/^[A-Za-z]\d*$/.test(text)) return "variable";
  return "word";
}

const opensNext = (before: Token | undefined): boolean =>
  before === undefined || "([{√-+".includes(before.text) || ("|‖".includes(before.text) && before.opens);

/** The tokens of a formula. Anything else in it is an error. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const spaces = /\s*/y;
    spaces.lastIndex = at;
    const gap = spaces.exec(text)?.[0].length ?? 0;
    at += gap;
    if (at === text.length) break;
    const start = at;
    for (const [kind, pattern] of patterns) {
      pattern.lastIndex = at;
      const found = pattern.exec(text)?.[0];
      if (found === undefined) continue;
      at += found.length;
      tokens.push({
        kind: kind === "letters" ? kindOfLetters(found) : kind,
        text: found,
        tight: gap === 0 && tokens.length > 0,
        opens: gap > 0 || opensNext(tokens.at(-1)),
      });
      break;
    }
    if (at === start) throw new FormulaError(`"${text.charAt(at)}" has no meaning`, text);
  }
  return tokens;
}
