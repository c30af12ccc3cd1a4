// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { Context } from "../core/context.ts";
import type { RawLosses } from "../core/raw_module.ts";
import * as declarations from "./all.ts";
import type { LossDeclaration } from "./declaration.ts";
import type { LossFunctions } from "./function.ts";
import { Loss } from "./loss.ts";
import type { RowLossDeclaration } from "./row_declaration.ts";
import { RowLoss } from "./row_loss.ts";

export type Losses = LossFunctions<typeof declarations>;

type Name = keyof typeof declarations;

type AnyDeclaration = LossDeclaration | RowLossDeclaration;

/** Calls `make` when its result is first wanted: a program calls few of the losses, and all of them were dear to make. */
function lazily<Made>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => (made ??= make());
}

function makeLoss(context: Context, name: Name) {
  const declaration = declarations[name] as unknown as AnyDeclaration;
  const raw = `_${name}` as const;
  return "rows" in declaration ? makeRowLoss(context, declaration, raw) : makeAnyLoss(context, declaration, raw);
}

function makeRowLoss(context: Context, declaration: RowLossDeclaration, raw: keyof RawLosses) {
  const loss = lazily(() => new RowLoss(context, declaration, raw));
  const value = (input: unknown, target: unknown, options?: object) => loss().value(input, target, options);
  return Object.assign(value, {
    valueAndGrad: (input: unknown, target: unknown, options?: object) => loss().valueAndGrad(input, target, options),
  });
}

function makeAnyLoss(context: Context, declaration: LossDeclaration, raw: keyof RawLosses) {
  const loss = lazily(() => new Loss(context, declaration, raw));
  const value = (...args: readonly unknown[]) => loss().value(args);
  const valueAndGrad = (...args: readonly unknown[]) => loss().valueAndGrad(args);
  return Object.assign(value, { valueAndGrad });
}

/** @internal */
export function makeLosses(context: Context): Losses {
  const names = Object.keys(declarations) as Name[];
  return Object.fromEntries(names.map((name) => [name, makeLoss(context, name)])) as unknown as Losses;
}
