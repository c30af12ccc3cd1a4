// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Every golden case of every loss in the common form, on every variant.

import { expect, test } from "vitest";

import { difference } from "./support/close.ts";
import { boundsOf } from "./support/loss_bounds.ts";
import { callOf, casesOfLoss, goldenLosses, lossOf } from "./support/losses.ts";
import { describeVariants } from "./support/variants.ts";

const list = (value: ArrayLike<number> | number) => (typeof value === "number" ? [value] : value);

describeVariants("golden losses", (s) => {
  test.each(goldenLosses)("%s", (name) => {
    const loss = lossOf(s, name);
    const { value: valueBound, grad: gradBound } = boundsOf(name);
    const failures: string[] = [];
    for (const item of casesOfLoss(name)) {
      const { args, options } = callOf(name, item);
      const report = (what: string, found: string | undefined) => {
        if (found !== undefined) failures.push(`${item.name}: ${what} ${found}`);
      };
      report("value alone", difference(list(loss(...args, options)), list(item.value), valueBound));
      const wrt = Object.keys(item.grads);
      const gradOutput = item.gradOutput ?? undefined;
      const both = loss.valueAndGrad(...args, { ...options, wrt, gradOutput });
      report("value", difference(list(both.value), list(item.value), valueBound));
      for (const [array, want] of Object.entries(item.grads)) {
        report(`gradient of ${array}`, difference(both.grad[array] ?? [], want, gradBound));
      }
    }
    expect(failures).toEqual([]);
  });
});
