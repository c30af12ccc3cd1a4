// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The parts of a contract: summary, formulas, and the paragraphs under their headings.

import { type Line, linesOf } from "./formula/lines.ts";

export type Block =
  | { readonly kind: "formula"; readonly lines: readonly Line[] }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "section"; readonly title: string; readonly text: string };

export interface Doc {
  readonly summary: string;
  readonly blocks: readonly Block[];
  /** Code that runs where `s` is a loaded instance. */
  readonly examples: readonly string[];
}

const headings = ["Inputs", "Results", "Options", "Errors", "Edge cases", "Accuracy", "Source"];
const heading = new RegExp(`^((?:${headings.join("|")})(?:, (?:${headings.join("|").toLowerCase()}))*): (.*)$`);

const flow = (paragraph: string): string => paragraph.replace(/\s*\n\s*/g, " ").trim();

function blockOf(paragraph: string): Block {
  if (/^ {4}/.test(paragraph)) return { kind: "formula", lines: linesOf(paragraph) };
  const text = flow(paragraph);
  const [, title, body] = heading.exec(text) ?? [];
  if (title !== undefined && body !== undefined) return { kind: "section", title, text: body };
  return { kind: "text", text };
}

/** Reads the text of a docstring and of its examples. */
export function parseDoc(text: string, examples: readonly string[]): Doc {
  const [summary = "", ...rest] = text.replace(/\s+$/, "").split(/\n\s*\n/);
  // One paragraph may hold several sections, each on a line of its own.
  const paragraphs = rest.flatMap((paragraph) =>
    /^ {4}/.test(paragraph) ? [paragraph] : paragraph.split(/\n(?=[A-Z][a-z]+(?: cases)?(?:, [a-z ,]+)?: )/),
  );
  return { summary: flow(summary), blocks: paragraphs.map(blockOf), examples };
}
