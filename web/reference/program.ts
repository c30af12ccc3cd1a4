// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The compiler's view of the package as it is published. A module of a few lines stands beside the package and asks for it
// by its public names; that module's types say what calls of generic functions take and give.

import ts from "typescript";

const probe = `
import * as surprisal from "surprisal";
import * as worker from "surprisal/worker";
export * from "surprisal";
export * from "surprisal/worker";
type Calls<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends (...args: infer Args) => infer Result
    ? { args: Args; result: Result; gradArgs: GradArgs<Table[Name]> }
    : undefined;
};
type GradArgs<F> = F extends { valueAndGrad: (...args: infer Args) => unknown } ? Args : undefined;
export type ModuleCalls = Calls<Pick<typeof surprisal, "load"> & Pick<typeof worker, "transfer">>;
export type InstanceCalls = Calls<surprisal.Surprisal>;
export type InformationCalls = Calls<surprisal.Surprisal["information"]>;
export type HeapCalls = Calls<surprisal.Surprisal["heap"]>;
export type ScorerCalls = Calls<Pick<surprisal.Surprisal["scorer"], "fromJSON">>;
`;

const compilerOptions: ts.CompilerOptions = {
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts", "lib.dom.d.ts"],
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  // The tests of the package check its declarations themselves.
  skipLibCheck: true,
  noEmit: true,
};

/** Compiles `sources`, which exist in memory alone, as modules in `folder`. */
export function compile(folder: string, sources: ReadonlyMap<string, string>): ts.Program {
  const host = ts.createCompilerHost(compilerOptions);
  const files = new Map([...sources].map(([name, text]) => [`${folder}/${name}`, text]));
  host.fileExists = (file) => files.has(file) || ts.sys.fileExists(file);
  host.readFile = (file) => files.get(file) ?? ts.sys.readFile(file);
  return ts.createProgram([...files.keys()], compilerOptions, host);
}

/** What is wrong with a program, one line each. */
export function complaintsOf(program: ts.Program): string[] {
  return ts.getPreEmitDiagnostics(program).map((diagnostic) => {
    const { file, start = 0, messageText } = diagnostic;
    const text = ts.flattenDiagnosticMessageText(messageText, "\n");
    if (file === undefined) return text;
    return `${file.fileName}:${file.getLineAndCharacterOfPosition(start).line + 1}: ${text}`;
  });
}

export interface Published {
  readonly checker: ts.TypeChecker;
  /** Everything that the package exports, and the tables of calls, by name. */
  readonly exports: ReadonlyMap<string, ts.Symbol>;
}

/** The package as it is found from `folder`. */
export function published(folder: string): Published {
  const name = "reference-probe.ts";
  const program = compile(folder, new Map([[name, probe]]));
  const complaints = complaintsOf(program);
  if (complaints.length > 0) throw new Error(`the package's types don't compile:\n${complaints.join("\n")}`);
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(`${folder}/${name}`);
  const module = file && checker.getSymbolAtLocation(file);
  if (module === undefined) throw new Error("the package has no types");
  const symbols = checker.getExportsOfModule(module).map((symbol) => {
    const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
    return [symbol.name, isAlias ? checker.getAliasedSymbol(symbol) : symbol] as const;
  });
  return { checker, exports: new Map(symbols) };
}
