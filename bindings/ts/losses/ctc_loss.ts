// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { declareLoss } from "./declaration.ts";
import { alignment } from "./settle_sequences.ts";
import { alignedSequences } from "./signature.ts";

/**
 * Connectionist temporal classification: how surprising a sequence of labels is, however it lies in time; in nats.
 *
 *     loss_n = -log Σ_π Π_t exp(logProbs[t, n, π_t])     π: alignments, t < inputLengths[n]
 *     mean = mean_n(loss_n / max(targetLengths[n], 1));  sum = Σ loss_n
 *     ∂loss_n/∂logProbs[t, n, k] = exp(logProbs[t, n, k]) - occupancy[t, n, k] where t < inputLengths[n], else 0
 *
 * An alignment π gives each time step a class; the target is what is left of it when runs of one class are made one, and
 * then the blanks are left out. `occupancy` is the probability of class k at t, given the target. The gradient is
 * PyTorch's: where logProbs = logSoftmax(logits), it is the gradient with respect to the logits as it stands.
 *
 * Inputs: `logProbs` [T, N, C], or [T, C] of a single sample, in nats; `targets` labels [N, S], or one target behind the
 * other; `inputLengths`, `targetLengths` [N], or numbers for a single sample.
 *
 * Options: `blank` 0, the class that stands for nothing; `zeroInfinity` false; `reduction` "mean", "sum" or "none"; `shape`
 * of flat logProbs; `out` for "none".
 *
 * Errors: RangeError for labels that are no classes, lengths that exceed what there is, a blank that is no class, and
 * shapes that don't go together; TypeError for kinds and unknown options. Nothing is written then.
 *
 * Edge cases: a target that no alignment gives is Infinity, with a gradient of NaN, or both 0 with zeroInfinity; an empty
 * target is the blanks' surprisal; a mean over no samples is NaN; NaN gives NaN. No probability underflows.
 *
 * Accuracy: |error| at most 1e-6 |value| + 1e-7, of a gradient 2e-6 of its largest entry (kElementwiseBound,
 * kElementwiseGradBound in tests/core/bounds.h). The same bits on every variant but "relaxed".
 *
 * Source: torch.nn.functional.ctc_loss; Graves et al. 2006.
 *
 * @example
 * // Three steps, classes: blank, "a", "b". The target is "ab".
 * const logProbs = s.logSoftmax([[0, 2, 0], [1, 0, 0], [0, 0, 2]]);
 * s.ctcLoss(logProbs, [1, 2], 3, 2, { shape: [3, 3] }); // 0.2117
 */
export const ctcLoss = declareLoss({
  name: "ctcLoss",
  signature: alignedSequences,
  options: {
    /** The class that stands for nothing. Default: 0. */
    blank: { fallback: 0, low: 0, high: 2 ** 31 - 1, integer: true },
    /** Whether infinite losses count 0, and have no gradient. Default: false. */
    zeroInfinity: { flag: false },
  },
  settle: alignment,
  complaints: { labels: "targets", lengths: "inputLengths", otherLengths: "targetLengths" },
});
