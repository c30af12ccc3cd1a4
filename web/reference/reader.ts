// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import ts from "typescript";

import { type Doc, parseDoc } from "./docstring.ts";
import { type Group, sharedTitles } from "./groups.ts";
import type { Entry, FunctionEntry, Member, Option, Parameter, SharedEntry, TypeEntry } from "./model.ts";
import type { Published } from "./program.ts";
import { TypePrinter } from "./types.ts";

/** "crossEntropy" as an anchor: "cross-entropy". */
const kebab = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1-$2")
    .replaceAll(".", "-")
    .toLowerCase();

/** Where functions are: the path to them, and the probe's table of their calls. */
const tables = [
  { path: "", call: "", table: "ModuleCalls" },
  { path: "", call: "s.", table: "InstanceCalls" },
  { path: "information.", call: "s.information.", table: "InformationCalls" },
  { path: "heap.", call: "s.heap.", table: "HeapCalls" },
  { path: "scorer.", call: "s.scorer.", table: "ScorerCalls" },
] as const;

/** The functions that are no instance's. */
const ownExports: ReadonlySet<string> = new Set(["load", "transfer"]);

const tableNames: ReadonlySet<string> = new Set(tables.map(({ table }) => table));

/** Reads the package's types and documentation. */
export class Reader {
  readonly #checker: ts.TypeChecker;
  readonly #exports: Published["exports"];
  readonly #printer: TypePrinter;
  readonly #shared = new Map<string, { symbol: ts.Symbol; of: string[] }>();

  constructor({ checker, exports }: Published) {
    this.#checker = checker;
    this.#exports = exports;
    this.#printer = new TypePrinter(checker, exports);
  }

  /** Everything public. */
  entries(): Entry[] {
    const functions = tables.flatMap(({ path, call, table }) => this.#functions(path, call, table));
    const shared = [...this.#shared].map(([name, { symbol, of }]) => this.#sharedEntry(name, symbol, of));
    const types = [...this.#exports.values()].filter(
      (symbol) => !tableNames.has(symbol.name) && (symbol.flags & (ts.SymbolFlags.Type | ts.SymbolFlags.Class)) !== 0,
    );
    return [...functions, ...shared, ...types.map((symbol) => this.#typeEntry(symbol))];
  }

  /** Whether a group begins with this type's documentation. */
  heads(name: string, groups: readonly Group[]): boolean {
    return groups.some(({ about }) => typeof about === "object" && about.docOf === name);
  }

  docOfType(name: string): Doc {
    const symbol = this.#exports.get(name);
    if (symbol === undefined) throw new Error(`there is no type ${name}`);
    return this.#docOf(name, symbol);
  }

  #functions(path: string, call: string, table: (typeof tables)[number]["table"]): FunctionEntry[] {
    const symbol = this.#exports.get(table);
    if (symbol === undefined) throw new Error(`the probe has no ${table}`);
    const calls = this.#checker.getPropertiesOfType(this.#checker.getDeclaredTypeOfSymbol(symbol));
    return calls.flatMap((property) => {
      const type = this.#checker.getTypeOfSymbol(property);
      // [Symbol.dispose] is dispose() by another name.
      if (this.#property(type, "args") === undefined || property.name.startsWith("__@")) return [];
      return [this.#functionEntry(path + property.name, call + property.name, this.#origin(property.name, path), type)];
    });
  }

  /** The property of the package's own type, which has the documentation. */
  #origin(name: string, path: string): ts.Symbol {
    const exported = ownExports.has(path + name) ? name : "Surprisal";
    const root = this.#exports.get(exported);
    if (root === undefined) throw new Error(`the package exports no ${exported}`);
    if (exported === name) return root;
    let type = this.#checker.getDeclaredTypeOfSymbol(root);
    for (const step of path.split(".").filter(Boolean)) type = this.#property(type, step) ?? type;
    const found = type.getProperty(name);
    if (found === undefined) throw new Error(`there is no ${path}${name}`);
    return found;
  }

  #property(type: ts.Type, name: string): ts.Type | undefined {
    const symbol = type.getProperty(name);
    const found = symbol && this.#checker.getTypeOfSymbol(symbol);
    return found === undefined || (found.flags & ts.TypeFlags.Undefined) !== 0 ? undefined : found;
  }

  #functionEntry(name: string, call: string, origin: ts.Symbol, calls: ts.Type): FunctionEntry {
    const parameters = this.#parameters(this.#property(calls, "args"));
    const last = parameters.at(-1);
    const hasOptions = last?.name === "options" || last?.name === "config";
    const options = hasOptions ? this.#options(last.of, false) : [];
    const gradArgs = this.#parameters(this.#property(calls, "gradArgs"));
    const gradOptions = gradArgs.length > 0 ? this.#options(gradArgs.at(-1)?.of, true) : [];
    const known = new Set(options.map((option) => option.name));
    const result = this.#property(calls, "result");
    return {
      kind: "function",
      id: kebab(name),
      name,
      call,
      doc: this.#docOf(name, origin),
      parameters: parameters.map(({ name: label, type, isOptional }) => ({ name: label, type, isOptional })),
      options: [...options, ...gradOptions.filter((option) => !known.has(option.name))],
      result: result === undefined ? "void" : this.#printer.result(result),
      grad: gradArgs.length > 0 ? this.#noteShared(name, origin) : undefined,
    };
  }

  #parameters(tuple: ts.Type | undefined): (Parameter & { of: ts.Type })[] {
    if (tuple === undefined) return [];
    const { target } = tuple as ts.TupleTypeReference;
    return this.#checker.getTypeArguments(tuple as ts.TupleTypeReference).map((type, index) => {
      const label = target.labeledElementDeclarations?.[index]?.name;
      if (label === undefined || !ts.isIdentifier(label)) throw new Error("a parameter has no name");
      const isOptional = ((target.elementFlags[index] ?? 0) & ts.ElementFlags.Optional) !== 0;
      return { name: label.text, type: this.#printer.print(type), isOptional, of: type };
    });
  }

  #options(type: ts.Type | undefined, isOfGrad: boolean): Option[] {
    if (type === undefined) return [];
    return this.#checker.getPropertiesOfType(this.#checker.getNonNullableType(type)).map((symbol) => {
      const doc = ts.displayPartsToString(symbol.getDocumentationComment(this.#checker));
      if (doc === "") throw new Error(`the option ${symbol.name} has no documentation`);
      const isOptional = (symbol.flags & ts.SymbolFlags.Optional) !== 0;
      const printed = this.#printer.print(this.#checker.getTypeOfSymbol(symbol));
      return { name: symbol.name, type: printed, isOptional, doc: doc.replace(/\s+/g, " "), isOfGrad };
    });
  }

  /** The contract of a function's `valueAndGrad`, which belongs to the interface that declares it. */
  #noteShared(name: string, origin: ts.Symbol): string {
    const symbol = this.#checker.getTypeOfSymbol(origin).getProperty("valueAndGrad");
    const parent = symbol?.declarations?.[0]?.parent;
    if (symbol === undefined || parent === undefined || !ts.isInterfaceDeclaration(parent)) {
      throw new Error(`the valueAndGrad of ${name} belongs to no interface`);
    }
    const shared = `${parent.name.text}.valueAndGrad`;
    const known = this.#shared.get(shared);
    if (known === undefined) this.#shared.set(shared, { symbol, of: [name] });
    else known.of.push(name);
    return kebab(shared);
  }

  #sharedEntry(name: string, symbol: ts.Symbol, of: readonly string[]): SharedEntry {
    return {
      kind: "shared",
      id: kebab(name),
      name,
      title: sharedTitles[name] ?? name,
      doc: this.#docOf(name, symbol),
      of,
    };
  }

  /** The documentation of a symbol, or of what is called through it. */
  #docOf(name: string, symbol: ts.Symbol): Doc {
    const signature = this.#checker.getTypeOfSymbol(symbol).getCallSignatures()[0];
    const own = ts.displayPartsToString(symbol.getDocumentationComment(this.#checker));
    const source = own === "" && signature !== undefined ? signature : symbol;
    const text = ts.displayPartsToString(source.getDocumentationComment(this.#checker));
    const tags = source === symbol ? symbol.getJsDocTags(this.#checker) : source.getJsDocTags();
    if (text === "") throw new Error(`${name} has no documentation`);
    const examples = tags
      .filter((tag) => tag.name === "example")
      .map((tag) => ts.displayPartsToString(tag.text).trim());
    try {
      return parseDoc(text, examples);
    } catch (error) {
      throw new Error(`${name}: ${(error as Error).message}`, { cause: error });
    }
  }

  #typeEntry(symbol: ts.Symbol): TypeEntry {
    const { name } = symbol;
    const declaration = symbol.declarations?.[0];
    if (declaration === undefined) throw new Error(`${name} is declared nowhere`);
    const entry = { kind: "type", id: `type-${kebab(name)}`, name, doc: this.#docOf(name, symbol) } as const;
    if (ts.isInterfaceDeclaration(declaration) || ts.isClassDeclaration(declaration)) {
      return { ...entry, code: this.#printer.heading(declaration), members: this.#members(name, declaration) };
    }
    if (!ts.isTypeAliasDeclaration(declaration)) throw new Error(`${name} is neither a type nor a function`);
    return { ...entry, code: this.#printer.alias(declaration), members: this.#choices(declaration) };
  }

  #members(owner: string, declaration: ts.InterfaceDeclaration | ts.ClassDeclaration): Member[] {
    // What is called on them, is an entry of its own.
    const holdsFunctions = owner === "Surprisal" || declaration.members.some(ts.isCallSignatureDeclaration);
    return [...declaration.members, ...this.#inherited(declaration)].flatMap((member) => {
      const symbol = member.name && this.#checker.getSymbolAtLocation(member.name);
      const name = member.name?.getText() ?? "";
      if (symbol === undefined || (holdsFunctions && ts.isMethodSignature(member))) return [];
      const text = ts.displayPartsToString(symbol.getDocumentationComment(this.#checker));
      const code = this.#printer.member(member);
      if (text === "") return [{ code, name, doc: { summary: "", blocks: [], examples: [] } }];
      return [{ code, name, doc: this.#docOf(`${owner}.${name}`, symbol) }];
    });
  }

  /** Properties from interfaces that have no entry of their own. */
  #inherited(declaration: ts.InterfaceDeclaration | ts.ClassDeclaration): ts.PropertySignature[] {
    const bases = (declaration.heritageClauses ?? []).flatMap(({ types }) => types);
    return bases.flatMap((base) => {
      const symbol = this.#checker.getTypeAtLocation(base).symbol as ts.Symbol | undefined;
      if (symbol === undefined || this.#exports.has(symbol.name)) return [];
      const [source] = symbol.declarations ?? [];
      if (source === undefined || !ts.isInterfaceDeclaration(source) || symbol.name === "Error") return [];
      return [...source.members.filter(ts.isPropertySignature), ...this.#inherited(source)];
    });
  }

  /** The words of a union that say each what they mean. */
  #choices(declaration: ts.TypeAliasDeclaration): Member[] {
    if (!ts.isUnionTypeNode(declaration.type)) return [];
    const file = declaration.getSourceFile().text;
    let from = declaration.type.getFullStart();
    return declaration.type.types.flatMap((choice) => {
      // The comment may stand before the bar as well as behind it.
      const comment = /\/\*\*\s*([\s\S]*?)\s*\*\/[\s|]*$/.exec(file.slice(from, choice.getStart()))?.[1];
      from = choice.end;
      const code = choice.getText();
      return comment === undefined ? [] : [{ code, name: code, doc: parseDoc(comment, []) }];
    });
  }
}
