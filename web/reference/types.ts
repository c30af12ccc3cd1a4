// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Types as people read them: by the names that the package gives them.

import ts from "typescript";

import type { Published } from "./program.ts";

const format: ts.TypeFormatFlags =
  ts.TypeFormatFlags.NoTruncation |
  ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope |
  ts.TypeFormatFlags.UseSingleQuotesForStringLiteralType;

/** A union with a name. */
interface NamedUnion {
  readonly name: string;
  readonly parts: ReadonlySet<ts.Type>;
}

const withoutUndefined = (type: ts.Type): readonly ts.Type[] =>
  (type.isUnion() ? type.types : [type]).filter(({ flags }) => (flags & ts.TypeFlags.Undefined) === 0);

export class TypePrinter {
  readonly #checker: ts.TypeChecker;
  readonly #unions: readonly NamedUnion[];
  readonly #names: ReadonlySet<string>;

  constructor(checker: ts.TypeChecker, exports: Published["exports"]) {
    this.#checker = checker;
    this.#names = new Set(exports.keys());
    this.#unions = [...exports.values()]
      .map((symbol) => ({ name: symbol.name, type: checker.getDeclaredTypeOfSymbol(symbol) }))
      .flatMap(({ name, type }) => (type.isUnion() ? [{ name, parts: new Set(type.types) }] : []))
      .sort((a, b) => b.parts.size - a.parts.size);
  }

  /** A type, `undefined` apart; unions by the names of their parts. */
  print(type: ts.Type): string {
    // To the compiler it holds undefined, without which nothing would be left of it: never.
    if ((type.flags & ts.TypeFlags.Void) !== 0) return "void";
    const parts = withoutUndefined(type);
    const text = this.#text(this.#checker.getNonNullableType(type));
    if (parts.some((part) => this.#isTable(part))) return this.#withTables(parts);
    const elements = parts.length > 1 ? undefined : this.#elements(parts[0]);
    if (elements !== undefined) return elements;
    if (parts.length < 4) return text;
    const left = new Set(parts);
    const names: string[] = [];
    for (const union of this.#unions) {
      const isCovered = [...union.parts].every((part) => parts.includes(part));
      if (!isCovered || ![...union.parts].some((part) => left.has(part))) continue;
      names.push(union.name);
      for (const part of union.parts) left.delete(part);
    }
    if (names.length === 0 || text.length < 40) return text;
    return [...[...left].map((part) => this.#text(part)), ...names.reverse()].join(" | ");
  }

  /** What a call gives. That it gives the array which was handed in as `out` goes without saying. */
  result(type: ts.Type): string {
    const text = this.print(type);
    return text.includes("FloatOutput | Floats") ? text.replace("FloatOutput | Floats", "Floats") : text;
  }

  /** `Readonly<Partial<Record<names, …>>>` */
  #isTable(type: ts.Type): boolean {
    return type.aliasSymbol?.name === "Readonly";
  }

  #withTables(parts: readonly ts.Type[]): string {
    const tables = parts.filter((part) => this.#isTable(part));
    const named = this.#unions.find(({ parts: own }) => [...own].every((part) => parts.includes(part)));
    const shown = tables.map((table) => {
      const members = this.#checker.getPropertiesOfType(table).map((symbol) => {
        const isOptional = (symbol.flags & ts.SymbolFlags.Optional) !== 0;
        return `${symbol.name}${isOptional ? "?" : ""}: ${this.print(this.#checker.getTypeOfSymbol(symbol))}`;
      });
      return `{ ${members.join("; ")} }`;
    });
    return [...(named ? [named.name] : []), ...shown].join(" | ");
  }

  /** An array of some words. */
  #elements(type: ts.Type | undefined): string | undefined {
    const element = type && this.#checker.getIndexTypeOfType(type, ts.IndexKind.Number);
    if (element === undefined) return undefined;
    const words = element.isUnion() ? element.types : [element];
    if (!words.every((word) => word.isStringLiteral())) return undefined;
    const text = words.map((word) => `"${word.value}"`).join(" | ");
    return words.length > 1 ? `readonly (${text})[]` : `readonly ${text}[]`;
  }

  #text(type: ts.Type): string {
    return this.#checker
      .typeToString(type, undefined, format)
      .replaceAll("'", '"')
      .replaceAll("<ArrayBuffer>", "")
      .replaceAll("<ArrayBufferLike>", "");
  }

  /** "interface Scorer" */
  heading(declaration: ts.InterfaceDeclaration | ts.ClassDeclaration): string {
    const word = ts.isClassDeclaration(declaration) ? "class" : "interface";
    const parameters = declaration.typeParameters?.map((parameter) => parameter.getText()).join(", ");
    const bases = (declaration.heritageClauses ?? [])
      .flatMap((clause) => clause.types.map((base) => base.getText()))
      .filter((base) => base === "Error" || this.#names.has(base));
    const heritage = bases.length > 0 ? ` extends ${bases.join(", ")}` : "";
    return `${word} ${declaration.name?.text ?? ""}${parameters === undefined ? "" : `<${parameters}>`}${heritage}`;
  }

  /** A type in full if people can read it, else its name alone. */
  alias(declaration: ts.TypeAliasDeclaration): string {
    const parameters = declaration.typeParameters?.map((parameter) => parameter.getText()).join(", ");
    const name = `type ${declaration.name.text}${parameters === undefined ? "" : `<${parameters}>`}`;
    const { type } = declaration;
    if (ts.isTypeOperatorNode(type) || ts.isTypeQueryNode(type)) {
      const resolved = this.#checker.getTypeAtLocation(type);
      return `${name} = ${(resolved.isUnion() ? resolved.types : [resolved]).map((part) => this.#text(part)).join(" | ")}`;
    }
    if (ts.isConditionalTypeNode(type) || type.getText().includes("typeof ")) return name;
    return `${name} = ${tidy(type.getText().replace(/\/\*\*[\s\S]*?\*\//g, ""))}`;
  }

  member(member: ts.Node): string {
    const code = tidy(member.getText()).replace(/;$/, "");
    return /^[^(]*\?:/.test(code) ? code.replace(/ \| undefined$/, "") : code;
  }
}

const tidy = (code: string): string =>
  code
    .replace(/(\?: [^;,{}()]*?) \| undefined(?=[;,)\s])/g, "$1")
    .replace(/<ArrayBuffer>/g, "")
    // What Float32Array<ArrayBuffer> is called for the sake of compilers that don't know that typed arrays have arguments.
    .replace(/ReturnType<(\w+)Constructor\["of"\]>/g, "$1")
    .replace(/import\("[^"]*"\)\./g, "")
    .replace(/\s+/g, " ")
    .replace(/^ ?\| /, "");
