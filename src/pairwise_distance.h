// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_PAIRWISE_DISTANCE_H_
#define SURPRISAL_SRC_PAIRWISE_DISTANCE_H_

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

// The p-norm of the difference of vectors, one for each pair, and its gradients.
//
//   dist = (sum_j |d_j|^p)^(1/p),  d = x1 - x2 + eps;  p = inf: max_j |d_j|;  p = 0: how many d_j are not 0
//   d dist / d x1_j = sign(d_j) (|d_j| / dist)^(p-1),  its negative by x2_j; 0 where d_j or the distance is 0
//   p = inf: the largest |d_j| share the gradient equally;  p = 0: no gradient, zeros are written
//
// Inputs: `x1`, `x2` of shapes that broadcast together; the vectors run along the last axis. results.losses: the
//   distances, of the common shape without that axis; results.grad_output likewise. results.grads: x1, x2. There is no
//   reduction, and no results.value.
// Options: p (2 in PyTorch) >= 0, infinity included; eps (1e-6), any number, added to each difference with its sign.
// Errors: kShapeInvalid, kOptionInvalid (index 2: p), kTooLarge, kOutOfMemory; nothing is written then.
// Edge cases: vectors of no numbers are 0 apart. An infinite difference is an infinite distance; its gradient is NaN
//   and the others' 0, but ±1 for p = 1, and ±1 shared for p = inf. A NaN makes the distance and all its gradients NaN.
//   Squares and powers of finite vectors do not overflow; a distance beyond the largest float is +inf.
// Accuracy: kPairBound, kPairGradBound (tests/core/bounds.h) for p = 0, 1, 2 and infinity, computed in double, and for
//   others from 1/2 to 16, whose powers are floats: beyond, the errors grow with 1/p or p. The same bits on every
//   variant but `relaxed`. Source: torch.nn.functional.pairwise_distance.
Status PairwiseDistance(const FloatArray& x1, const FloatArray& x2, float p, float eps, const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_PAIRWISE_DISTANCE_H_
