// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What a loss of rows against labels declares of itself; declaration.ts has the form of all others. Checks, messages, the
// call of the core and the TypeScript type all follow.

import type { NumberOption } from "../options.ts";
import type { OptionDeclarations } from "./function.ts";

/**
 * - labels: one for each row
 * - either: labels, or class probabilities in the rows' own shape
 * - lists: a list of labels for each row, in the rows' own shape: what follows the first -1 is of no account
 */
export type RowTarget = "labels" | "either" | "lists";

/** "value": a number always. */
export type RowReduction = "mean" | "value";

export interface RowLossDeclaration<
  Target extends RowTarget = RowTarget,
  Options extends OptionDeclarations | undefined = OptionDeclarations | undefined,
  Kind extends RowReduction = RowReduction,
> {
  readonly name: string;
  /** What messages call the first argument. */
  readonly rows: "logits" | "logProbs" | "scores";
  readonly target: Target;
  /** Whether the rows may have no axes but that of the classes and one before it. */
  readonly flat?: true;
  /** Numbers, in the order in which the core has them, and `weight`. */
  readonly options?: Options;
  /** Default: "mean". */
  readonly reduction?: Kind;
}

/** A declared loss of rows, as far as the type of its function follows from it. Nothing here is for use at run time. */
export interface DescribedRows<
  Target extends RowTarget,
  Options extends OptionDeclarations | undefined,
  Kind extends RowReduction,
> {
  readonly target: Target;
  readonly options: Options;
  readonly kind: Kind;
}

/** Shows of a declaration what its function's type follows from; the rest is for this package alone. */
export function declareRowLoss<
  const Target extends RowTarget,
  const Options extends OptionDeclarations | undefined = undefined,
  const Kind extends RowReduction = "mean",
>(declaration: RowLossDeclaration<Target, Options, Kind>): DescribedRows<Target, Options, Kind> {
  return declaration as unknown as DescribedRows<Target, Options, Kind>;
}

export const ignoreIndexOption: NumberOption = { fallback: -100, low: -(2 ** 31), high: 2 ** 31 - 1, integer: true };

export const labelSmoothingOption: NumberOption = { fallback: 0, low: 0, high: 1, float32: true };

/** Options that several losses have. Who picks from this by name keeps the documentation in the .d.ts file of the loss. */
export interface SharedOptions {
  /** One weight for each class, at least 0. Default: all 1. */
  readonly weight: { readonly array: "fixed" };
  /** Rows with this label are left out, of the mean's denominator too. Default: -100. */
  readonly ignoreIndex: NumberOption;
  /** How much of the target's mass is spread evenly over the classes, 0 to 1. Default: 0. */
  readonly labelSmoothing: NumberOption;
}

export const weightOption: Pick<SharedOptions, "weight"> = { weight: { array: "fixed" } };

export const ignoreOption: Pick<SharedOptions, "ignoreIndex"> = { ignoreIndex: ignoreIndexOption };

export const labelOptions: Pick<SharedOptions, "weight" | "ignoreIndex"> = { ...weightOption, ...ignoreOption };

export const crossEntropyOptions: Pick<SharedOptions, "weight" | "ignoreIndex" | "labelSmoothing"> = {
  ...labelOptions,
  labelSmoothing: labelSmoothingOption,
};

/** Shared options and a loss's own. The type of a spread would not name the former. */
export function withOptions<Shared extends OptionDeclarations, const Own extends OptionDeclarations>(
  shared: Shared,
  own: Own,
): Shared & Own {
  return { ...shared, ...own };
}
