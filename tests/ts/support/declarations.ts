// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import * as declarations from "../../../bindings/ts/losses/all.ts";
import type { LossDeclaration } from "../../../bindings/ts/losses/declaration.ts";
import type { OptionDeclarations, ReductionKind } from "../../../bindings/ts/losses/function.ts";

/** What tests read of a declaration. */
export interface AnyDeclaration {
  readonly options: OptionDeclarations;
  readonly reduction: ReductionKind;
}

/** The declaration of a loss. */
export default function declarationsOf(loss: string): AnyDeclaration {
  const declared = (declarations as unknown as Readonly<Record<string, LossDeclaration>>)[loss];
  if (declared === undefined) throw new Error(`${loss} is not declared`);
  return { options: declared.options ?? {}, reduction: declared.reduction ?? "mean" };
}
