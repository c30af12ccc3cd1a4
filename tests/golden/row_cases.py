# SPDX-License-Identifier: MIT
# Copyright 2026 the surprisal authors
"""Golden cases of the losses of rows against labels: PyTorch's, or its operations, checked by softmax_formulas.py."""

import torch
import torch.nn.functional as F

import row_extremes
from golden_lib import Numbers, f32, pairwise
from loss_lib import floats, labels, loss_case, offer
from softmax_formulas import LABEL_LOSSES, confirmed

REDUCTIONS = ["mean", "sum", "none"]
# Around the widths of vectors, then with an axis beside the classes; and wider ones, which fewer cases have, to keep the
# files small.
SHAPES = [(1,), (2,), (5,), (0, 3), (3, 1), (2, 2), (3, 3), (3, 4), (1, 5), (2, 7), (1, 8), (2, 10), (9, 3)]
DEEP_SHAPES = [(2, 3, 2), (1, 4, 5), (2, 2, 2, 2), (2, 3, 0)]
WIDE_SHAPES = [(1, 16), (1, 17), (1, 31), (1, 33), (2, 65), (1, 100), (1, 3, 17)]
PROBS_SHAPES = [(0, 3), (3, 1), (3, 3), (3, 4), (1, 5), (2, 7), (2, 3, 2)]
WIDE_PROBS_SHAPES = [(1, 17), (1, 33), (1, 100), (1, 3, 17)]


def size(shape):
    product = 1
    for s in shape:
        product *= s
    return product


def label_shape(shape):
    return shape[:1] + shape[2:] if len(shape) > 1 else ()


def class_axis(shape):
    return 1 if len(shape) > 1 else 0


def drawn(numbers, shape, row, probs):
    """The arguments and options of one row of a covering."""
    c, rows = shape[class_axis(shape)], size(label_shape(shape))
    arguments = {"input": floats(shape, numbers.fractions(rows * c, row.get("limit", 4)))}
    options = {key: row[key] for key in row if key not in ("shape", "weighted", "ignored", "limit", "upstream")}
    if probs:
        arguments["target"] = floats(shape, [v / 16 for v in (numbers.below(17) for _ in range(rows * c))])
    else:
        ignore = (-100, c, 0)[numbers.below(3)] if row.get("ignored", "none") != "none" else -100
        chosen = [numbers.below(c) for _ in range(rows)]
        if row.get("ignored") == "all":
            chosen = [ignore] * rows
        if row.get("ignored") == "some":
            chosen = [ignore if numbers.below(3) == 0 else label for label in chosen]
        arguments["target"] = labels(label_shape(shape), chosen)
        if ignore != -100:
            options["ignoreIndex"] = ignore
    if row.get("weighted"):
        options["weight"] = floats([c], numbers.positive(c, 3))
    return arguments, options


def covering(name, function, own=None, shapes=SHAPES + DEEP_SHAPES, wide=WIDE_SHAPES, probs=False, ignored=True,
             weighted=True, reductions=REDUCTIONS):
    """Every pair of shape, reduction, upstream gradient, weights, ignored rows, and the loss's own options."""
    factors = {"upstream": [False, True], "limit": [2, 8], **(own or {})}
    if reductions:
        factors["reduction"] = reductions
    if weighted:
        factors["weighted"] = [False, True]
    if ignored and not probs:
        factors["ignored"] = ["none", "some", "all"]
    few = {key: values[:2] for key, values in factors.items()}
    plans = pairwise({"shape": shapes, **factors}) + pairwise({"shape": wide, **few})

    def made(i, row):
        arguments, options = drawn(Numbers(3000 + i), row["shape"], row, probs)
        wrt = ["input", *(["target"] if probs else []), *(["weight"] if probs and "weight" in options else [])]
        return loss_case(f"{name}-{i}", function, arguments, options, wrt, seed=i, upstream=row["upstream"])

    # A power of 1 - p_t below 1 has no gradient in PyTorch where there is but one class.
    has_no_gradient = lambda row: row["shape"][class_axis(row["shape"])] == 1 and row.get("gamma") == 0.5

    def of_any_size(i, row):
        shaped = {**{key: row[key] for key in factors}, "shape": stretched(row["deep"], row, shapes)}
        if has_no_gradient(shaped):
            raise ValueError("no gradient")
        return made(i, shaped)

    offer(of_any_size, {key: values for key, values in factors.items() if key != "limit"},
          {"limit": factors["limit"], "deep": [False, any(len(shape) > 2 for shape in shapes)]})
    return [confirmed(name.split("-")[0], made(i, row), stable=has_no_gradient(row)) for i, row in enumerate(plans)]


def stretched(deep, row, shapes):
    """A shape of so many rows and classes, where there is one without rows among those that PyTorch knows."""
    if row["rows"] == 0 and not any(0 in shape for shape in shapes):
        raise ValueError("no rows")
    return (1, row["classes"], row["rows"]) if deep else (row["rows"], row["classes"])


# The losses that PyTorch lacks, in its operations.


def parts(a, o):
    """What their formulas have in common: log-probabilities, and of rows whether they count, their weight and log p."""
    x = a["input"] if a["input"].dim() > 1 else a["input"].unsqueeze(0)
    t = (a["target"] if a["input"].dim() > 1 else a["target"].unsqueeze(0)).clone()
    counted = t != o.get("ignoreIndex", -100)
    t[~counted] = 0
    log_probs = F.log_softmax(x, 1)
    weight = o["weight"][t] if "weight" in o else torch.ones_like(t, dtype=torch.float64)
    return log_probs, counted, weight * counted, log_probs.gather(1, t.unsqueeze(1)).squeeze(1)


def reduced(a, o, losses, denominator, counted=None):
    if o["reduction"] == "none" and a["input"].dim() > 1:
        return losses
    # Rows that are ignored take no part, lest their gradient be 0/0 where all are.
    chosen = losses.reshape(-1) if counted is None else losses[counted]
    return chosen.sum() if o["reduction"] != "mean" else chosen.sum() / denominator


def softmax_focal_loss(a, o):
    counted, weight, log_prob = parts(a, o)[1:]
    return reduced(a, o, weight * (-torch.expm1(log_prob)) ** f32(o["gamma"]) * -log_prob, weight.sum(), counted)


def poly1_cross_entropy(a, o):
    epsilon = f32(o["epsilon"])
    if a["target"].dtype == torch.float64:
        x, q = (v if v.dim() > 1 else v.unsqueeze(0) for v in (a["input"], a["target"]))
        log_probs = F.log_softmax(x, 1)
        weight = o.get("weight", torch.ones(x.shape[1], dtype=torch.float64)).reshape([1, -1] + [1] * (x.dim() - 2))
        losses = (weight * q * (-log_probs + epsilon * (1 - log_probs.exp()))).sum(1)
        return reduced(a, o, losses, losses.numel())
    counted, weight, log_prob = parts(a, o)[1:]
    return reduced(a, o, weight * (-log_prob + epsilon * (1 - log_prob.exp())), weight.sum(), counted)


def z_loss_cross_entropy(a, o):
    with_probs = a["target"].dtype == torch.float64
    weight = o.get("weight")
    cross_entropy = F.cross_entropy(a["input"], a["target"], weight=weight, reduction=o["reduction"],
                                    ignore_index=o.get("ignoreIndex", -100), label_smoothing=f32(o["labelSmoothing"]))
    squares = f32(o["zLoss"]) * torch.logsumexp(a["input"], class_axis(a["input"].shape)) ** 2
    counted = torch.ones_like(squares, dtype=bool) if with_probs else a["target"] != o.get("ignoreIndex", -100)
    return cross_entropy + reduced(a, o, squares * counted, counted.sum(), counted)


def perplexity(a, o):
    return torch.exp(F.cross_entropy(a["input"], a["target"], ignore_index=o.get("ignoreIndex", -100)))


def nll_loss(a, o):
    return F.nll_loss(a["input"], a["target"], o.get("weight"), ignore_index=o.get("ignoreIndex", -100),
                      reduction=o["reduction"])


def multi_margin_loss(a, o):
    return F.multi_margin_loss(a["input"], a["target"], int(o["p"]), f32(o["margin"]), o.get("weight"),
                               reduction=o["reduction"])


def multilabel_margin_loss(a, o):
    return F.multilabel_margin_loss(a["input"], a["target"], reduction=o["reduction"])


def with_extremes(name, function, cases):
    return cases + row_extremes.cases_of(name, function)


def softmax_cases(name, function, own, **options):
    return with_extremes(name, function, covering(name, function, own, **options))


def probs_cases(name, function, own):
    return covering(f"{name}-probs", function, own, probs=True, shapes=PROBS_SHAPES, wide=WIDE_PROBS_SHAPES)


SMOOTHING = {"labelSmoothing": [0, 0.1, 1]}
MARGIN_SHAPES = [shape for shape in SHAPES if shape != (0, 3)]  # of which PyTorch gives uninitialised memory


def multilabel_cases():
    factors = {"shape": MARGIN_SHAPES + WIDE_SHAPES[:-1], "reduction": REDUCTIONS, "upstream": [False, True], "listed": [1, 50, 2, 0],
               "limit": [1, 4]}

    def drawn_lists(i, row):
        numbers, shape = Numbers(7000 + i), row["shape"]
        c = shape[-1]
        lists = []
        for _ in range(size(shape[:-1])):
            listed = [numbers.below(c) for _ in range(min(row["listed"], c))]
            # What follows the first -1 is of no account.
            rest = [-1] + [numbers.below(c + 1) - 1 for _ in range(c)]
            lists += (listed + rest)[:c]
        arguments = {"input": floats(shape, numbers.fractions(size(shape), row["limit"])), "target": labels(shape, lists)}
        return loss_case(f"multilabel_margin-{i}", multilabel_margin_loss, arguments,
                         {"reduction": row["reduction"]}, ("input",), seed=i, upstream=row["upstream"])

    offer(lambda i, row: drawn_lists(i, {**row, "shape": stretched(False, row, MARGIN_SHAPES)}),
          {key: factors[key] for key in ("reduction", "upstream", "listed")}, {"limit": factors["limit"]})
    cases = [drawn_lists(i, row) for i, row in enumerate(pairwise(factors))]
    return with_extremes("multilabel_margin", multilabel_margin_loss, cases)


LOSSES = {
    "nll_loss": lambda: with_extremes("nll", nll_loss, covering("nll", nll_loss)),
    "softmax_focal_loss": lambda: softmax_cases("focal", softmax_focal_loss, {"gamma": [2, 0.5, 5, 0]}),
    "poly1_cross_entropy": lambda: softmax_cases("poly1", poly1_cross_entropy, {"epsilon": [1, -0.5, 0]}) +
        probs_cases("poly1", poly1_cross_entropy, {"epsilon": [0, 1, -0.5]}),
    "z_loss_cross_entropy": lambda: softmax_cases("z", z_loss_cross_entropy, {"zLoss": [0, 1e-4, 0.25], **SMOOTHING}) +
        probs_cases("z", z_loss_cross_entropy, {"zLoss": [0, 1e-4, 0.25], "labelSmoothing": [0, 0.1]}),
    "perplexity": lambda: softmax_cases("perplexity", perplexity, {}, weighted=False, reductions=None),
    "multi_margin_loss": lambda: with_extremes("multi_margin", multi_margin_loss, covering(
        "multi_margin", multi_margin_loss, {"p": [1, 2], "margin": [1, 0.5, -0.25]}, shapes=MARGIN_SHAPES,
        wide=WIDE_SHAPES[:-1], ignored=False)),
    "multilabel_margin_loss": multilabel_cases,
}
assert set(LABEL_LOSSES) == {"focal", "poly1", "z", "perplexity"}
