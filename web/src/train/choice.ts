// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// A setting as a <select>: what it offers, and what an address may have asked for besides.

import { byId } from "../ui/dom.ts";
import { RULES, type Settings, type WORDS, readNumber } from "./settings.ts";

export type ChoiceName = Exclude<keyof typeof RULES, "rate"> | keyof typeof WORDS;
export type Change = Partial<Settings>;

export interface Choice {
  /** Of the select. */
  readonly id: string;
  readonly name: ChoiceName;
  readonly offered: readonly (readonly [value: string | number, text: string])[];
  /** How a number that is not among the offered ones is written. */
  readonly write?: (value: number) => string;
}

/** Offers the usual values and, before them, one that an address asked for. */
export function showChoice({ id, name, offered, write = String }: Choice, settings: Settings): void {
  const select = byId(id, HTMLSelectElement);
  const value = settings[name];
  const text = String(value);
  if (!Array.from(select.options).some((option) => option.value === text)) {
    const known = offered.some(([other]) => other === value);
    const extra = known ? [] : [[value, typeof value === "number" ? write(value) : text] as const];
    select.replaceChildren(...[...extra, ...offered].map(([other, label]) => new Option(label, String(other))));
  }
  select.value = text;
}

/** Calls back with the setting that was chosen. */
export function onChoice({ id, name }: Choice, callback: (change: Change) => void): void {
  const select = byId(id, HTMLSelectElement);
  select.addEventListener("change", () => {
    if (name in RULES) {
      callback({ [name]: readNumber(select.value, RULES[name as keyof typeof RULES]) });
    } else {
      callback({ [name]: select.value });
    }
  });
}
