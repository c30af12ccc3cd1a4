// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { Context } from "../core/context.ts";
import { kindOf } from "../errors.ts";
import { checkOptions, NumberReader } from "../options.ts";
import { configOptions } from "./config.ts";
import { Classifier } from "./softmax_classifier.ts";
import type { SoftmaxClassifier, SoftmaxClassifierConfig } from "./types.ts";

const configNames = new Set(Object.keys(configOptions));

export type MakeSoftmaxClassifier = (config: SoftmaxClassifierConfig) => SoftmaxClassifier;

export function makeSoftmaxClassifier(context: Context): MakeSoftmaxClassifier {
  const operation = "softmaxClassifier";
  const reader = new NumberReader(configOptions);
  return (config) => {
    if ((config as unknown) === undefined) {
      throw new TypeError(`${operation}: the configuration is undefined, not an object { features, classes, … }`);
    }
    checkOptions(operation, config, configNames);
    for (const name of ["features", "classes"] as const) {
      if (typeof config[name] !== "number") {
        throw new TypeError(`${operation}: ${name} is ${kindOf(config[name])}, not a number`);
      }
    }
    const values = reader.read(operation, config);
    return new Classifier(context, values);
  };
}
