// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The LaTeX of a formula's parts.

/** A part of a formula between whose neighbours a line may be broken. */
export interface Piece {
  readonly kind: "term" | "binary" | "relation" | "comma" | "prose";
  /** LaTeX; of prose, plain text. */
  readonly text: string;
  /** Of a term: whether it is a fraction and nothing else. */
  readonly isFraction?: boolean;
}

export interface Factor {
  readonly latex: string;
  /** Of a factor in round brackets, what is in them. */
  readonly inside?: string;
  /** Whether that, or the factor itself, is a fraction and nothing else, which needs no brackets. */
  readonly isFraction?: boolean;
  /** Upright letters want a space between them and their neighbours. */
  readonly isWide?: boolean;
  readonly isOperator?: boolean;
}

export const closing: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}", "|": "|", "‖": "‖" };
const fences: Readonly<Record<string, readonly [string, string]>> = {
  "(": ["(", ")"],
  "[": ["[", "]"],
  "{": ["\\{", "\\}"],
  "|": ["\\lvert", "\\rvert"],
  "‖": ["\\lVert", "\\rVert"],
};
export const relations: Readonly<Record<string, string>> = {
  "=": "=",
  "-=": "\\mathrel{-}=",
  "≠": "\\neq",
  "<": "<",
  ">": ">",
  "<=": "\\leq",
  ">=": "\\geq",
  "∈": "\\in",
  ":": ":",
};
export const binaries: Readonly<Record<string, string>> = { "+": "+", "-": "-", "±": "\\pm", "..": "…" };
export const scripts: Readonly<Record<string, string>> = { "²": "^2", "³": "^3", ᵀ: "^\\mathsf{T}", ₚ: "_p" };
export const big: Readonly<Record<string, string>> = { Σ: "\\sum", Π: "\\prod" };
export const atoms: Readonly<Record<string, string>> = { "∞": "\\infty", "…": "\\dots" };

/** Plain text as the argument of \text. */
export const quoted = (text: string): string => text.replace(/[#$%&_{}]/g, "\\$&").replaceAll("'", "’");

/** Pieces that belong to one line. */
export function joined(pieces: readonly Piece[]): string {
  return pieces
    .map(({ kind, text }, index) => {
      if (kind === "comma") return `${text}\\;`;
      if (kind !== "prose") return text;
      const before = index === 0 || pieces[index - 1]?.kind === "comma" ? "" : " ";
      const after = index === pieces.length - 1 ? "" : " ";
      return `\\text{${before}${quoted(text)}${after}}`;
    })
    .join(" ");
}

/** 1e-6 is 10^-6. */
export function numberOf(text: string): string {
  const [, digits = "", power] = /^([\d.]+?)(?:e(-?\d+))?$/.exec(text) ?? [];
  if (power === undefined) return digits;
  return digits === "1" ? `10^{${power}}` : `${digits} \\cdot 10^{${power}}`;
}

/** x1 is x with an index. */
export function variableOf(text: string): string {
  const [, letter = "", index = ""] = /^(\D)(\d*)$/.exec(text) ?? [];
  return index === "" ? letter : `${letter}_{${index}}`;
}

/** x1_j has two indices. */
export function withSubscript(latex: string, index: string): string {
  const [, base, first] = /^(.*)_\{(\d+)\}$/.exec(latex) ?? [];
  return base === undefined ? `${latex}_{${index}}` : `${base}_{${first},${index}}`;
}

/** Factors beside each other. A fraction needs no brackets there. */
export function product(factors: readonly Factor[]): string {
  return factors
    .map((factor, index) => {
      const before = factors[index - 1];
      const latex =
        factor.isFraction === true && factor.inside !== undefined && factors.length > 1 ? factor.inside : factor.latex;
      if (before === undefined || before.isOperator === true || factor.isOperator === true) return latex;
      return before.isWide === true || factor.isWide === true ? `\\,${latex}` : latex;
    })
    .join(" ");
}

/** Something in brackets, which grow with it. */
export function fenced(open: string, inside: string): string {
  const [left, right] = fences[open] ?? ["", ""];
  const isTall = /\\(?:frac|sum|prod|sqrt)/.test(inside);
  return isTall ? `\\left${left} ${inside} \\right${right}` : `${left} ${inside} ${right}`;
}
