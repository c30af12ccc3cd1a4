// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { Context } from "../core/context.ts";
import { lazily } from "../core/lazily.ts";
import * as declarations from "./all.ts";
import * as rowDeclarations from "./all_of_rows.ts";
import type { LossDeclaration } from "./declaration.ts";
import type { LossFunctions } from "./function.ts";
import { Loss } from "./loss.ts";
import type { RowLossDeclaration } from "./row_declaration.ts";
import { RowLoss } from "./row_loss.ts";

export type Losses = LossFunctions<typeof declarations>;

type Name = keyof typeof declarations;

function makeRowLoss(context: Context, name: Name) {
  const loss = lazily(() => new RowLoss(context, declarations[name] as unknown as RowLossDeclaration, `_${name}`));
  const value = (input: unknown, target: unknown, options?: object) => loss().value(input, target, options);
  return Object.assign(value, {
    valueAndGrad: (input: unknown, target: unknown, options?: object) => loss().valueAndGrad(input, target, options),
  });
}

function makeAnyLoss(context: Context, name: Name) {
  const loss = lazily(() => new Loss(context, declarations[name] as unknown as LossDeclaration, `_${name}`));
  const value = (...args: readonly unknown[]) => loss().value(args);
  const valueAndGrad = (...args: readonly unknown[]) => loss().valueAndGrad(args);
  return Object.assign(value, { valueAndGrad });
}

/**
 * No declaration is read before its loss is called: in a bundle each is behind a function, which the engine would compile.
 * @internal
 */
export function makeLosses(context: Context): Losses {
  const losses: Partial<Record<Name, object>> = {};
  for (const name of Object.keys(declarations) as Name[]) {
    losses[name] = name in rowDeclarations ? makeRowLoss(context, name) : makeAnyLoss(context, name);
  }
  return losses as Losses;
}
