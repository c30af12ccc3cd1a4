// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The lines of a contract's block of formulas. A line is cells: statements, separated by ";  ", and remarks on them, set
// off by a wider gap. A first cell of words alone is a label. `y = a where c, b where d, else e` is a choice of cases.

import { joined, type Piece } from "./latex.ts";
import { parseFormula } from "./parser.ts";
import { FormulaError } from "./tokens.ts";

/** What stands in one line: mathematics as LaTeX, cut where a narrow page may break it, or words. */
export type Run =
  { readonly kind: "math"; readonly chunks: readonly string[] } | { readonly kind: "prose"; readonly text: string };

export interface Cell {
  readonly role: "label" | "statement" | "remark";
  readonly runs: readonly Run[];
}

export type Line = readonly Cell[];

const isLabel = (cell: string): boolean => /^[A-Za-z][a-z][A-Za-z]*(?: [a-z]+)*$/.test(cell);

/** Cut before every relation, sign and after every comma. */
function chunksOf(pieces: readonly Piece[]): string[] {
  const chunks: string[] = [];
  let chunk: Piece[] = [];
  const end = () => {
    if (chunk.length === 0) return;
    // A sign that begins a chunk would otherwise be set as that of a number, and without its space.
    const needsLeft = chunks.length > 0 && chunk[0]?.kind !== "term";
    chunks.push((needsLeft ? "{}" : "") + joined(chunk));
    chunk = [];
  };
  for (const piece of pieces) {
    const before = chunk.at(-1)?.kind;
    const isSign = piece.kind === "relation" || (piece.kind === "binary" && !piece.text.includes("…"));
    if (isSign && before === "term") end();
    if (piece.kind === "comma") {
      const last = chunk.pop();
      if (last !== undefined) chunk.push({ ...last, text: `${last.text},` });
      end();
    } else chunk.push(piece);
  }
  end();
  return chunks;
}

function split(pieces: readonly Piece[], isBoundary: (piece: Piece) => boolean): Piece[][] {
  const parts: Piece[][] = [[]];
  for (const piece of pieces) {
    if (isBoundary(piece)) parts.push([]);
    else parts.at(-1)?.push(piece);
  }
  return parts;
}

/** One branch of a choice: "a where c" or "else a". */
function branchOf(pieces: readonly Piece[], text: string): string {
  const [first] = pieces;
  if (first?.kind === "prose" && first.text === "else") {
    return `${joined(pieces.slice(1))} & \\text{else}`;
  }
  const at = pieces.findIndex(({ kind, text: words }) => kind === "prose" && /^where\b/.test(words));
  if (at < 1) throw new FormulaError('a branch has neither "where" nor "else"', text);
  return `${joined(pieces.slice(0, at))} & ${joined(pieces.slice(at))}`;
}

function casesOf(pieces: readonly Piece[], text: string): Run {
  const at = pieces.findIndex(({ kind, text: sign }) => kind === "relation" && sign === "=");
  if (at < 1) throw new FormulaError('"where" without "=" before it', text);
  const branches = split(pieces.slice(at + 1), ({ kind }) => kind === "comma").map((branch) => branchOf(branch, text));
  const left = joined(pieces.slice(0, at));
  return { kind: "math", chunks: [left, `{}= \\begin{dcases} ${branches.join(" \\\\ ")} \\end{dcases}`] };
}

function runsOf(pieces: readonly Piece[], text: string): Run[] {
  if (pieces.some(({ kind, text: words }) => kind === "prose" && /^where\b/.test(words)))
    return [casesOf(pieces, text)];
  if (pieces.some(({ kind, text: words }) => kind === "prose" && /^else\b/.test(words))) {
    throw new FormulaError('"else" without "where" before it', text);
  }
  const runs: Run[] = [];
  let math: Piece[] = [];
  const end = () => {
    if (math.length > 0) runs.push({ kind: "math", chunks: chunksOf(math) });
    math = [];
  };
  for (const piece of pieces) {
    if (piece.kind === "prose") {
      // "t: the label"
      const isMeaning = math.at(-1)?.text === ":";
      if (isMeaning) math.pop();
      end();
      runs.push({ kind: "prose", text: isMeaning ? `: ${piece.text}` : piece.text });
    } else if (piece.kind === "comma" && math.length === 0) {
      const last = runs.pop();
      if (last?.kind === "prose") runs.push({ kind: "prose", text: last.text + piece.text });
    } else math.push(piece);
  }
  end();
  return runs;
}

function lineOf(text: string): Line {
  const cells: Cell[] = [];
  let role: Cell["role"] = "statement";
  for (const [, cell = "", gap = ""] of text.trim().matchAll(/(.+?)(;? {2,}|$)/g)) {
    if (cells.length === 0 && gap !== "" && isLabel(cell)) {
      cells.push({ role: "label", runs: [{ kind: "prose", text: cell }] });
      continue;
    }
    cells.push({ role, runs: runsOf(parseFormula(cell), cell) });
    if (!gap.startsWith(";")) role = "remark";
  }
  return cells;
}

/** The lines of a block, whose indentation is that of its first line. */
export function linesOf(block: string): Line[] {
  const lines = block.split("\n");
  const indent = /^ */.exec(lines[0] ?? "")?.[0] ?? "";
  for (const line of lines) {
    if (!line.startsWith(indent) || line.charAt(indent.length) === " ")
      throw new FormulaError("the indentation changes", line);
  }
  return lines.map(lineOf);
}
