// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What a row loss declares of itself, and the options that all of them have.

import type { Address, RawFunctions, StatusCode } from "../core/raw_module.ts";
import { kindOf, shown } from "../errors.ts";
import type { NumberOption, NumberOptions, ValuesOf } from "../options.ts";
import type { FloatInput, FloatOutput, Reduction } from "../types.ts";
import type { RowShape } from "./row_shape.ts";

/** The arguments of a loss's raw function: sizes, addresses (0 if absent), and the options that all row losses have. */
export interface RowLossArguments extends RowShape {
  logits: Address;
  target: Address;
  weight: Address;
  ignoreIndex: number;
  reduction: number;
  rowLosses: Address;
  gradLogits: Address;
  gradTarget: Address;
  gradOutput: Address;
}

export interface RowLossDeclaration<Declared extends NumberOptions> {
  readonly name: string;
  /** The options it has beside those of all row losses. */
  readonly options: Declared;
  readonly withLabels: (raw: RawFunctions, at: RowLossArguments, own: ValuesOf<Declared>) => StatusCode;
  /** Absent if the loss takes labels alone. */
  readonly withProbs?: (raw: RawFunctions, at: RowLossArguments, own: ValuesOf<Declared>) => StatusCode;
}

export interface CommonOptions {
  readonly shape?: readonly number[] | undefined;
  readonly weight?: FloatInput | undefined;
  readonly ignoreIndex?: number | undefined;
  readonly reduction?: Reduction | undefined;
  readonly out?: FloatOutput | undefined;
  readonly gradOut?: FloatOutput | { readonly input?: FloatOutput; readonly target?: FloatOutput } | undefined;
  readonly gradOutput?: number | FloatInput | undefined;
  readonly wrt?: readonly string[] | undefined;
}

export const valueOptions = ["shape", "weight", "ignoreIndex", "reduction", "out"] as const;
export const gradOptions = ["gradOut", "gradOutput", "wrt"] as const;

export const ignoreIndexOption: NumberOption = { fallback: -100, low: -(2 ** 31), high: 2 ** 31 - 1, integer: true };

/** With `wrt`: an object with an array for some of the names there. Another key would silently get nothing. */
export function checkGradOut(
  operation: string,
  wrt: readonly unknown[],
  gradOut: unknown,
): asserts gradOut is { readonly input?: FloatOutput; readonly target?: FloatOutput } | undefined {
  if (gradOut === undefined) return;
  if (typeof gradOut !== "object" || gradOut === null || ArrayBuffer.isView(gradOut) || "view" in gradOut) {
    throw new TypeError(`${operation}: gradOut is ${kindOf(gradOut)}, but with wrt it is an object: { input, target }`);
  }
  for (const key in gradOut) {
    if (!wrt.includes(key)) throw new TypeError(`${operation}: gradOut has ${shown(key)}, which wrt does not name`);
  }
}
