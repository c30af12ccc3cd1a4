// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What a loss declares of itself. Its checks, its messages, the call of the core and its TypeScript type all follow.

import type { Subjects } from "../core/context.ts";
import type { Operand } from "../inputs/operand.ts";
import type { Described, OptionDeclarations, ReductionKind } from "./function.ts";
import type { Roles, Signature } from "./signature.ts";

/** The arrays of one call, by name; absent ones are not `present`. */
export type Operands = Readonly<Record<string, Operand>>;

export interface LossDeclaration<
  Args extends readonly unknown[] = readonly unknown[],
  Arrays extends Roles = Roles,
  Options extends OptionDeclarations | undefined = OptionDeclarations | undefined,
  Kind extends ReductionKind = ReductionKind,
> {
  readonly name: string;
  readonly signature: Signature<Args, Arrays>;
  /** The options of its own: in the order in which the core has them. */
  readonly options?: Options;
  /** Default: "mean". */
  readonly reduction?: Kind;
  /**
   * Checks that the shapes go together, and returns how many losses there are for reduction "none". `values` has the
   * numeric options.
   */
  readonly settle: (operation: string, arrays: Operands, values: Readonly<Record<string, number>>) => number;
  /** Which arrays the core's complaints are about, by their names. */
  readonly complaints?: { readonly [Subject in keyof Subjects]?: string };
  /** The array whose first axis has the classes that labels name; else they are the last axis of the first array. */
  readonly classesOf?: string;
  /** A gradient of the losses' own number may be written over its array. */
  readonly inPlace?: true;
}

/** Shows of a declaration what its function's type follows from; the rest is for this package alone. */
export function declareLoss<
  Args extends readonly unknown[],
  Arrays extends Roles,
  const Options extends OptionDeclarations | undefined = undefined,
  const Kind extends ReductionKind = "mean",
>(declaration: LossDeclaration<Args, Arrays, Options, Kind>): Described<Args, Arrays, Options, Kind> {
  return declaration as unknown as Described<Args, Arrays, Options, Kind>;
}
