// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

//
// Elements, made without any HTML in strings: what files hold is text, never markup.

type Child = Node | string;

/** Scalable vector graphics. */
export function svg(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  ...children: Child[]
): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

export function html<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** A table whose first column names its rows. */
export function table(caption: string, head: readonly string[], rows: readonly (readonly Child[])[]): HTMLTableElement {
  const body = rows.map(([first = "", ...others]) =>
    html("tr", {}, html("th", { scope: "row" }, first), ...others.map((cell) => html("td", {}, cell))),
  );
  return html(
    "table",
    {},
    html("caption", { class: "visually-hidden" }, caption),
    html("thead", {}, html("tr", {}, ...head.map((name) => html("th", { scope: "col" }, name)))),
    html("tbody", {}, ...body),
  );
}

/** Hands the visitor a file. */
export function save(file: File): void {
  const url = URL.createObjectURL(file);
  html("a", { href: url, download: file.name }).click();
  // Not before the browser has taken it up.
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 60_000);
}
