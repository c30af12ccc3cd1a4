// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { Settings } from "../train/settings.ts";

/** The settings that decide on the data: two runs with the same of these have the same data. */
export function dataKey(settings: Settings): string {
  const { data, imbalance, seed, shape, featureMap, noise, count, drawn, header, label } = settings;
  const ofData = {
    mnist: [],
    iris: [seed],
    points: shape === "drawn" ? [seed, shape, featureMap, drawn] : [seed, shape, featureMap, noise, count],
    csv: [seed, header, label],
  };
  return JSON.stringify([data, imbalance, ...ofData[data]]);
}
