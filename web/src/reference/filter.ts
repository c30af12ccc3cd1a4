// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The index's filter: what is typed keeps the entries whose name or summary has all of its words.

import { setText } from "../ui/dom.ts";

/** The words of a query, as they are compared. */
export function wordsOf(query: string): readonly string[] {
  return query.toLowerCase().split(/\s+/).filter(Boolean);
}

/** Whether a text, in lower case, has every word. */
export function isMatch(text: string, words: readonly string[]): boolean {
  return words.every((word) => text.includes(word));
}

export interface FilterElements {
  readonly list: HTMLElement;
  readonly query: HTMLInputElement;
  /** Says how many entries there are. */
  readonly matches: HTMLElement;
}

/** Filters the list as the query changes, and moves through what is left by the arrow keys. */
export function bindFilter({ list, query, matches }: FilterElements): void {
  const items = [...list.querySelectorAll<HTMLLIElement>("li[data-words]")];
  const sections = [...list.querySelectorAll<HTMLElement>("section")];

  const apply = () => {
    const words = wordsOf(query.value);
    let count = 0;
    for (const item of items) {
      item.hidden = !isMatch(item.dataset.words ?? "", words);
      if (!item.hidden) count++;
    }
    for (const section of sections) section.hidden = section.querySelector("li:not([hidden])") === null;
    setText(matches, words.length === 0 ? "" : `${count} of ${items.length}`);
  };

  const links = () => items.flatMap((item) => (item.hidden ? [] : [item.querySelector("a")])).filter((a) => a !== null);

  /** Moves the focus among the field and the links that are left. */
  const move = (step: 1 | -1) => {
    const stops: HTMLElement[] = [query, ...links()];
    const at = stops.indexOf(document.activeElement as HTMLElement);
    stops[Math.min(Math.max(at + step, 0), stops.length - 1)]?.focus();
  };

  const clear = () => {
    query.value = "";
    apply();
    query.focus();
  };

  query.addEventListener("input", apply);
  query.addEventListener("keydown", (event) => {
    if (event.key === "Enter") links()[0]?.click();
  });
  for (const element of [list, query]) {
    element.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown") move(1);
      else if (event.key === "ArrowUp") move(-1);
      else if (event.key === "Escape") clear();
      else return;
      event.preventDefault();
    });
  }
  apply();
}
