// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Code as HTML, with the names that have an entry as links to it.

import ts from "typescript";

export const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** The anchors of entries, by the names that code and text use. */
export type Anchors = ReadonlyMap<string, string>;

const kindOf = (kind: ts.SyntaxKind): string | undefined => {
  if (kind === ts.SyntaxKind.SingleLineCommentTrivia) return "comment";
  if (kind === ts.SyntaxKind.StringLiteral) return "string";
  if (kind === ts.SyntaxKind.NumericLiteral) return "number";
  const isReserved = kind >= ts.SyntaxKind.FirstReservedWord && kind <= ts.SyntaxKind.LastReservedWord;
  return isReserved || modest.has(kind) ? "keyword" : undefined;
};

// Words that could be names, but are none here.
const modest: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.AwaitKeyword,
  ts.SyntaxKind.InterfaceKeyword,
  ts.SyntaxKind.ReadonlyKeyword,
]);

/** Code with its comments, literals, keywords and links marked. */
export function codeHtml(code: string, anchors: Anchors): string {
  const scanner = ts.createScanner(ts.ScriptTarget.ES2022, false, ts.LanguageVariant.Standard, code);
  let html = "";
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    const text = scanner.getTokenText();
    const mark = kindOf(kind);
    const anchor = kind === ts.SyntaxKind.Identifier ? anchors.get(text) : undefined;
    if (mark !== undefined) html += `<span class="code-${mark}">${escaped(text)}</span>`;
    else if (anchor !== undefined) html += `<a href="#${anchor}">${escaped(text)}</a>`;
    // A narrow page breaks a call there, if it must.
    else if (kind === ts.SyntaxKind.OpenParenToken) html += "(<wbr>";
    else if (kind === ts.SyntaxKind.DotToken) html += "<wbr>.";
    else html += escaped(text);
  }
  return html;
}

/** Several lines of code, each an element: a narrow page breaks it and indents what follows. */
export const linesHtml = (code: string, anchors: Anchors): string =>
  code
    .split("\n")
    .map((line) => `<span class="code-line">${codeHtml(line, anchors)}</span>`)
    .join("");

/** A name of several words, which may be broken between them. */
export const nameHtml = (name: string): string => escaped(name).replace(/(?<=[a-z0-9.])(?=[A-Z])/g, "<wbr>");

/** A paragraph whose heading has become a heading: it begins with a capital, if with a word at all. */
export const asSentence = (text: string): string =>
  text.replace(/^[a-z]+(?=[ ,;])/, (word) => word.charAt(0).toUpperCase() + word.slice(1));

/** Text of a contract: `code`, links, and apostrophes as print has them. */
export function textHtml(text: string, anchors: Anchors): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => {
      const code = /^`([^`]*)`$/.exec(part)?.[1];
      if (code === undefined)
        return escaped(part.replace(/\{@link ([\w.]+)\}/g, "$1")).replace(/(\w)'(?=\w|\s)/g, "$1’");
      const anchor = anchors.get(code.replace(/^s\./, ""));
      const html = `<code>${escaped(code)}</code>`;
      return anchor === undefined ? html : `<a href="#${anchor}">${html}</a>`;
    })
    .join("");
}
