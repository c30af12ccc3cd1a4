// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

/** The element with this id, which the page's HTML is known to have. */
export function byId<T extends Element = HTMLElement>(
  id: string,
  kind: abstract new (...args: never) => T = HTMLElement as never,
): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${kind.name} with the id "${id}"`);
  return found;
}

/** Sets a text only when it differs: what did not change is not announced or laid out again. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
