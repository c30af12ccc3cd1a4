// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The types of results, derived from the types of the options that were given.

import type { FloatOutput } from "./types.ts";

/** The type of the option `Name` in `Options`, with `Fallback` where it may be absent. */
export type Given<Options, Name extends string, Fallback> = Name extends keyof Options
  ? undefined extends Options[Name]
    ? Exclude<Options[Name], undefined> | Fallback
    : Options[Name]
  : Fallback;

/** Options of a literal type may be checked for names that don't exist: those become an error. */
export type Exactly<Options, Known> = Options & Readonly<Record<Exclude<keyof Options, keyof Known>, never>>;

/** An array of float32 of the caller's own. */
export type Floats = Float32Array<ArrayBuffer>;

/** The array that was handed in as option `Name`, or a new one. */
export type OutputOf<Options, Name extends string> = Given<Options, Name, Floats>;

/** `number` for "mean" and "sum", an array for "none", and for a single label always a number. */
export type LossValue<Target, Options> = [Target] extends [number]
  ? number
  : Given<Options, "reduction", "mean"> extends infer Chosen
    ? Chosen extends "none"
      ? OutputOf<Options, "out">
      : number
    : never;

/** One array, or, where `wrt` was given, one for each name in it. */
export type LossGrad<Options> =
  Given<Options, "wrt", null> extends infer Wrt
    ? Wrt extends readonly (infer Name extends string)[]
      ? {
          [N in Name]: Given<Options, "gradOut", unknown> extends Readonly<Record<N, infer Out extends FloatOutput>>
            ? Out
            : Floats;
        }
      : Given<Options, "gradOut", Floats> extends infer Out
        ? Out extends FloatOutput
          ? Out
          : Floats
        : never
    : never;

export interface ValueAndGrad<Value, Grad> {
  value: Value;
  grad: Grad;
}
