# SPDX-License-Identifier: MIT
# Copyright 2026 the surprisal authors
"""Golden cases of the elementwise losses of probabilities and of logits, and of the maps of logits."""

import torch
import torch.nn.functional as F

from elementwise_lib import SHAPES, SHAPES_ALIKE, covering, extremes, size
from golden_lib import INF, NAN, f32

LOGITS = lambda n, count: n.fractions(count, 4)
# Targets: hard and soft.
TARGETS = lambda n, count: [(0, 1, 0, 1, n.below(17) / 16)[n.below(5)] for _ in range(count)]
WEIGHTS_OR_NONE = [None, "full", "row", "column", "one"]


def bce(a, o):
    return F.binary_cross_entropy(a["input"], a["target"], o.get("weight"), reduction=o["reduction"])


def bce_cases():
    probs = {"input": lambda n, count: [(n.below(63) + 1) / 64 for _ in range(count)], "target": TARGETS}
    cases = covering("bce", bce, {}, probs, shapes=SHAPES_ALIKE, weights={"weight": WEIGHTS_OR_NONE})
    # The clamped logarithm has clamped nothing here but the value.
    cases += extremes("bce-clamped", bce, {"input": [0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 0.0], "target": [0.0, 1.0, 0.0, 1.0, 0.5, 0.5, 2.0]})
    tiny = [f32(1e-44), f32(1e-30), f32(1e-12), f32(1e-6), 1 - 2.0 ** -24, 0.5]
    for target in (0.0, 1.0):
        # Apart, because a gradient of 1e12 would hide the others.
        for i, p in enumerate(tiny):
            cases += extremes(f"bce-{i}-against-{target}", bce, {"input": [p], "target": [target]})
    cases += extremes("bce-nan-target", bce, {"input": [0.5, 0.25], "target": [NAN, 1.0]})
    cases += extremes("bce-any-target", bce, {"input": [0.25, 0.25, 0.875], "target": [2.0, -1.0, 3.0]})
    return cases


def bce_logits(a, o):
    return F.binary_cross_entropy_with_logits(a["input"], a["target"], o.get("weight"), reduction=o["reduction"],
                                              pos_weight=o.get("posWeight"))


CERTAIN = [20.0, -20.0, 40.0, -40.0, 80.0, -80.0, 100.0, -100.0]
# Infinite logits, against 0 and 1; what PyTorch makes NaN has a limit.
INFINITE = {"input": [INF, INF, -INF, -INF, INF, -INF], "target": [1.0, 0.0, 0.0, 1.0, 0.5, 0.5]}
INFINITE_LOSSES = [0, INF, 0, INF, INF, INF]
INFINITE_SLOPES = [0, 1, 0, -1, 0.5, -0.5]


def bce_logits_cases():
    cases = covering("bce-logits", bce_logits, {}, {"input": LOGITS, "target": TARGETS}, shapes=SHAPES_ALIKE,
                     weights={"weight": WEIGHTS_OR_NONE, "posWeight": WEIGHTS_OR_NONE})
    for target in (0.0, 1.0, 0.25):
        for i, x in enumerate(CERTAIN):
            cases += extremes(f"bce-logits-{i}-against-{target}", bce_logits, {"input": [x], "target": [target]})
    cases += extremes("bce-logits-large", bce_logits, {"input": [1e4, 1e4, -1e4, -1e4, 0.0, -0.0, f32(1e38)], "target": [1.0, 0.0, 1.0, 0.0, 1.0, 0.5, 0.0]})
    cases += extremes("bce-logits-any-target", bce_logits, {"input": [0.25, -3.0, 5.0], "target": [2.0, -1.0, 3.0]})
    cases += extremes("bce-logits-nan", bce_logits, {"input": [NAN, NAN, 1.0], "target": [0.0, 1.0, NAN]})
    cases += extremes("bce-logits-infinite", bce_logits, INFINITE, value=INFINITE_LOSSES,
                      grads={"input": INFINITE_SLOPES, "target": [-INF, -INF, INF, INF, -INF, INF]}, deviates="the limits; PyTorch: mostly NaN")
    return cases


def focal(a, o):
    logits, target = a["input"], a["target"]
    error = (1 - target) * torch.sigmoid(logits) + target * torch.sigmoid(-logits)
    losses = error ** o["gamma"] * F.binary_cross_entropy_with_logits(logits, target, reduction="none")
    if o["alpha"] >= 0:
        losses = losses * (o["alpha"] * target + (1 - o["alpha"]) * (1 - target))
    return {"none": losses, "mean": losses.mean(), "sum": losses.sum()}[o["reduction"]]


def focal_cases():
    values = {"input": LOGITS, "target": TARGETS}
    cases = covering("focal", focal, {"alpha": [0.25, -1, 0.9375, 0, 1], "gamma": [2, 0, 0.5, 1, 5]}, values, ("input",), SHAPES_ALIKE)
    for gamma in (0.5, 2):
        for target in (0.0, 1.0, 0.25):
            for i, x in enumerate(CERTAIN[:4]):
                cases += extremes(f"focal-{gamma}-{i}-against-{target}", focal, {"input": [x], "target": [target]}, {"alpha": 0.25, "gamma": gamma}, ("input",))
    for gamma in (0, 0.5, 2):
        options = {"alpha": -1, "gamma": gamma}
        cases += extremes(f"focal-{gamma}-nan", focal, {"input": [NAN, 1.0], "target": [1.0, NAN]}, options, ("input",))
        # At an infinity whose target is 1/2 the probability of error is 1/2 too.
        half = 0.5 ** gamma
        cases += extremes(f"focal-{gamma}-infinite", focal, INFINITE, options, ("input",), value=INFINITE_LOSSES,
                          grads={"input": [0, 1, 0, -1, half / 2, -half / 2]}, deviates="the limits; torchvision: mostly NaN")
    return cases


def multilabel(a, o):
    return F.multilabel_soft_margin_loss(a["input"], a["target"], o.get("weight"), reduction=o["reduction"])


def multilabel_cases():
    shapes = [(s, s) for s in ((1,), (3,), (33,), (3, 1), (2, 5), (5, 16), (2, 3, 4), (0, 3))]
    shapes += [((2, 5), (5,)), ((2, 5), (2, 1)), ((1, 3), (4, 3)), ((3, 17), (1, 1))]
    cases = covering("multilabel-soft-margin", multilabel, {}, {"input": LOGITS, "target": TARGETS}, shapes=shapes, weights={"weight": WEIGHTS_OR_NONE},
                     wrt_weights=True)
    infinite = {key: value[:4] for key, value in INFINITE.items()}
    cases += extremes("multilabel-soft-margin-infinite", multilabel, infinite, value=INF,
                      grads={"input": [s / 4 for s in INFINITE_SLOPES[:4]], "target": [-INF, -INF, INF, INF]}, deviates="the limits; PyTorch: NaN")
    cases += extremes("multilabel-soft-margin-nan", multilabel, {"input": [NAN, 1.0], "target": [0.0, 1.0]})
    return cases


def kl(a, o):
    return F.kl_div(a["input"], a["target"], reduction=o["reduction"], log_target=o["logTarget"])


def kl_cases():
    log_probs = lambda n, count: [-x for x in n.positive(count, 4)]
    reductions = ["mean", "sum", "none", "batchmean"]
    probs = lambda n, count: n.positive(count, 1)
    shapes = [pair for pair in SHAPES if max(size(shape) for shape in pair) <= 17] + [((33,), (33,))]
    cases = covering("kl-div", kl, {"logTarget": [False]}, {"input": log_probs, "target": probs}, shapes=shapes, reductions=reductions)
    cases += covering("kl-div-log", kl, {"logTarget": [True]}, {"input": log_probs, "target": log_probs}, shapes=shapes[3:], reductions=reductions)
    plain, log = {"logTarget": False}, {"logTarget": True}
    cases += extremes("kl-div-extreme", kl, {"input": [-INF, 0.0, -1.0, NAN, -1.0], "target": [0.5, 1.0, -0.5, 0.5, NAN]}, plain)
    zero = {"input": [-1.0, -INF, 0.0], "target": [0.0, 0.0, -0.0]}
    cases += extremes("kl-div-zero", kl, zero, plain, value=[0, 0, 0], grads={"input": [0, 0, 0], "target": [-INF] * 3},
                      deviates="0 times an infinity is 0, and the target's gradient has its limit")
    cases += extremes("kl-div-zero-nan", kl, {"input": [NAN], "target": [0.0]}, plain)
    cases += extremes("kl-div-log-zero", kl, {"input": [-1.0, -INF], "target": [-INF, -INF]}, log, value=[0, 0],
                      grads={"input": [0, 0], "target": [0, 0]}, deviates="0 times an infinity is 0")
    cases += extremes("kl-div-log-extreme", kl, {"input": [-INF, 0.0, NAN, -1.0, NAN], "target": [-1.0, 0.0, -1.0, NAN, -INF]}, log)
    return cases


def map_cases(name, function, options=None):
    run = lambda a, o: function(a["input"], **o)
    shapes = [(pair[0],) for pair in SHAPES_ALIKE]
    cases = covering(name, run, options, {"input": lambda n, count: n.fractions(count, 8)}, ("input",), shapes, reductions=())
    plain = {key: values[0] for key, values in (options or {}).items()}
    for i, x in enumerate([20.0, 20.25, 40.0, 88.0, 100.0, 1e4, f32(1e38), INF, NAN, 0.0, 2.0 ** -20]):
        for j, sign in enumerate((1, -1)):
            cases += extremes(f"{name}-extreme-{i}-{j}", run, {"input": [sign * x]}, plain, ("input",), reduction=None)
    return cases


LOSSES = {
    "binary_cross_entropy": bce_cases,
    "binary_cross_entropy_with_logits": bce_logits_cases,
    "sigmoid_focal_loss": focal_cases,
    "multilabel_soft_margin_loss": multilabel_cases,
    "kl_div": kl_cases,
    "sigmoid": lambda: map_cases("sigmoid", torch.sigmoid),
    "log_sigmoid": lambda: map_cases("log-sigmoid", F.logsigmoid),
    "softplus": lambda: map_cases("softplus", F.softplus, {"beta": [1, 0.5, 3], "threshold": [20, 2]}),
}
