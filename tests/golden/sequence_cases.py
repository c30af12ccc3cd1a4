# SPDX-License-Identifier: MIT
# Copyright 2026 the surprisal authors
"""Golden cases of the losses of sequences."""

import numpy as np
import torch
import torch.nn.functional as F

from golden_lib import INF, NAN, Numbers, assert_close, pairwise
from loss_lib import floats, labels, loss_case, offer, reduce

REDUCTIONS = ["mean", "sum", "none"]

# Time steps, samples (None: not a batch), classes, and the longest target.
SIZES = [(1, None, 2, 1), (2, 1, 2, 1), (5, 2, 3, 2), (4, None, 5, 2), (6, 3, 4, 3), (3, 1, 17, 2), (8, 2, 5, 4), (16, 1, 3, 7), (20, 1, 3, 9),
         (2, 2, 8, 0)]


def ctc(a, o):
    """PyTorch's, gradient included: exp(log_probs) - occupancy."""
    log_probs, targets = a["logProbs"], a["targets"]
    lengths = a["inputLengths"], a["targetLengths"]
    batched = log_probs.dim() == 3
    # An unbatched target may be longer than its length.
    losses = F.ctc_loss(log_probs if batched else log_probs[:, None], targets if batched else targets[None],
                        *(length.reshape(-1) for length in lengths), o.get("blank", 0), "none", o.get("zeroInfinity", False))
    reduction = o.get("reduction", "mean")
    if reduction == "mean":
        losses = losses / lengths[1].reshape(-1).clamp_min(1)
    return reduce(losses if batched or reduction != "none" else losses[0], reduction)


def recursion(a, o):
    """The same by the forward recursion alone, whose derivatives are -occupancy; mean and finite losses only."""
    log_probs, targets = a["logProbs"], a["targets"].reshape(-1).tolist()
    steps, lengths = log_probs.shape[0], a["targetLengths"].reshape(-1).tolist()
    assert log_probs.shape[1] == 1 and a["inputLengths"].tolist() == [steps]
    blank = o.get("blank", 0)
    states = [blank] + [state for label in targets[:lengths[0]] for state in (label, blank)]
    skips = torch.tensor([i < 2 or i % 2 == 0 or states[i] == states[i - 2] for i in range(len(states))])
    # Far below every path, instead of -inf, which has no derivative.
    alpha = torch.full((len(states),), -1e15, dtype=torch.float64).index_put((torch.tensor(0),), torch.tensor(0.0).double())
    before = lambda shifts: torch.cat([torch.full((shifts,), -1e15, dtype=torch.float64), alpha])[:len(states)]
    for t in range(steps):
        skipped = torch.where(skips, torch.full_like(alpha, -1e15), before(2))
        alpha = torch.logsumexp(torch.stack([alpha, before(1), skipped]), 0) + log_probs[t, 0, torch.tensor(states)]
    return -torch.logsumexp(alpha[-2:], 0) / max(lengths[0], 1)


def checked(case):
    """A case whose numbers PyTorch and the recursion agree upon."""
    lengths, options, data = case["args"]["targetLengths"]["labels"], case["options"], case["args"]["logProbs"]["data"]
    plain = options.get("reduction", "mean") == "mean" and case["gradOutput"] is None and case["args"]["logProbs"]["shape"][1:-1] == [1]
    if plain and case["args"]["inputLengths"]["labels"] == case["args"]["logProbs"]["shape"][:1] and np.isfinite([case["value"], *data]).all() and -1e3 < case["value"] < 1e6:
        mine = loss_case(case["name"], recursion, case["args"], options, ["logProbs"], 0, upstream=False)
        if "deviates" not in case and mine["value"] < 1e12:  # PyTorch had +inf made 0
            assert_close(case["name"], mine["value"], case["value"])
            grads = np.array(mine["grads"]["logProbs"]) + np.exp(data) / max(lengths[0], 1)
            assert_close(case["name"], grads, case["grads"]["logProbs"])
    return case


def log_probs(numbers, steps, classes, spread):
    """Close to normalized, in 1/8, each row with some classes likelier than others."""
    rows = []
    for _ in range(steps):
        logits = torch.tensor(numbers.fractions(classes, spread), dtype=torch.float64)
        rows += (torch.round(torch.log_softmax(logits, 0) * 8) / 8).tolist()
    return rows


def arguments(numbers, sizes, spread, concatenated, blank):
    steps, samples, classes, longest = sizes
    n = 1 if samples is None else samples
    target_lengths = [longest][:n] + [numbers.below(longest + 1) for _ in range(n - 1)]
    input_lengths = [steps - (numbers.below(3) if i and steps > 3 else 0) for i in range(n)]
    drawn = []
    for i in range(n):
        row = [numbers.below(classes - 1) for _ in range(longest)]
        row = [label + (label >= blank) for label in row]
        # What stands behind a target is padding, whatever it is.
        drawn.append(row[:target_lengths[i]] + ([] if concatenated else [-1] * (longest - target_lengths[i])))
    flat = [label for row in drawn for label in row]
    batch = [] if samples is None else [samples]
    return {
        "logProbs": floats([steps, *batch, classes], log_probs(numbers, steps * n, classes, spread)),
        "targets": labels([len(flat)] if concatenated or samples is None else [samples, longest], flat),
        "inputLengths": labels(batch, input_lengths),
        "targetLengths": labels(batch, target_lengths),
    }


def covering():
    factors = {"sizes": SIZES, "reduction": REDUCTIONS, "upstream": [False, True], "concatenated": [False, True],
               "blank": [0, "last"], "zeroInfinity": [False, True], "spread": [2, 12]}

    def drawn(i, row):
        blank = row["sizes"][2] - 1 if row["blank"] == "last" else 0
        given = arguments(Numbers(7000 + i), row["sizes"], row["spread"], row["concatenated"] and row["sizes"][1], blank)
        options = {"blank": blank, "zeroInfinity": row["zeroInfinity"], "reduction": row["reduction"]}
        return loss_case(f"ctc-{i}", ctc, given, options, ["logProbs"], i, row["upstream"])

    own = {key: values for key, values in factors.items() if key not in ("sizes", "spread")}
    offer(lambda i, row: drawn(i, {**row, "sizes": (row["steps"][0], row["rows"], max(row["classes"], 2), row["steps"][1])}),
          own, {"steps": [(3, 1), (5, 2), (2, 0)], "spread": [2, 12]})
    return [drawn(i, row) for i, row in enumerate(pairwise(factors))]


def extremes():
    cases = []

    def case(name, shape, numbers, targets, input_lengths, target_lengths, options=None, targets_shape=None, **more):
        batch = [shape[1]] if len(shape) == 3 else []
        given = {"logProbs": floats(shape, numbers), "targets": labels(targets_shape or [len(targets)], targets),
                 "inputLengths": labels(batch, input_lengths), "targetLengths": labels(batch, target_lengths)}
        more.setdefault("upstream", False)
        cases.append(loss_case(name, ctc, given, options or {}, ["logProbs"], len(cases), **more))

    numbers = Numbers(7100)
    draw = lambda steps, classes=3: log_probs(numbers, steps, classes, 2)
    case("all-defaults", [4, 3], draw(4), [1, 2], [4], [2])
    case("a-hundred-steps", [100, 1, 3], draw(100), [1, 1, 2, 2, 2, 1, 2, 1, 1, 1, 2, 2, 1, 2, 1], [100], [15])
    case("peaked", [40, 1, 3], log_probs(numbers, 40, 3, 40), [1, 2, 1, 1, 2, 2, 1], [40], [7])
    case("just-long-enough", [5, 1, 3], draw(5), [1, 1, 2, 1], [5], [4])
    case("too-short-for-repeats", [4, 1, 3], draw(4), [1, 1, 2, 1], [4], [4])
    case("too-short-padded", [4, 1, 3], draw(4), [1, 2, 1], [2], [3])
    case("too-short-zero-infinity", [4, 1, 3], draw(4), [1, 1, 2, 1], [4], [4], {"zeroInfinity": True})
    both = draw(8)
    for zero in [False, True]:
        for reduction in REDUCTIONS:
            case(f"one-of-two-{zero}-{reduction}", [4, 2, 3], both, [1, 2, 2, 2, 1, 1], [4, 4], [2, 3],
                 {"reduction": reduction, "zeroInfinity": zero}, [2, 3], upstream=reduction == "none")
    case("empty-target", [4, 1, 3], draw(4), [], [4], [0])
    case("empty-targets-rows", [4, 2, 3], draw(8), [], [4, 3], [0, 0], {"reduction": "sum"}, [2, 0])
    case("a-longer-row-of-targets", [4, 3], draw(4), [1, 2, 99], [4], [2])
    case("blank-as-label", [5, 1, 3], draw(5), [1, 0, 0, 2], [5], [4])
    # The occupancy of the last blank has to be added to the label's, where PyTorch puts it in its place.
    drawn = draw(4)
    given = {"logProbs": floats([4, 1, 3], drawn), "targets": labels([1], [0]), "inputLengths": labels([1], [4]),
             "targetLengths": labels([1], [1])}
    derivatives = loss_case("", recursion, given, {}, ["logProbs"], 0, upstream=False)["grads"]["logProbs"]
    case("blank-as-last-label", [4, 1, 3], drawn, [0], [4], [1],
         grads={"logProbs": [float(g) for g in np.array(derivatives) + np.exp(drawn)]},
         deviates="PyTorch forgets the label's occupancy at the last step, where the blank's is written over it")
    case("one-class", [3, 1, 1], [0, 0, 0], [], [3], [0])
    case("no-samples", [3, 0, 3], [], [], [], [], targets_shape=[0, 2])
    case("no-samples-sum", [3, 0, 3], [], [], [], [], {"reduction": "sum"}, [0, 2])
    case("no-samples-none", [3, 0, 3], [], [], [], [], {"reduction": "none"}, [0])
    limit = "PyTorch's -inf - -inf is NaN; an impossible class has probability and occupancy 0"

    def impossible(name, shape, numbers, targets):
        finite = {"logProbs": floats(shape, [max(number, -1e9) for number in numbers])}
        lengths = {"targets": labels([len(targets)], targets), "inputLengths": labels([1], shape[:1]),
                   "targetLengths": labels([1], [len(targets)])}
        like = loss_case(name, ctc, {**finite, **lengths}, {}, ["logProbs"], 0, upstream=False)
        case(name, shape, numbers, targets, shape[:1], [len(targets)], grads=like["grads"], deviates=limit)

    impossible("certain", [4, 1, 3], [-INF, 0, -INF, -INF, -INF, 0, 0, -INF, -INF, -INF, 0, -INF], [1, 2, 1])
    case("impossible", [3, 1, 3], [0, -INF, -INF] * 3, [1], [3], [1])
    case("impossible-zero-infinity", [3, 1, 3], [0, -INF, -INF] * 3, [1], [3], [1], {"zeroInfinity": True})
    impossible("some-impossible", [4, 1, 3], [-0.5, -INF, -1, -INF, -0.25, -2, -1, -1, -INF, -3, -INF, -0.125], [1, 2])
    case("far", [3, 1, 3], [0, -1e4, -2e4] * 3, [1, 2], [3], [2])
    case("farther", [3, 1, 3], [0, -2.0**29, -2.0**20] * 3, [1, 2], [3], [2])
    case("almost-certain", [4, 1, 3], [-2.0**-20, -14, -20, -16, -2.0**-21, -15, -15, -17, -2.0**-22, -2.0**-19, -14, -15], [1, 2], [4], [2])
    case("not-normalized", [4, 1, 3], numbers.fractions(12, 7), [2, 1], [4], [2])
    case("not-normalized-above-0", [4, 1, 3], [4, 3, 12, 10, 5, 2, 8, 1, 14, 6, 2, 9], [2, 1], [4], [2])
    case("far-above", [3, 1, 2], [600, 500, 500, 600, 700, 100], [1], [3], [1], grads={"logProbs": [INF] * 6},
         deviates="probabilities beyond float32")
    nan = [-1, -1, -1, -1, NAN, -1, -1, -1, -1]
    case("nan-at-label", [3, 1, 3], nan, [1], [3], [1])
    case("nan-at-label-zero-infinity", [3, 1, 3], nan, [1], [3], [1], {"zeroInfinity": True})
    case("nan-after-the-end", [3, 1, 3], [-1] * 7 + [NAN, -1], [1], [2], [1], value=None)
    case("nan-elsewhere", [3, 1, 3], nan, [2], [3], [1])
    case("nan-beside-another", [2, 2, 3], [-1, -1, -1, -1, NAN, -1] + [-1] * 6, [1, 1], [2, 2], [1, 1], {"reduction": "none"})
    case("infinity-at-label", [2, 1, 3], [-1, INF, -1, -1, -1, -1], [1], [2], [1], value=NAN, grads={"logProbs": [NAN] * 6},
         deviates="not a log-probability: NaN, however long the input")
    none = "an input of no steps: PyTorch reads memory that nothing was written to"
    case("no-steps", [2, 1, 3], [-1] * 6, [1], [0], [1], value=INF, grads={"logProbs": [0] * 6}, deviates=none)
    case("no-steps-no-labels", [2, 1, 3], [-1] * 6, [], [0], [0], value=0, grads={"logProbs": [0] * 6}, deviates=none)
    case("no-steps-zero-infinity", [2, 1, 3], [-1] * 6, [1], [0], [1], {"zeroInfinity": True}, value=0,
         grads={"logProbs": [0] * 6}, deviates=none)
    return cases


LOSSES = {"ctc_loss": lambda: [checked(case) for case in covering() + extremes()]}
