// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The notation of formulas in contracts, and what it is set as.

import { describe, expect, test } from "vitest";

import { joined } from "../../web/reference/formula/latex.ts";
import { linesOf } from "../../web/reference/formula/lines.ts";
import { mathmlOf } from "../../web/reference/formula/mathml.ts";
import { parseFormula } from "../../web/reference/formula/parser.ts";

describe("a formula", () => {
  test.each([
    ["x_ij", "x_{ij}"],
    ["x1_j", "x_{1,j}"],
    ["d²", "d^2"],
    ["z^(p-1)", "z^{p - 1}"],
    ["-1/(2n)", "- \\frac{1}{2 n}"],
    ["2 d / 3 e", "\\frac{2 d}{3} e"],
    ["Σ w_i / Σ_j v_j", "\\frac{\\sum w_{i}}{\\sum_{j} v_{j}}"],
    ["(ε / C) w", "\\frac{ε}{C} w"],
    ["(ε / C)²", "\\left( \\frac{ε}{C} \\right)^2"],
    ["∂loss/∂x_i", "\\frac{∂\\mathrm{loss}}{∂x_{i}}"],
    ["|d| / (|a| + 1)", "\\frac{\\lvert d \\rvert}{\\lvert a \\rvert + 1}"],
    ["√(‖a‖² + e)", "\\sqrt{\\lVert a \\rVert^2 + e}"],
    ["max(x, 1e-12)", "\\operatorname*{max}( x ,\\; 10^{-12} )"],
    ["-log softmax(z)_t", "- \\operatorname{log} \\operatorname{softmax}( z )_{t}"],
    ["#{ i : x_i <= 0 } / #{ i }", "\\frac{\\#\\{ i : x_{i} \\leq 0 \\}}{\\#\\{ i \\}}"],
    ["Σ loss / number of elements", "\\frac{\\sum \\mathrm{loss}}{\\text{number of elements}}"],
    ["momentum v", "\\mathrm{momentum} \\,v"],
  ])("%s", (text, latex) => {
    expect(joined(parseFormula(text))).toBe(latex);
    expect(mathmlOf(latex)).toMatch(/^<math displaystyle="true">.*<\/math>$/);
  });

  test.each([
    ["sofmax(x)", '"sofmax" is no name that is known'],
    ["inpt_ij + 1", '"inpt" is no name that is known'],
    ["a = b @ c", '"@" has no meaning'],
    ["(a + b", '"(" is not closed'],
    ["a + b)", '")" comes too early'],
    ["|a + b", '"|" is not closed'],
    ["a / ", 'nothing follows "/"'],
    ["= b", 'nothing is before "="'],
    ["a =", 'nothing follows "="'],
    ["x_", 'nothing follows "_"'],
    ["x^", 'nothing follows "^"'],
    ["f()", 'there is nothing in "()"'],
    ["y = 1 where x > 0, 2", 'a branch has neither "where" nor "else"'],
    ["y = 1 whre x > 0, else 2", '"else" without "where"'],
    ["y where x > 0", '"where" without "="'],
  ])("%s is an error", (text, message) => {
    expect(() => linesOf(text)).toThrow(message);
  });
});

describe("a line", () => {
  const shown = (text: string) =>
    linesOf(text).map((line) =>
      line.map(({ role, runs }) => [
        role,
        ...runs.map((run) => (run.kind === "prose" ? `"${run.text}"` : run.chunks.join(" | "))),
      ]),
    );

  test("is statements, and remarks on them", () => {
    expect(shown("    a = b + c;  d = 2     t: the row's label, e = 1")).toEqual([
      [
        ["statement", "a | {}= b | {}+ c"],
        ["statement", "d | {}= 2"],
        ["remark", "t", '": the row\'s label,"', "e | {}= 1"],
      ],
    ]);
  });

  test("may begin with a label", () => {
    expect(shown("labels  a = 1\nlogSoftmax  b = 2")).toEqual([
      [
        ["label", '"labels"'],
        ["statement", "a | {}= 1"],
      ],
      [
        ["label", '"logSoftmax"'],
        ["statement", "b | {}= 2"],
      ],
    ]);
  });

  test("may be a choice of cases", () => {
    expect(shown("y = x where x > 0, else max(0, x)")).toEqual([
      [
        [
          "statement",
          "y | {}= \\begin{dcases} x & \\text{where } x > 0 \\\\ \\operatorname*{max}( 0 ,\\; x ) & \\text{else} \\end{dcases}",
        ],
      ],
    ]);
  });

  test("is not continued", () => {
    expect(() => linesOf("    a = b\n        + c")).toThrow("the indentation changes");
  });
});
