// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Options are declared as data; their checks, their messages and their TypeScript types follow from the declaration.

import { reductions } from "./core/status.ts";
import { kindOf, shown } from "./errors.ts";

export interface NumberOption {
  readonly fallback: number;
  /** What is allowed: low <= value <= high. */
  readonly low: number;
  readonly high: number;
  /** Whether `low` itself, or `high` itself, is not allowed. */
  readonly above?: true;
  readonly below?: true;
  readonly integer?: true;
  /** The core takes it as float32: what that rounds it to is allowed, too. */
  readonly float32?: true;
}

export type NumberOptions = Readonly<Record<string, NumberOption>>;

/** The options as a caller gives them. */
export type OptionsOf<Declared extends NumberOptions> = {
  readonly [Name in keyof Declared]?: number | undefined;
};

/**
 * The options as the code reads them: checked, defaults filled in.
 * @internal
 */
export type ValuesOf<Declared extends NumberOptions> = { [Name in keyof Declared]: number };

/**
 * Refuses options that are not an object or hold a name that is not known: a misspelt option would silently do nothing.
 * @internal
 */
export function checkOptions(operation: string, options: unknown, known: ReadonlySet<string>): void {
  if (options === undefined) return;
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new TypeError(`${operation}: the options are ${kindOf(options)}, not an object`);
  }
  for (const name in options) {
    if (!known.has(name)) {
      throw new TypeError(`${operation}: there is no option ${shown(name)}; there are ${[...known].join(", ")}`);
    }
  }
}

/** The range that a message gives: "outside 0..1", "not above 0 and finite". */
function ruleOf({ low, high, above, below, integer }: NumberOption): string {
  if (integer !== undefined) return `not an integer in ${low}..${high}`;
  if (high === Infinity) return `not at least ${low}`;
  if (high >= maxFloat32) {
    const finite = low <= -maxFloat32 ? "finite" : `${above === undefined ? "at least" : "above"} ${low} and finite`;
    return `not ${finite}`;
  }
  if (below === undefined) return `outside ${low}..${high}`;
  return `not at least ${low} and below ${high}`;
}

/**
 * The value of one numeric option.
 * @internal
 */
export function readNumber(operation: string, name: string, given: unknown, option: NumberOption): number {
  return given === undefined ? option.fallback : checkNumber(operation, name, given, option);
}

function checkNumber(operation: string, name: string, given: unknown, option: NumberOption): number {
  if (typeof given !== "number") throw new TypeError(`${operation}: ${name} is ${kindOf(given)}, not a number`);
  if (
    !isInside(given, option) ||
    (option.float32 !== undefined && !isInside(Math.fround(given), option)) ||
    (option.integer !== undefined && !Number.isInteger(given))
  ) {
    throw new RangeError(`${operation}: ${name} is ${shown(given)}, ${ruleOf(option)}`);
  }
  return given;
}

/** Written so that NaN is not. */
function isInside(value: number, { low, high, above, below }: NumberOption): boolean {
  return (above === undefined ? value >= low : value > low) && (below === undefined ? value <= high : value < high);
}

/**
 * The numeric options of one function, with room for the values that a call gives them.
 * @internal
 */
export class NumberReader<Declared extends NumberOptions> {
  readonly #declared: readonly { readonly name: keyof Declared; readonly option: NumberOption }[];
  readonly #fallbacks: ValuesOf<Declared>;
  readonly #values: ValuesOf<Declared>;

  constructor(declared: Declared) {
    const entries = Object.entries(declared);
    this.#declared = entries.map(([name, option]) => ({ name, option }));
    this.#fallbacks = Object.fromEntries(entries.map(([name, { fallback }]) => [name, fallback])) as ValuesOf<Declared>;
    this.#values = { ...this.#fallbacks };
  }

  /** What the options say, until the next call of this. */
  read(operation: string, options: OptionsOf<Declared> | undefined): ValuesOf<Declared> {
    if (options === undefined) return this.#fallbacks;
    const values = this.#values;
    for (const { name, option } of this.#declared) {
      values[name] = readNumber(operation, name as string, options[name], option);
    }
    return values;
  }
}

/**
 * The number that stands for a reduction in the module.
 * @internal
 */
export function readReduction(operation: string, given: unknown): number {
  return given === undefined ? reductions.mean : checkReduction(operation, given);
}

function checkReduction(operation: string, given: unknown): number {
  if (given === "mean") return reductions.mean;
  if (given === "none") return reductions.none;
  if (given === "sum") return reductions.sum;
  if (typeof given !== "string") throw new TypeError(`${operation}: reduction is ${kindOf(given)}, not a string`);
  throw new RangeError(`${operation}: reduction is ${shown(given)}, not one of "none", "mean", "sum"`);
}

/** @internal */
export function readBoolean(operation: string, name: string, given: unknown, fallback = false): boolean {
  if (given === undefined) return fallback;
  if (typeof given !== "boolean") throw new TypeError(`${operation}: ${name} is ${kindOf(given)}, not true or false`);
  return given;
}

/**
 * The position of one of several words.
 * @internal
 */
export function readWord(operation: string, name: string, given: unknown, words: readonly string[]): number {
  if (typeof given !== "string") throw new TypeError(`${operation}: ${name} is ${kindOf(given)}, not a string`);
  const index = words.indexOf(given);
  if (index >= 0) return index;
  const choices = words.map((word) => `"${word}"`).join(", ");
  throw new RangeError(`${operation}: ${name} is ${shown(given)}, not one of ${choices}`);
}

/**
 * The largest finite float32.
 * @internal
 */
export const maxFloat32 = 3.4028234663852886e38;

/**
 * Any finite number.
 * @internal
 */
export function finite(fallback: number): NumberOption {
  return { fallback, low: -maxFloat32, high: maxFloat32, float32: true };
}

/**
 * A finite number that is at least 0.
 * @internal
 */
export function nonNegative(fallback: number): NumberOption {
  return { fallback, low: 0, high: maxFloat32, float32: true };
}

/**
 * A finite number above 0.
 * @internal
 */
export function positive(fallback: number): NumberOption {
  return { fallback, low: 0, above: true, high: maxFloat32, float32: true };
}

/**
 * The exponent of a norm: at least 0, infinity included.
 * @internal
 */
export function exponent(fallback: number): NumberOption {
  return { fallback, low: 0, high: Infinity, float32: true };
}

/**
 * What divides logits: kMinTemperature to kMaxTemperature of src/softmax.h.
 * @internal
 */
export function temperature(fallback: number): NumberOption {
  return { fallback, low: 1e-36, high: 1e36, float32: true };
}
