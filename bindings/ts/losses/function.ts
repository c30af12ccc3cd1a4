// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The types of losses as functions, of what they declare.

import type { NumberOption } from "../options.ts";
import type { Exactly, Floats, Given, GradOf, NamedGrads, NoOptions, OutputOf, ValueAndGrad } from "../results.ts";
import type { FloatInput, FloatOutput, LabelInput, Reduction } from "../types.ts";
import type { AnyDescribedRows, RowLossFunction } from "./row_function.ts";
import type { Role, Roles } from "./signature.ts";

/** An option that is true or false. */
export interface FlagOption {
  readonly flag: boolean;
}

/** An option that is one of some words; the first is the default. The core gets the word's position. */
export interface ChoiceOption {
  readonly choices: readonly [string, ...string[]];
}

/** An option that is an array. */
export interface ArrayOption {
  readonly array: Role;
}

export type OptionDeclaration = NumberOption | FlagOption | ChoiceOption | ArrayOption;
export type OptionDeclarations = Readonly<Record<string, OptionDeclaration>>;

/**
 * How the losses become the value: "mean" and "none" name the default; "batch" allows "batchmean" too; a "map" is no loss
 * but a function, whose value is always an array; a "value" is a number always.
 */
export type ReductionKind = "mean" | "none" | "batch" | "map" | "value";

/** A declared loss, as far as the type of its function follows from it. Nothing here is for use at run time. */
export interface Described<
  Args extends readonly unknown[],
  Arrays extends Roles,
  Options extends OptionDeclarations | undefined,
  Kind extends ReductionKind,
> {
  readonly args: Args;
  readonly arrays: Arrays;
  readonly options: Options;
  readonly kind: Kind;
}

type AnyDescribed = Described<readonly unknown[], Roles, OptionDeclarations | undefined, ReductionKind>;

type Named<Arrays, Wanted extends Role> = {
  [Name in keyof Arrays]: Arrays[Name] extends Wanted ? Name : never;
}[keyof Arrays] &
  string;

type RolesOfOptions<Options> = {
  [Name in keyof Options]: Options[Name] extends { array: infer R } ? R : undefined;
};

/** What a loss declares itself; `undefined` stands for nothing. */
export type OwnOptions<Options> = Options extends OptionDeclarations
  ? { readonly [Name in keyof Options]?: OptionType<Options[Name]> | undefined }
  : object;

type Predictions<Loss extends AnyDescribed> = Named<Loss["arrays"], "prediction" | "parameter">;
type Nullables<Loss extends AnyDescribed> = Named<Loss["arrays"], "nullable">;
type Differentiables<Loss extends AnyDescribed> =
  | Named<Loss["arrays"], "prediction" | "parameter" | "nullable" | "differentiable">
  | Named<RolesOfOptions<Loss["options"]>, "differentiable">;

/** With a gradient that is there unless the array is null. */
type GradsOf<Loss extends AnyDescribed, Options> = [Nullables<Loss>] extends [never]
  ? GradOf<Predictions<Loss>, Options>
  : GradOf<Predictions<Loss>, Options> &
      (Given<Options, "wrt", null> extends null ? Partial<NamedGrads<Nullables<Loss>, Options, Floats>> : unknown);

type OptionType<Option> = Option extends { array: "labels" }
  ? LabelInput
  : Option extends { array: Role }
    ? FloatInput
    : Option extends { flag: boolean }
      ? boolean
      : Option extends { choices: readonly (infer Choice)[] }
        ? Choice
        : number;

interface ShapeOption {
  /** The shape of the predictions, where they are flat arrays. */
  readonly shape?: readonly number[] | undefined;
}

interface OutOption {
  /** Where the losses go, if they are not reduced to a number. */
  readonly out?: FloatOutput | undefined;
}

interface ReductionOption<Kind> {
  /** How the losses become the value: "mean" (default, but of `sigmoidFocalLoss`), "sum" or "none". */
  readonly reduction?: Reduction | (Kind extends "batch" ? "batchmean" : never) | undefined;
}

/** The options of a loss. */
export type OptionsOfLoss<Loss extends AnyDescribed> = OwnOptions<Loss["options"]> &
  ShapeOption &
  (Loss["kind"] extends "value" ? object : OutOption) &
  (Loss["kind"] extends "map" | "value" ? object : ReductionOption<Loss["kind"]>);

/** The options of a loss's `valueAndGrad`. */
export type GradOptionsOfLoss<Loss extends AnyDescribed> = OptionsOfLoss<Loss> & {
  /** Where the gradient goes; where there are several, an object with an array for some of them. */
  readonly gradOut?: FloatOutput | Readonly<Partial<Record<Differentiables<Loss>, FloatOutput>>> | undefined;
  /** The upstream gradient: a number, or with losses that are not reduced one for each. Default: 1. */
  readonly gradOutput?: number | FloatInput | undefined;
  /** What to differentiate with respect to; `grad` is then an object. Default: the predictions. */
  readonly wrt?: readonly Differentiables<Loss>[] | undefined;
};

type ValueOf<Kind, Options> = Kind extends "map"
  ? OutputOf<Options, "out">
  : Given<Options, "reduction", Kind extends "none" ? "none" : "mean"> extends infer Chosen
    ? Chosen extends "none"
      ? OutputOf<Options, "out">
      : number
    : never;

/** A declared loss as a function. */
export interface LossFunction<Loss extends AnyDescribed> {
  <const Options extends OptionsOfLoss<Loss> = OptionsOfLoss<Loss> & NoOptions>(
    ...args: [...Loss["args"], options?: Exactly<Options, OptionsOfLoss<Loss>>]
  ): ValueOf<Loss["kind"], Options>;

  /**
   * The value and the gradients, in one pass: `{ value, grad }`.
   *
   * `grad` is an array if there is one prediction, else an object with an array for each; with `wrt` always an object. Each
   * is flat and in the order of the argument that it belongs to. With losses that are not reduced the upstream gradient is
   * ones, or `gradOutput`.
   *
   * Its accuracy is given as a share of the largest entry; where all entries are small differences of larger terms, or sums
   * along axes that broadcast, of those terms.
   *
   * @example
   * const { value, grad } = s.mseLoss.valueAndGrad([1, 2], [1, 4]);
   * value; // 2
   * grad; // [0, -2]
   * s.mseLoss.valueAndGrad([1, 2], [1, 4], { wrt: ["input", "target"] }).grad; // { input: [0, -2], target: [0, 2] }
   * s.mseLoss.valueAndGrad([1, 2], [1, 4], { gradOutput: 10 }).grad; // [0, -20]
   */
  valueAndGrad<const Options extends GradOptionsOfLoss<Loss> = GradOptionsOfLoss<Loss> & NoOptions>(
    ...args: [...Loss["args"], options?: Exactly<Options, GradOptionsOfLoss<Loss>>]
  ): ValueAndGrad<ValueOf<Loss["kind"], Options>, GradsOf<Loss, Options>>;
}

/** The functions of a table of declarations. The documentation of each declaration is that of its function. */
export type LossFunctions<Table extends Readonly<Record<keyof Table, AnyDescribed | AnyDescribedRows>>> = {
  readonly [Name in keyof Table]: Table[Name] extends AnyDescribedRows
    ? RowLossFunction<Table[Name]>
    : Table[Name] extends AnyDescribed
      ? LossFunction<Table[Name]>
      : never;
};
