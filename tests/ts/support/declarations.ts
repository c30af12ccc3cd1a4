// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import * as declarations from "../../../bindings/ts/losses/all.ts";
import type { LossDeclaration } from "../../../bindings/ts/losses/declaration.ts";
import type { OptionDeclarations, ReductionKind } from "../../../bindings/ts/losses/function.ts";
import type { Roles } from "../../../bindings/ts/losses/signature.ts";

/** What tests read of a declaration. */
export interface AnyDeclaration {
  readonly options: OptionDeclarations;
  /** Arguments in order, of those that are declared so. */
  readonly arrays: Roles;
  readonly reduction: ReductionKind;
}

/** The declaration of a loss. */
export default function declarationsOf(loss: string): AnyDeclaration {
  const declared = (declarations as unknown as Readonly<Record<string, Partial<LossDeclaration>>>)[loss];
  if (declared === undefined) throw new Error(`${loss} is not declared`);
  const { options = {}, reduction = "mean", signature } = declared;
  return { options, reduction, arrays: signature?.arrays ?? {} };
}
