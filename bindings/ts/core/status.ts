// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

/** The numbers of StatusCode in src/status.h. */
export const status = {
  ok: 0,
  labelOutOfRange: 1,
  weightInvalid: 2,
  probabilityInvalid: 3,
  rowNotNormalized: 4,
  labelSmoothingInvalid: 5,
  temperatureInvalid: 6,
  baseInvalid: 7,
  outOfMemory: 8,
  configInvalid: 9,
  tooLarge: 10,
  shapeInvalid: 11,
  optionInvalid: 12,
  varianceInvalid: 13,
  lengthInvalid: 14,
  scoreInvalid: 15,
  classMissing: 16,
} as const;

/** The numbers of Reduction in src/tensor.h. */
export const reductions = { none: 0, mean: 1, sum: 2, batchmean: 3 } as const;
