// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { Context } from "../core/context.ts";
import { Measure } from "./measure.ts";
import { SurprisalMeasure } from "./surprisal.ts";
import type {
  ComparisonFunction,
  Information,
  InformationGradOptions,
  InformationOptions,
  MeasureFunction,
  SurprisalFunction,
  SurprisalGradOptions,
  SurprisalOptions,
} from "./types.ts";

function makeSurprisal(context: Context): SurprisalFunction {
  const measure = new SurprisalMeasure(context);
  const value = (p: unknown, options?: SurprisalOptions) => measure.value(p, options);
  return Object.assign(value, {
    valueAndGrad: (p: unknown, options?: SurprisalGradOptions) => measure.valueAndGrad(p, options),
  }) as SurprisalFunction;
}

/** @internal */
export function makeInformation(context: Context): Information {
  const one = (name: string, raw: "_entropy" | "_distributionPerplexity"): MeasureFunction => {
    const measure = new Measure(context, name, raw, 1);
    const value = (p: unknown, options?: InformationOptions) => measure.value([p], options);
    return Object.assign(value, {
      valueAndGrad: (p: unknown, options?: InformationGradOptions<"p">) => measure.valueAndGrad([p], options),
    }) as MeasureFunction;
  };
  const two = (
    name: string,
    raw: "_distributionCrossEntropy" | "_klDivergence" | "_jsDivergence",
  ): ComparisonFunction => {
    const measure = new Measure(context, name, raw, 2);
    const value = (p: unknown, q: unknown, options?: InformationOptions) => measure.value([p, q], options);
    return Object.assign(value, {
      valueAndGrad: (p: unknown, q: unknown, options?: InformationGradOptions<"p" | "q">) =>
        measure.valueAndGrad([p, q], options),
    }) as ComparisonFunction;
  };
  return {
    surprisal: makeSurprisal(context),
    entropy: one("entropy", "_entropy"),
    perplexity: one("perplexity", "_distributionPerplexity"),
    crossEntropy: two("crossEntropy", "_distributionCrossEntropy"),
    klDivergence: two("klDivergence", "_klDivergence"),
    jsDivergence: two("jsDivergence", "_jsDivergence"),
  };
}
