// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_TRIPLET_MARGIN_LOSS_H_
#define SURPRISAL_SRC_TRIPLET_MARGIN_LOSS_H_

#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

struct TripletMarginOptions {
  float margin = 1.0f;  // any number
  float p = 2.0f;       // of the distances: >= 0, infinity included
  float eps = 1e-6f;    // added to each difference
  // The negative's distance is that from the anchor or from the positive, whichever is nearer.
  bool swap = false;
};

// Wants the anchor nearer to the positive than to the negative, by a margin; and the gradients.
//
//   loss = max(0, margin + D(anchor, positive) - D(anchor, negative)),  D = PairwiseDistance;  mean = sum loss / losses
//   with swap: min(D(anchor, negative), D(positive, negative)) instead of D(anchor, negative)
//   gradient: that of the distances; at a loss of exactly 0 the hinge has it, too; of two equal distances each has half
//
// Inputs: `anchor`, `positive`, `negative` of the same rank, whose sizes broadcast; the vectors run along the last
// axis,
//   and there is one loss for each. results.grads: anchor, positive, negative.
// Options: above. With p = 0 there is no gradient; zeros are written.
// Errors: kShapeInvalid, kOptionInvalid (index 4: p), kTooLarge, kOutOfMemory; nothing is written then.
// Edge cases: a mean over nothing is NaN. Vectors of no numbers: max(0, margin). The eps gives equal vectors a
// distance,
//   and so a gradient. A negative infinitely far away: 0, without a gradient (PyTorch's is NaN). A NaN in a row makes
//   its loss and gradients NaN.
// Accuracy: kPairBound, kPairGradBound (tests/core/bounds.h), also where the loss is a small difference of distances;
//   but for p other than 0, 1, 2 and infinity that of the distances, as PairwiseDistance says. The same bits on every
//   variant but `relaxed`. Source: torch.nn.functional.triplet_margin_loss.
Status TripletMarginLoss(const FloatArray& anchor, const FloatArray& positive, const FloatArray& negative,
                         const TripletMarginOptions& options, Reduction reduction, const LossResults& results);

}  // namespace surprisal

#endif  // SURPRISAL_SRC_TRIPLET_MARGIN_LOSS_H_
