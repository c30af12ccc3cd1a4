// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// From the plain text of a formula to LaTeX. The text is that of contracts: products by juxtaposition, `/` with everything
// of the product before it above the line and one factor (or a whole sum) below, `x_ij`, `x_{j ≠ t}`, `x^γ`, `x^(p-1)`,
// `|x|`, `‖x‖`, `√x`, `Σ_j`, and words. What it does not understand is an error.

import {
  atoms,
  big,
  binaries,
  closing,
  type Factor,
  fenced,
  joined,
  numberOf,
  type Piece,
  product,
  quoted,
  relations,
  scripts,
  variableOf,
  withSubscript,
} from "./latex.ts";
import { functions, limits } from "./names.ts";
import { FormulaError, tokensOf, type Token } from "./tokens.ts";

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokensOf(text);
  }

  all(): Piece[] {
    const pieces = this.#pieces(undefined);
    if (pieces.length === 0) throw this.#error("there is nothing");
    return pieces;
  }

  #error(problem: string): FormulaError {
    return new FormulaError(problem, this.#text);
  }

  #peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#at + ahead];
  }

  #isNext(sign: string): boolean {
    const next = this.#peek();
    return next?.kind === "sign" && next.text === sign;
  }

  #take(sign: string): boolean {
    if (!this.#isNext(sign)) return false;
    this.#at++;
    return true;
  }

  #pieces(end: string | undefined): Piece[] {
    const pieces: Piece[] = [];
    for (let next = this.#peek(); next !== undefined; next = this.#peek()) {
      if (next.text === end && (!"|‖".includes(end) || !next.opens)) break;
      const piece = this.#piece(next, pieces.at(-1));
      pieces.push(piece);
    }
    const last = pieces.at(-1);
    if (last?.kind === "binary" || last?.kind === "relation" || last?.kind === "comma") {
      throw this.#error(`nothing follows "${last.text}"`);
    }
    return pieces;
  }

  #piece(next: Token, before: Piece | undefined): Piece {
    if (next.kind === "word") return { kind: "prose", text: this.#prose() };
    if (next.kind === "sign") {
      const { text } = next;
      const relation = relations[text];
      const binary = binaries[text];
      if (relation !== undefined || binary !== undefined || text === "," || text === ";") {
        const needsLeft = text !== "-" && text !== "+" && text !== "±";
        const isLeftMissing = before === undefined || ["binary", "relation", "comma"].includes(before.kind);
        if (needsLeft && isLeftMissing) throw this.#error(`nothing is before "${text}"`);
        this.#at++;
        if (relation !== undefined) return { kind: "relation", text: relation };
        return binary === undefined ? { kind: "comma", text } : { kind: "binary", text: binary };
      }
    }
    const { latex, isFraction = false } = this.#term();
    return { kind: "term", text: latex, isFraction };
  }

  /** Words that follow each other, with an "a" or a name between them: "the loss of a row". */
  #prose(): string {
    const words: string[] = [];
    for (let next = this.#peek(); next !== undefined; next = this.#peek()) {
      const after = this.#peek(1);
      const isAmongWords = words.length > 0 && (after?.kind === "word" || (next.text !== "a" && after === undefined));
      if (next.kind !== "word" && !(isAmongWords && (next.text === "a" || next.kind === "name"))) break;
      words.push(next.text);
      this.#at++;
    }
    const after = this.#peek();
    if (after?.tight && ["_", "^", "(", "["].includes(after.text)) {
      throw this.#error(`"${words.at(-1) ?? ""}" is no name that is known (names.ts)`);
    }
    return words.join(" ");
  }

  /** A product. */
  #term(): Factor {
    let factors: Factor[] = [];
    for (;;) {
      if (this.#take("·")) {
        if (factors.length === 0) throw this.#error('nothing is before "·"');
        factors.push({ latex: "\\cdot", isOperator: true });
      } else if (this.#take("/")) {
        if (factors.length === 0) throw this.#error('nothing is before "/"');
        factors = [this.#fraction(factors)];
      } else if (this.#startsFactor()) {
        factors.push(this.#factor());
      } else break;
    }
    const last = factors.at(-1);
    if (last === undefined) throw this.#error(`"${this.#peek()?.text ?? "the end"}" comes too early`);
    if (last.latex === "\\cdot") throw this.#error('nothing follows "·"');
    return { latex: product(factors), isFraction: factors.length === 1 && last.isFraction === true };
  }

  #fraction(above: readonly Factor[]): Factor {
    const [only] = above;
    const numerator = above.length === 1 && only?.inside !== undefined ? only.inside : product(above);
    const next = this.#peek();
    let denominator: string;
    if (next?.kind === "word") denominator = `\\text{${quoted(this.#prose())}}`;
    else if (next !== undefined && big[next.text] !== undefined) denominator = this.#term().latex;
    else if (this.#startsFactor()) {
      const below = this.#factor();
      denominator = below.inside ?? below.latex;
    } else throw this.#error('nothing follows "/"');
    return { latex: `\\frac{${numerator}}{${denominator}}`, isFraction: true };
  }

  #startsFactor(): boolean {
    const next = this.#peek();
    if (next === undefined) return false;
    if (next.kind === "number" || next.kind === "variable" || next.kind === "name") return true;
    if (next.kind !== "sign") return false;
    if ("|‖".includes(next.text)) return next.opens;
    return "([{∂√#".includes(next.text) || big[next.text] !== undefined || atoms[next.text] !== undefined;
  }

  #factor(): Factor {
    const token = this.#peek();
    if (token === undefined) throw this.#error("the end comes too early");
    this.#at++;
    if (token.kind === "number") return this.#withScripts({ latex: numberOf(token.text) });
    if (token.kind === "variable") return this.#applied(this.#withScripts({ latex: variableOf(token.text) }));
    if (token.kind === "name") return this.#named(token.text);
    return this.#signed(token.text);
  }

  #signed(sign: string): Factor {
    if (closing[sign] !== undefined) return this.#withScripts(this.#group(sign));
    if (sign === "√") {
      const under = this.#factor();
      return this.#withScripts({ latex: `\\sqrt{${under.inside ?? under.latex}}` });
    }
    if (sign === "#") return { latex: `\\#${this.#factor().latex}` };
    if (sign === "∂") {
      if (this.#isNext("/")) return { latex: "∂" };
      return { latex: `∂${this.#factor().latex}` };
    }
    const operator = big[sign];
    if (operator !== undefined) return { ...this.#withScripts({ latex: operator }), isOperator: true };
    const atom = atoms[sign];
    if (atom === undefined) throw this.#error(`"${sign}" comes unexpectedly`);
    return { latex: atom };
  }

  #named(name: string): Factor {
    const hasScript = this.#isNext("_");
    if (limits.has(name) && (hasScript || name !== "mean")) {
      return this.#applied({ ...this.#withScripts({ latex: `\\operatorname*{${name}}` }), isOperator: true });
    }
    if (functions.has(name)) {
      return this.#applied({ ...this.#withScripts({ latex: `\\operatorname{${name}}` }), isOperator: true });
    }
    return this.#applied({ ...this.#withScripts({ latex: `\\mathrm{${name}}` }), isWide: true });
  }

  /** `f(x)`, `a[t, n]`: brackets without a space before them belong to the name. */
  #applied(factor: Factor): Factor {
    const next = this.#peek();
    if (next?.kind !== "sign" || !next.tight || !"([".includes(next.text)) return factor;
    this.#at++;
    const argument = this.#withScripts(this.#group(next.text));
    return { latex: factor.latex + argument.latex, isWide: factor.isWide === true || factor.isOperator === true };
  }

  #group(open: string): Factor {
    const end = closing[open] ?? "";
    const pieces = this.#pieces(end);
    if (!this.#take(end)) throw this.#error(`"${open}" is not closed`);
    if (pieces.length === 0) throw this.#error(`there is nothing in "${open}${end}"`);
    const inside = joined(pieces);
    const latex = fenced(open, inside);
    if (open !== "(") return { latex };
    return { latex, inside, isFraction: pieces.length === 1 && pieces[0]?.isFraction === true };
  }

  #withScripts(base: Factor): Factor {
    let latex = base.latex;
    for (;;) {
      const next = this.#peek();
      if (next?.kind === "raised" || next?.kind === "lowered") {
        this.#at++;
        latex += scripts[next.text] ?? "";
      } else if (this.#take("_")) latex = withSubscript(latex, this.#subscript());
      else if (this.#take("^")) latex += `^{${this.#superscript()}}`;
      else if (this.#take("!")) latex += "!";
      else return latex === base.latex ? base : { latex, ...(base.isWide === true && { isWide: true }) };
    }
  }

  /** `_ij`, `_{j ≠ t}`, `_alignments`. */
  #subscript(): string {
    if (this.#take("{")) {
      const inside = joined(this.#pieces("}"));
      if (!this.#take("}")) throw this.#error('"{" is not closed');
      return inside;
    }
    const next = this.#peek();
    if (next === undefined || next.kind === "sign" || !next.tight) throw this.#error('nothing follows "_"');
    this.#at++;
    if (next.kind === "variable" || next.kind === "number") return next.text;
    return next.text.length <= 2 ? next.text : `\\text{${next.text}}`;
  }

  #superscript(): string {
    const factor = this.#startsFactor() ? this.#factor() : undefined;
    if (factor === undefined) throw this.#error('nothing follows "^"');
    return factor.inside ?? factor.latex;
  }
}

/** The pieces of a formula, in order. */
export function parseFormula(text: string): Piece[] {
  return new Parser(text).all();
}
