// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { expect } from "vitest";

import { difference, type Bound } from "./close.ts";

type Numbers = ArrayLike<number> | number;
export type Check = readonly [what: string, got: Numbers, want: Numbers, bound: Bound, largerScale?: number];

/** Runs all cases, so that one report has all that differ. */
export function checkAll<Case extends { readonly name: string }>(
  cases: readonly Case[],
  run: (item: Case) => readonly Check[],
): void {
  const list = (value: Numbers) => (typeof value === "number" ? [value] : value);
  const failures = cases.flatMap((item) =>
    run(item).flatMap(([what, got, want, bound, largerScale]) => {
      const found = difference(list(got), list(want), bound, largerScale);
      return found === undefined ? [] : [`${item.name}: ${what} ${found}`];
    }),
  );
  expect(failures).toEqual([]);
}
