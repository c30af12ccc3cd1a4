// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_COSINE_SIMILARITY_H_
#define SURPRISAL_SRC_COSINE_SIMILARITY_H_

#include <cstdint>

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

// The cosine of the angle between vectors, one for each pair, and its gradients.
//
//   cos = x1 . x2 / (n1 n2),  n = max(|x|, eps)
//   d cos / d x1 = x2 / (n1 n2) - cos x1 / n1^2,  and likewise by x2; where a norm is below eps too
//
// Inputs: `x1`, `x2` of shapes that broadcast together; the vectors run along axis `dim` of the common shape, which
//   counts from its end if negative. results.losses: the cosines, of the common shape without that axis;
//   results.grad_output likewise. results.grads: x1, x2. There is no reduction, and no results.value.
// Options: dim (1 in PyTorch), any axis; eps (1e-8), any number.
// Errors: kShapeInvalid, kOptionInvalid (index 2: no such axis), kTooLarge, kOutOfMemory; nothing is written then.
// Edge cases: a vector of zeros, or of no numbers, has cosine 0 with all, and a gradient of 1 / eps; with eps = 0 it is
//   NaN. A vector with an infinity or a NaN gives NaN, gradients included. No finite vector overflows.
// Accuracy: kPairBound, kPairGradBound (tests/core/bounds.h): all in double, so that vectors which nearly agree keep
//   their gradients. The same bits on every variant. Source: torch.nn.functional.cosine_similarity.
Status CosineSimilarity(const FloatArray& x1, const FloatArray& x2, int32_t dim, float eps, const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_COSINE_SIMILARITY_H_
