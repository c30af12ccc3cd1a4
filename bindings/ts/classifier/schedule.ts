// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Learning rates, one a step. Engines don't agree on the last bits of Math.cos and Math.pow, so neither is used: a run has
// the same rates everywhere.

import { kindOf, shown } from "../errors.ts";
import { checkOptions, maxFloat32, nonNegative, positive, readNumber } from "../options.ts";
import type { Schedule } from "./types.ts";

const stepsOption = { fallback: NaN, low: 1, high: 2 ** 31 - 1, integer: true } as const;
const warmupOption = { fallback: 0, low: 0, high: 2 ** 31 - 1, integer: true } as const;

const namesOf: Readonly<Record<string, ReadonlySet<string>>> = {
  constant: new Set(["kind", "warmupSteps"]),
  step: new Set(["kind", "every", "factor", "warmupSteps"]),
  cosine: new Set(["kind", "steps", "minRate", "warmupSteps"]),
};

/** @internal */
export function readSchedule(operation: string, given: Schedule = { kind: "constant" }): Schedule {
  if (typeof given !== "object" || (given as unknown) === null) {
    throw new TypeError(`${operation}: schedule is ${kindOf(given)}, not an object { kind, … }`);
  }
  const names = Object.hasOwn(namesOf, given.kind) ? namesOf[given.kind] : undefined;
  if (names === undefined) {
    throw new RangeError(
      `${operation}: schedule.kind is ${shown(given.kind)}, not one of "constant", "step", "cosine"`,
    );
  }
  checkOptions(`${operation}: schedule`, given, names);
  const warmupSteps = readNumber(operation, "schedule.warmupSteps", given.warmupSteps, warmupOption);
  const required = (name: string, value: unknown, option: Parameters<typeof readNumber>[3]) => {
    if (value === undefined) throw new TypeError(`${operation}: schedule.${name} is undefined, not a number`);
    return readNumber(operation, `schedule.${name}`, value, option);
  };
  if (given.kind === "step") {
    const every = required("every", given.every, stepsOption);
    return { kind: "step", every, factor: required("factor", given.factor, positive(NaN)), warmupSteps };
  }
  if (given.kind === "cosine") {
    const minRate = readNumber(operation, "schedule.minRate", given.minRate, nonNegative(0));
    return { kind: "cosine", steps: required("steps", given.steps, stepsOption), minRate, warmupSteps };
  }
  return { kind: "constant", warmupSteps };
}

/**
 * The learning rate of the step before which `step` others were made.
 * @internal
 */
export function rateAt(schedule: Schedule, base: number, step: number): number {
  const { warmupSteps = 0 } = schedule;
  if (step < warmupSteps) return (base * (step + 1)) / warmupSteps;
  const at = step - warmupSteps;
  if (schedule.kind === "constant") return base;
  if (schedule.kind === "step")
    return Math.min(maxFloat32, base * power(schedule.factor, Math.floor(at / schedule.every)));
  const { steps, minRate = 0 } = schedule;
  if (at >= steps) return minRate;
  return minRate + ((base - minRate) * (1 + cosineOfPi(at / steps))) / 2;
}

function power(base: number, exponent: number): number {
  let result = 1;
  let square = base;
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}

/** cos(π x) for x in [0, 1]: sin(π (1/2 - x)) by its series, whose first neglected term is below 1e-15. */
function cosineOfPi(x: number): number {
  const angle = Math.PI * (0.5 - x);
  const square = angle * angle;
  let series = 1;
  for (let n = 20; n >= 2; n -= 2) series = 1 - (series * square) / (n * (n + 1));
  return angle * series;
}
