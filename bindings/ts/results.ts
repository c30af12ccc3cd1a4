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

type IsUnion<T, Whole = T> = T extends unknown ? ([Whole] extends [T] ? false : true) : never;

/** Gradients by name. */
export type NamedGrads<Names extends string, Options, New> = {
  [Name in Names]: Given<Options, "gradOut", unknown> extends Readonly<Record<Name, infer Out extends FloatOutput>>
    ? Out
    : New;
};

type OnlyGrad<Options, New> =
  Given<Options, "gradOut", New> extends infer Out ? (Out extends FloatOutput | New ? Out : New) : never;

/**
 * The gradients with respect to the arguments `Names`, or those that the option `wrt` names: an array, or where there are
 * several, and with `wrt` always, an object. `New` is what there is for one that was given no place.
 */
export type GradOf<Names extends string, Options, New = Floats> =
  Given<Options, "wrt", null> extends infer Wrt
    ? Wrt extends readonly (infer Name extends string)[]
      ? NamedGrads<Name, Options, New>
      : IsUnion<Names> extends true
        ? NamedGrads<Names, Options, New>
        : OnlyGrad<Options, New>
    : never;

/** What `valueAndGrad` gives. */
export interface ValueAndGrad<Value, Grad> {
  value: Value;
  grad: Grad;
}

/** What `Options` is where none are given: with those that the type of the result depends on, and none of them said. */
export interface NoOptions {
  readonly reduction?: undefined;
  readonly out?: undefined;
  readonly gradOut?: undefined;
  readonly wrt?: undefined;
}
