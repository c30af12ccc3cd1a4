# SPDX-License-Identifier: MIT
# Copyright 2026 the surprisal authors
"""Golden cases of the elementwise losses of predictions against targets; those of logits are in logit_cases.py."""

import math

import torch
import torch.nn.functional as F

from elementwise_lib import SHAPES, SHAPES_ALIKE, covering, extremes
from golden_lib import INF, NAN

FRACTIONS = lambda n, count: n.fractions(count, 4)
LARGE = [1e4, -1e4, 1e10, -(2.0 ** 63)]
# Differences 0, and those that are not numbers or infinite, against a target of 0.
DIFFERENCES = [0.0, -0.0, 1.0, -1.0, INF, -INF, NAN, 2.0 ** -30, *LARGE]


def of_difference(name, loss, options=None, function=None):
    """Covering cases, and the extremes under each option alone, of a loss of input - target."""
    options = options or {}
    run = function or (lambda a, o: loss(a["input"], a["target"], reduction=o["reduction"],
                                         **{key: o[key] for key in options}))
    cases = covering(name, run, options)
    plain = {key: values[0] for key, values in options.items()}
    for key, values in options.items() or {None: [None]}.items():
        for value in values:
            given = {**plain, key: value} if key else {}
            cases += extremes(f"{name}-extreme-{value}", run, {"input": DIFFERENCES, "target": [0.0] * len(DIFFERENCES)},
                              given)
    cases += extremes(f"{name}-both-infinite", run, {"input": [INF, -INF, INF], "target": [INF, INF, NAN]}, plain)
    return cases


def reduced(losses, options):
    return {"none": losses, "mean": losses.mean(), "sum": losses.sum()}[options["reduction"]]


def log_cosh(a, o):
    distance = (a["input"] - a["target"]).abs()
    # The closed form, where it does not cancel.
    near = distance < 1e-3
    series = distance ** 2 / 2 - distance ** 4 / 12
    far = distance + torch.log1p(torch.exp(-2 * distance)) - math.log(2)
    return reduced(torch.where(near, torch.where(near, series, torch.zeros_like(series)), far), o)


def log_cosh_cases():
    cases = covering("log-cosh", log_cosh)
    small = [2.0 ** -e for e in (40, 30, 20, 14, 10, 9, 5, 3, 1)] + [0.875, 0.9375, 1.0, 1.0625, 1.5, 3.0, 9.0, 10.5]
    for i, sign in enumerate((1, -1)):
        cases += extremes(f"log-cosh-small-{i}", log_cosh, {"input": [sign * d for d in small], "target": [0.0] * len(small)})
    # torch.where's gradients are NaN where the branch not taken is not finite.
    cases += extremes("log-cosh-extreme", log_cosh, {"input": [INF, -INF, NAN, 88.0, -800.0, 1e4, 0.0], "target": [0.0] * 7},
                      value=[INF, INF, NAN, 88 - math.log(2), 800 - math.log(2), 1e4 - math.log(2), 0.0],
                      grads={"input": [1, -1, NAN, 1, -1, 1, 0], "target": [-1, 1, NAN, -1, 1, -1, 0]},
                      deviates="the limits, by hand")
    return cases


def quantile(a, o):
    error = a["target"] - a["input"]
    return reduced(torch.maximum(o["quantile"] * error, (o["quantile"] - 1) * error), o)


def quantile_cases():
    cases = covering("quantile", quantile, {"quantile": [0.5, 0.25, 0.9375, 0, 1]})
    for i, q in enumerate((0.5, 0.25)):
        cases += extremes(f"quantile-extreme-{i}", quantile, {"input": [0.0, 2.0, -1.0, INF, -INF], "target": [0.0, 2.0, 3.0, 1.0, 1.0]},
                          {"quantile": q})
    # PyTorch's maximum passes the gradient to both sides of a NaN.
    cases += extremes("quantile-nan", quantile, {"input": [NAN, 1.0], "target": [1.0, NAN]}, {"quantile": 0.25},
                      grads={"input": [0.25, 0.25], "target": [-0.25, -0.25]}, deviates="the gradient of a NaN is that of 0")
    return cases


def poisson(a, o):
    return F.poisson_nll_loss(a["input"], a["target"], o["logInput"], o["full"], eps=o["eps"], reduction=o["reduction"])


def poisson_cases():
    numbers = {"input": lambda n, count: n.fractions(count, 3), "target": lambda n, count: n.positive(count, 5)}
    rates = {**numbers, "input": lambda n, count: n.positive(count, 5)}
    cases = covering("poisson-log", poisson, {"logInput": [True], "full": [False, True], "eps": [1e-8]}, numbers)
    cases += covering("poisson-rate", poisson, {"logInput": [False], "full": [False, True], "eps": [1e-8, 0.5, 0]}, rates,
                      shapes=SHAPES[:8])
    log = {"logInput": True, "full": False, "eps": 1e-8}
    rate = {**log, "logInput": False}
    cases += extremes("poisson-log-extreme", poisson,
                      {"input": [0.0, 1000.0, -200.0, 88.0, INF, -INF, NAN, 1.0, 1.0], "target": [0.0, 1.0, 3.0, 0.5, 1.0, 1.0, 1.0, NAN, -2.0]}, log)
    cases += extremes("poisson-rate-extreme", poisson,
                      {"input": [0.0, -1.0, INF, NAN, 1.0, 1e10], "target": [0.0, 1.0, 1.0, 1.0, NAN, 1.0]}, rate)
    cases += extremes("poisson-rate-zero", poisson, {"input": [0.0], "target": [1.0]}, rate)
    cases += extremes("poisson-rate-no-eps", poisson, {"input": [0.0, 0.0, 1.0], "target": [0.0, 1.0, 1.0]}, {**rate, "eps": 0})
    # Stirling's term begins above 1, and grows.
    full = {**log, "full": True}
    cases += extremes("poisson-full", poisson, {"input": [0.0] * 6, "target": [0.5, 1.0, 1.0625, 2.0, 100.0, 1e6]}, full)
    cases += extremes("poisson-full-zero", poisson, {"input": [0.5, 1.0], "target": [0.0, -2.0]}, full,
                      grads={"target": [-0.5, -1.0]}, deviates="no gradient where the term is not; PyTorch: NaN")
    return cases


def gaussian(a, o):
    return F.gaussian_nll_loss(a["input"], a["target"], a["var"], full=o["full"], eps=o["eps"], reduction=o["reduction"])


GAUSSIAN_SHAPES = [
    ((), (), ()), ((1,), (1,), (1,)), ((3,), (3,), (3,)), ((33,), (33,), (1,)), ((2, 5), (2, 5), (2, 5)), ((2, 5), (2, 5), (2,)),
    ((2, 5), (2, 5), (2, 1)), ((2, 5), (5,), (2, 5)), ((3, 3), (3, 3), (3,)), ((7,), (7,), ()), ((2, 3, 4), (2, 3, 4), (2, 3)),
    ((5,), (2, 5), (5,)), ((0,), (0,), (0,)), ((2, 1), (2, 3), (2,)),
]


def gaussian_cases():
    wrt = ("input", "target", "var")
    cases = covering("gaussian", gaussian, {"full": [False, True], "eps": [1e-6, 0.5]},
                     {"input": FRACTIONS, "target": FRACTIONS, "var": lambda n, count: n.positive(count, 3)}, wrt, GAUSSIAN_SHAPES)
    plain = {"full": False, "eps": 1e-6}
    cases += extremes("gaussian-extreme", gaussian,
                      {"input": [1.0, INF, NAN, 1.0, 1.0, 1e10], "target": [1.0, 1.0, 1.0, NAN, 0.0, 0.0], "var": [1.0, 1.0, 1.0, 1.0, INF, 2.0 ** 63]}, plain, wrt)
    cases += extremes("gaussian-nan-var", gaussian, {"input": [1.0], "target": [2.0], "var": [NAN]}, plain, wrt)
    cases += extremes("gaussian-zero-var", gaussian, {"input": [1.0, 1.0], "target": [1.0, 2.0], "var": [0.0, 0.0]}, plain, wrt)
    cases += extremes("gaussian-no-eps", gaussian, {"input": [1.0, 1.0], "target": [1.0, 1.0], "var": [0.0, 2.0]}, {**plain, "eps": 0}, wrt)
    cases += extremes("gaussian-negative-eps", gaussian, {"input": [1.0, 3.0], "target": [1.0, 1.0], "var": [0.5, 2.0]}, {**plain, "eps": -1}, wrt)
    return cases


def hinge_embedding(a, o):
    return F.hinge_embedding_loss(a["input"], a["target"], margin=o["margin"], reduction=o["reduction"])


def hinge_embedding_cases():
    labels = {"input": FRACTIONS, "target": lambda n, count: [(1, -1, -1, 0, 0.5)[n.below(5)] for _ in range(count)]}
    cases = covering("hinge-embedding", hinge_embedding, {"margin": [1, 0.5, 0, -2]}, labels, ("input",))
    kinks = [1.0, 0.5, 1.5, INF, -INF, NAN]
    for target in (1.0, -1.0, 0.25, NAN):
        cases += extremes(f"hinge-embedding-extreme-{target}", hinge_embedding, {"input": kinks, "target": [target] * 6}, {"margin": 1}, ("input",))
    return cases


def margin_ranking(a, o):
    return F.margin_ranking_loss(a["input1"], a["input2"], a["target"], margin=o["margin"], reduction=o["reduction"])


RANKING_SHAPES = [
    ((), (), ()), ((1,), (1,), (1,)), ((3,), (3,), (3,)), ((33,), (33,), (33,)), ((2, 5), (2, 5), (2, 5)), ((2, 1), (1, 5), (2, 5)),
    ((2, 5), (2, 1), (1, 1)), ((4, 1), (1, 3), (1, 1)), ((1, 3), (1, 3), (4, 1)), ((0,), (0,), (0,)), ((17,), (17,), (1,)),
]


def margin_ranking_cases():
    values = {"input1": FRACTIONS, "input2": FRACTIONS,
              "target": lambda n, count: [(1, -1)[n.below(2)] for _ in range(count)]}
    wrt = ("input1", "input2")
    cases = covering("margin-ranking", margin_ranking, {"margin": [0, 0.5, -1]}, values, wrt, RANKING_SHAPES)
    cases += extremes("margin-ranking-kink", margin_ranking,
                      {"input1": [1.0, 1.5, 0.5, 2.0], "input2": [1.0, 1.0, 1.0, 1.0], "target": [1.0, 1.0, -1.0, 0.0]}, {"margin": 0.5}, wrt)
    cases += extremes("margin-ranking-extreme", margin_ranking,
                      {"input1": [INF, -INF, INF, NAN, 1.0, 2.0 ** 63], "input2": [1.0, 1.0, INF, 1.0, 1.0, -(2.0 ** 63)], "target": [1.0, 1.0, 1.0, 1.0, NAN, -1.0]}, {"margin": 0}, wrt)
    return cases


def soft_margin(a, o):
    return reduced(F.softplus(-a["target"] * a["input"], threshold=1e9), o)


def soft_margin_cases():
    labels = {"input": FRACTIONS, "target": lambda n, count: [(1, -1, 1, -1, 0, 0.5)[n.below(6)] for _ in range(count)]}
    run = lambda a, o: F.soft_margin_loss(a["input"], a["target"], reduction=o["reduction"])
    cases = covering("soft-margin", run, {}, labels, ("input",), SHAPES_ALIKE)
    cases += extremes("soft-margin-certain", run, {"input": [20.0, 40.0, 80.0], "target": [1.0, 1.0, 1.0]}, {}, ("input",))
    cases += extremes("soft-margin-overflow", run, {"input": [1e4, -1e4, 100.0, -100.0], "target": [1.0, 1.0, -1.0, 1.0]}, {}, ("input",),
                      value=[0, 1e4, 100, 100], grads={"input": [0, -1, 1, -1]}, deviates="PyTorch overflows: inf, with a gradient of NaN")
    cases += extremes("soft-margin-infinite", run, {"input": [INF, -INF, NAN], "target": [1.0, 1.0, 1.0]}, {}, ("input",),
                      value=[0, INF, NAN], grads={"input": [0, -1, NAN]}, deviates="PyTorch's gradient at -inf is NaN")
    return cases


LOSSES = {
    "mse_loss": lambda: of_difference("mse", F.mse_loss),
    "l1_loss": lambda: of_difference("l1", F.l1_loss),
    "smooth_l1_loss": lambda: of_difference("smooth-l1", F.smooth_l1_loss, {"beta": [1, 0.5, 0, 3]}),
    "huber_loss": lambda: of_difference("huber", F.huber_loss, {"delta": [1, 0.5, 3]}),
    "log_cosh_loss": log_cosh_cases,
    "quantile_loss": quantile_cases,
    "poisson_nll_loss": poisson_cases,
    "gaussian_nll_loss": gaussian_cases,
    "hinge_embedding_loss": hinge_embedding_cases,
    "margin_ranking_loss": margin_ranking_cases,
    "soft_margin_loss": soft_margin_cases,
}
