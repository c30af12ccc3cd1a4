// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// `npm run test:fuzz`: random calls of every loss, for as long as was asked for. The exact variants must agree to the bit,
// and with PyTorch in float64 within the loss's bounds, where there is a python3 that has it. What fails names its loss
// and its seed; `npm run test:fuzz -- --loss LOSS --seed SEED` does it again.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { afterAll, expect, test } from "vitest";

import { difference } from "../ts/support/close.ts";
import { boundsOf } from "../ts/support/loss_bounds.ts";
import { goldenLosses } from "../ts/support/losses.ts";
import { randomCall, type RandomCall } from "../ts/support/random_calls.ts";
import { outcomesOf, type Outcome } from "../ts/support/random_outcome.ts";

interface Answer {
  readonly value?: number | readonly number[];
  readonly grads?: Readonly<Record<string, readonly number[]>>;
  readonly error?: string;
}

const { SURPRISAL_PYTHON: python, SURPRISAL_FUZZ_LOSS: only = "" } = process.env;
const firstSeed = Number(process.env.SURPRISAL_FUZZ_SEED ?? Date.now() % 1_000_000_000);
const seconds = Number(process.env.SURPRISAL_FUZZ_SECONDS ?? 60);
const losses = goldenLosses.filter((loss) => only === "" || loss === only);

/** Numbers further from 0 than this are left to the golden cases: PyTorch's own forms overflow. */
const tame = 1e4;

class PyTorch {
  readonly #process;
  readonly #answers;

  constructor(program: string) {
    const script = fileURLToPath(new URL("../golden/reference_server.py", import.meta.url));
    this.#process = spawn(program, ["-W", "ignore", script], { stdio: ["pipe", "pipe", "inherit"] });
    this.#answers = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  async ask(loss: string, call: RandomCall): Promise<Answer> {
    const name = loss.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    this.#process.stdin.write(`${JSON.stringify({ loss: name, ...call })}\n`);
    const line: IteratorResult<string, unknown> = await this.#answers.next();
    const nonFinite: Readonly<Record<string, number>> = { NaN, Infinity, "-Infinity": -Infinity };
    return JSON.parse(String(line.value), (_key, item: unknown) =>
      typeof item === "string" ? (nonFinite[item] ?? item) : item,
    ) as Answer;
  }

  close(): void {
    this.#process.kill();
  }
}

const pytorch = python === undefined ? undefined : new PyTorch(python);
afterAll(() => pytorch?.close());

const smallPower = ({ options: { p = 2 } }: RandomCall) => Number(p) > 0 && Number(p) < 0.5;
const noSteps = ({ args: { inputLengths } }: RandomCall) => inputLengths?.labels?.includes(0) ?? false;
const noMask = ({ options: { activation, gamma } }: RandomCall) => activation === "none" || Number(gamma) < 1;
const noEnd = (call: RandomCall) =>
  noSteps(call) || (call.args.targets?.labels?.includes(Number(call.options.blank)) ?? true);
const otherRank = ({ args: { input, target } }: RandomCall) => input?.shape.join() !== target?.shape.join();
const oneAxis = ({ args }: RandomCall) => Object.values(args).some(({ shape }) => shape.at(-1) === 1);

/**
 * Calls for which the contracts promise something else, or less: powers of differences below 1/2, sequences without time
 * steps, of which PyTorch reads what memory holds, or with blanks for labels, numbers that are no probabilities, or powers
 * below 1 of them, means along an axis that broadcasting moved, and directions in one dimension, whose gradients are all
 * rounding.
 */
const documented: Readonly<Record<string, (call: RandomCall) => boolean>> = {
  pairwiseDistance: smallPower,
  tripletMarginLoss: smallPower,
  ctcLoss: noEnd,
  multilabelSoftMarginLoss: otherRank,
  tverskyLoss: noMask,
  clipLoss: oneAxis,
  infoNceLoss: oneAxis,
  ntXentLoss: oneAxis,
  ntXentLabelsLoss: oneAxis,
};

function isTame({ args, options }: RandomCall): boolean {
  // Of nothing, some of PyTorch's means are what memory held.
  if (Object.values(args).some(({ shape }) => shape.includes(0))) return false;
  const arrays = [...Object.values(args), ...Object.values(options)].filter((item) => typeof item === "object");
  return arrays.every(({ data = [] }) => data.every((value) => Math.abs(value) <= tame));
}

/**
 * Whether an array repeats itself along another's axes. Its gradient is then a sum that may cancel, and is only as exact as
 * its terms; golden cases, whose sums are exact, see to that it is right.
 */
function isBroadcast({ args, wrt }: RandomCall, name: string): boolean {
  const own = args[name]?.shape ?? [];
  return wrt.some((other) => {
    const shape = args[other]?.shape ?? [];
    if (shape.length > own.length) return true;
    const offset = own.length - shape.length;
    return shape.some((size, axis) => size > (own[axis + offset] ?? 0));
  });
}

/** What cancels in a value or a gradient, cancels in terms of about this size: products of two of the call's numbers. */
function termsOf({ args, options }: RandomCall): number {
  const arrays = [...Object.values(args), ...Object.values(options)].filter((item) => typeof item === "object");
  const numbers = Object.values(options).filter((item) => typeof item === "number");
  const largest = arrays.reduce((most, { data = [] }) => data.reduce((a, b) => Math.max(a, Math.abs(b)), most), 1);
  return Math.max(largest, ...numbers.map(Math.abs)) ** 2;
}

/** How many losses are added up, at least. What a contract promises of each, that many times, is promised of their sum. */
function lossesIn({ args, options }: RandomCall): number {
  if (options.reduction !== "sum") return 1;
  return Math.max(...Object.values(args).map(({ shape }) => shape.reduce((count, size) => count * size, 1)));
}

/** The upstream gradient of each of so many losses. What cancels in a gradient, cancels in terms of about this size. */
function upstreamOf({ gradOutput, options }: RandomCall, count: number): number {
  const upstream = Math.abs((gradOutput as number | null) ?? 1);
  return options.reduction === "mean" ? upstream / Math.max(1, count) : upstream;
}

/** How we differ from PyTorch, if we do. Where its results are not finite, golden cases say what is to be. */
function disagreement(loss: string, call: RandomCall, outcome: Outcome, answer: Answer): string | undefined {
  if (answer.error !== undefined || outcome.value === undefined || answer.value === undefined) return undefined;
  const list = (value: number | ArrayLike<number>) => (typeof value === "number" ? [value] : value);
  const { value: valueBound, grad: gradBound } = boundsOf(loss);
  const wanted = list(answer.value);
  if (!Array.from(wanted).every((item) => Number.isFinite(Math.fround(item)))) return undefined;
  const absolute = Math.max(valueBound.absolute ?? 0, 1e-7) * Math.max(termsOf(call), lossesIn(call));
  const found = difference(list(outcome.value), wanted, { ...valueBound, absolute });
  if (found !== undefined) return `value ${found}`;
  for (const [name, want] of Object.entries(answer.grads ?? {})) {
    if (isBroadcast(call, name) || !want.every((item) => Number.isFinite(Math.fround(item)))) continue;
    const other = difference(
      outcome.grads?.[name] ?? [],
      want,
      gradBound,
      upstreamOf(call, want.length) * termsOf(call),
    );
    if (other !== undefined) return `gradient of ${name} ${other}`;
  }
  return undefined;
}

test.each(losses)("random calls of %s", { timeout: 10_000_000 }, async (loss) => {
  const end = Date.now() + (1000 * seconds) / losses.length;
  const failures: string[] = [];
  let compared = 0;
  let refused = 0;
  let seed = firstSeed;
  do {
    const call = randomCall(loss, seed);
    const { outcome, difference: differing } = outcomesOf(loss, call);
    if (differing !== undefined) failures.push(differing);
    if (pytorch !== undefined && outcome.error === undefined && isTame(call) && documented[loss]?.(call) !== true) {
      const answer = await pytorch.ask(loss, call);
      const found = disagreement(loss, call, outcome, answer);
      if (found !== undefined) failures.push(`${call.name}: ${found}`);
      if (answer.error === undefined) compared++;
      else refused++;
    }
    seed++;
  } while (Date.now() < end && failures.length < 5);
  console.log(`${loss}: seeds ${firstSeed} to ${seed - 1}, ${compared} compared with PyTorch`);
  expect(failures).toEqual([]);
  // PyTorch refuses a few of the calls that we take; if it were to refuse all, nothing would have been compared.
  expect(refused, "calls that PyTorch refused").toBeLessThanOrEqual(compared);
});
