// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { Context } from "../core/context.ts";
import * as declarations from "./all.ts";
import type { LossDeclaration } from "./declaration.ts";
import type { LossFunctions } from "./function.ts";
import { Loss } from "./loss.ts";

export type Losses = LossFunctions<typeof declarations>;

type Name = keyof typeof declarations;

function makeLoss(context: Context, name: Name) {
  const loss = new Loss(context, declarations[name] as unknown as LossDeclaration, context.memory.raw[`_${name}`]);
  const { arity } = loss;
  const value = (...args: readonly unknown[]) => loss.value(args, args[arity]);
  const valueAndGrad = (...args: readonly unknown[]) => loss.valueAndGrad(args, args[arity]);
  return Object.assign(value, { valueAndGrad });
}

/** @internal */
export function makeLosses(context: Context): Losses {
  const names = Object.keys(declarations) as Name[];
  return Object.fromEntries(names.map((name) => [name, makeLoss(context, name)])) as unknown as Losses;
}
