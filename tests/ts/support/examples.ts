// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Examples of the documentation, run. An expression with a comment behind it is held to that comment: a value, numbers to
// the digits that are shown; "throws ErrorType: message"; or, of console.log, what is printed.

import ts from "typescript";
import { runInThisContext } from "node:vm";

export interface Outcome {
  readonly code: string;
  readonly expected: string;
  /** What is wrong; undefined if it is as the comment says. */
  readonly problem: string | undefined;
  readonly got: unknown;
}

type Attempt = { readonly value: unknown } | { readonly error: unknown };

interface Statement {
  readonly code: string;
  readonly expected: string | undefined;
  /** Of console.log: its arguments, as code. */
  readonly printed: string | undefined;
}

function statementsOf(text: string): Statement[] {
  const file = ts.createSourceFile("example.ts", text, ts.ScriptTarget.ES2022, true);
  return file.statements.flatMap((statement) => {
    const code = statement.getText();
    if (ts.isImportDeclaration(statement)) return [];
    const comment = ts.getTrailingCommentRanges(text, statement.end)?.[0];
    const expected = comment && text.slice(comment.pos + 2, comment.end).trim();
    if (!ts.isExpressionStatement(statement)) return [{ code, expected: undefined, printed: undefined }];
    const { expression } = statement;
    const isPrint = ts.isCallExpression(expression) && expression.expression.getText() === "console.log";
    const printed = isPrint ? `[${expression.arguments.map((argument) => argument.getText()).join(", ")}]` : undefined;
    return [{ code: expression.getText(), expected, printed }];
  });
}

const isArrayLike = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));

/** The number as text with as many digits as `shown` has. */
function withDigitsOf(shown: string, value: number): string {
  if (shown.includes("e")) return value.toExponential(/\.(\d+)/.exec(shown)?.[1]?.length ?? 0);
  return value.toFixed(/\.(\d+)/.exec(shown)?.[1]?.length ?? 0).replace(/^-(?=[0.]+$)/, "");
}

/** Whether a value is what an expression of literals says. */
function isAsShown(expression: ts.Expression, value: unknown): boolean {
  if (ts.isParenthesizedExpression(expression)) return isAsShown(expression.expression, value);
  if (ts.isArrayLiteralExpression(expression)) {
    const { elements } = expression;
    return (
      isArrayLike(value) &&
      value.length === elements.length &&
      elements.every((element, index) => isAsShown(element, value[index]))
    );
  }
  if (ts.isObjectLiteralExpression(expression)) {
    if (typeof value !== "object" || value === null || isArrayLike(value)) return false;
    const record = value as Readonly<Record<string, unknown>>;
    const { properties } = expression;
    return (
      properties.length === Object.keys(record).length &&
      properties.every(
        (property) =>
          ts.isPropertyAssignment(property) && isAsShown(property.initializer, record[property.name.getText()]),
      )
    );
  }
  if (ts.isStringLiteral(expression)) return value === expression.text;
  const text = expression.getText();
  if (text === "undefined") return value === undefined;
  if (text === "true" || text === "false") return value === (text === "true");
  if (typeof value !== "number") return false;
  if (text === "NaN") return Number.isNaN(value);
  if (/^-?Infinity$/.test(text)) return value === Number(text);
  if (/^-?\d+(\.\d+)?(e[-+]\d+)?$/.test(text)) return withDigitsOf(text, value) === text;
  throw new Error(`an example promises "${text}", which is no literal`);
}

function problemOf(expected: string, attempt: Attempt): string | undefined {
  const wanted = /^throws (.*)$/.exec(expected)?.[1];
  if ("error" in attempt) {
    const { error } = attempt;
    const got = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return wanted === got ? undefined : `threw ${got}`;
  }
  if (wanted !== undefined) return "threw nothing";
  const file = ts.createSourceFile("expected.ts", `(${expected})`, ts.ScriptTarget.ES2022, true);
  const [statement] = file.statements;
  const isOne = statement !== undefined && file.statements.length === 1 && ts.isExpressionStatement(statement);
  if (!isOne) return "the comment is no value";
  return isAsShown(statement.expression, attempt.value) ? undefined : "is something else";
}

/** Runs one example; `names` are what it can use. Gives an outcome for each comment that promises something. */
export async function runExample(text: string, names: Readonly<Record<string, unknown>>): Promise<Outcome[]> {
  const statements = statementsOf(text);
  const outcomes: Outcome[] = [];
  const check = async (index: number, run: () => unknown) => {
    const { code = "", expected = "", printed } = statements[index] ?? {};
    let attempt: Attempt;
    try {
      attempt = { value: await run() };
    } catch (error) {
      attempt = { error };
    }
    const got = "value" in attempt ? attempt.value : attempt.error;
    if (printed !== undefined && isArrayLike(got)) {
      const line = Array.from(got, String).join(" ");
      outcomes.push({ code, expected, got: line, problem: line === expected ? undefined : "prints something else" });
    } else outcomes.push({ code, expected, got, problem: problemOf(expected, attempt) });
  };
  const body = statements
    .map(({ code, expected, printed }, index) =>
      expected === undefined ? `${code};` : `await check(${index}, async () => (${printed ?? code}));`,
    )
    .join("\n");
  const parameters = ["check", ...Object.keys(names)].join(", ");
  // In a block of its own, an example may name something as it is named here.
  const run = runInThisContext(`(async (${parameters}) => {{\n${body}\n}})`) as (...args: unknown[]) => Promise<void>;
  await run(check, ...Object.values(names));
  return outcomes;
}
