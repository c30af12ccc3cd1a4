# SPDX-License-Identifier: MIT
# Copyright 2026 the surprisal authors
"""Golden cases of the losses of regions. PyTorch has none of them: these are the formulas of the headers."""

import math

import numpy as np
import torch

from golden_lib import INF, NAN, Numbers, f32, pairwise
from loss_lib import floats, loss_case, reduce

REDUCTIONS = ["mean", "sum", "none"]
ACTIVATIONS = ["none", "sigmoid", "softmax"]
# Without places, with one, and with every remainder; without samples, classes or places.
SHAPES = [(2, 3), (1, 2, 3), (2, 1, 5), (2, 3, 2, 2)]
MORE_SHAPES = [(1, 1), (1, 2, 1), (1, 2, 4), (1, 1, 7), (1, 2, 8), (1, 3, 10), (1, 2, 16), (2, 2, 17), (1, 3, 31), (1, 2, 33),
               (1, 2, 100), (1, 2, 2, 1, 3), (0, 2, 3), (2, 0, 3), (2, 3, 0), (5, 4)]


def activated(a, o):
    logits = a["input"]
    return {"none": lambda: logits, "sigmoid": lambda: torch.sigmoid(logits),
            "softmax": lambda: torch.softmax(logits, 1)}[o["activation"]]()


def sums(a, o):
    """Over the places of each sample and class: of both, of the prediction, of the target."""
    p, t = activated(a, o), a["target"]
    places = lambda numbers: numbers.reshape(*numbers.shape[:2], -1 if numbers.numel() else 0).sum(-1)
    if p.dim() == 2:
        places = lambda numbers: numbers
    return places(p * t), places(p), places(t)


def dice(a, o):
    both, p, t = sums(a, o)
    s = f32(o["smooth"])
    return reduce(1 - (2 * both + s) / (p + t + s), o["reduction"])


def tversky(a, o):
    both, p, t = sums(a, o)
    s, alpha, beta = f32(o["smooth"]), f32(o["alpha"]), f32(o["beta"])
    ratio = 1 - (both + s) / (both + alpha * (p - both) + beta * (t - both) + s)
    return reduce(ratio if o["gamma"] == 1 else ratio ** f32(o["gamma"]), o["reduction"])


def covering(name, function, options):
    factors = {"activation": ACTIVATIONS, **options, "reduction": REDUCTIONS, "soft": [False, True],
               "upstream": [False, True]}
    rows = pairwise({"shape": SHAPES, **factors})
    for i, shape in enumerate(MORE_SHAPES):
        rows.append({"shape": shape, **{key: values[i % len(values)] for key, values in factors.items()}})
    cases = []
    for i, row in enumerate(rows):
        numbers, size = Numbers(4000 + i), math.prod(row["shape"])
        inputs = [numbers.below(17) / 16 for _ in range(size)] if row["activation"] == "none" else \
            numbers.fractions(size, 4)
        targets = [numbers.below(5) / 4 if row["soft"] else numbers.below(2) for _ in range(size)]
        arguments = {"input": floats(row["shape"], inputs), "target": floats(row["shape"], targets)}
        given = {key: row[key] for key in ("activation", *options, "reduction")}
        cases.append(loss_case(f"{name}-{i}", function, arguments, given, ("input", "target"), seed=i,
                               upstream=row["upstream"]))
    return cases


def extremes(function, defaults):
    def case(name, input, target, activation="none", grads=None, deviates=None, value=None, **options):
        arguments = {key: floats(np.shape(values), np.ravel(values))
                     for key, values in {"input": input, "target": target}.items()}
        given = {"activation": activation, **defaults, **options, "reduction": "none"}
        return loss_case(name, function, arguments, given, ("input", "target"), seed=1, upstream=False, value=value,
                         grads=grads, deviates=deviates)

    mask = [1, 0, 0, 1, 1]
    nans = lambda count: {"input": [NAN] * count, "target": [NAN] * count}
    return [
        case("perfect", [[mask]], [[mask]]),
        case("perfect-without-smooth", [[mask]], [[mask]], smooth=0),
        case("opposite", [[mask]], [[[1 - m for m in mask]]], smooth=0),
        case("nothing-there", [[[0, 0]]], [[[0, 0]]]),
        case("nothing-there-without-smooth", [[[0, 0]]], [[[0, 0]]], smooth=0),
        case("no-places-without-smooth", [[[], []]], [[[], []]], smooth=0),
        case("saturated-sigmoid", [[[1e4, -1e4, -1e4, 60, 30]]], [[mask]], "sigmoid"),
        case("saturated-wrongly", [[[-1e4, 1e4, 20, -20, -30]]], [[mask]], "sigmoid"),
        case("infinite-logits", [[[INF, -INF, -INF, INF, 1]]], [[mask]], "sigmoid"),
        case("certain-softmax", [[[40, -40, 0], [0, 0, 1], [-40, 40, 2]]], [[[1, 0, 1], [0, 0, 0], [0, 1, 0]]], "softmax"),
        case("masked-class", [[[-INF, 0.5], [1, 2], [3, -INF]]], [[[0, 1], [1, 0], [0, 0]]], "softmax"),
        case("nan", [[[NAN, 0.5], [0.25, 1]]], [[[1, 0], [0, 1]]]),
        case("nan-logit", [[[NAN, 0.5], [0.25, 1]]], [[[1, 0], [0, 1]]], "sigmoid"),
        case("nan-logit-softmax", [[[NAN, 0.5], [0.25, 1]]], [[[1, 0], [0, 1]]], "softmax", grads=nans(4)),
        case("beyond-probabilities", [[[2, -1, 0.5]]], [[[1, 0, 1]]]),
    ], case


def dice_cases():
    return covering("dice", dice, {"smooth": [1, 0.25, 10]}) + extremes(dice, {"smooth": 1})[0]


def tversky_cases():
    cases = covering("tversky", tversky, {"alpha": [0.5, 0.25, 1], "beta": [0.5, 0.75, 0], "gamma": [1, 0.75, 2],
                                          "smooth": [1, 0.5]})
    defaults = {"alpha": 0.25, "beta": 0.75, "gamma": 1, "smooth": 1}
    more, case = extremes(tversky, defaults)
    mask = [[[1, 0, 1]]]
    flat = {"input": [0] * 3, "target": [0] * 3}
    why = "a perfect mask has nothing to gain, however steep the power is there"
    return cases + more + [
        case("perfect-focal", mask, mask, gamma=2),
        case("perfect-root", mask, mask, gamma=0.75, grads=flat, deviates=why),
        case("nearly-perfect-root", [[[20, -18, 16]]], mask, "sigmoid", gamma=0.75),
        case("free-errors", [[[0.5, 0.25, 1]]], mask, alpha=0, beta=0),
        case("negative-focal", [[[2, 0, 1]]], mask, gamma=0.75, smooth=1),
    ]


LOSSES = {"dice_loss": dice_cases, "tversky_loss": tversky_cases}
