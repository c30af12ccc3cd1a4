// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

type Attributes = Readonly<Record<string, string>>;

function filled<T extends Element>(element: T, attributes: Attributes, children: readonly (Node | string)[]): T {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** An HTML element with attributes and children. */
export function html<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  return filled(document.createElement(tag), attributes, children);
}

/** An SVG element with attributes and children. */
export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Node[]
): SVGElementTagNameMap[K] {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

let count = 0;

/** An id that nothing else on the page has. */
export const freshId = (): string => `figure-${++count}`;

/** Sets custom properties of the style sheet; the page's policy allows it from scripts alone. */
export function setStyle(element: HTMLElement, properties: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(properties)) element.style.setProperty(`--${name}`, String(value));
}
