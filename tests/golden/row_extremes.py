# SPDX-License-Identifier: MIT
# Copyright 2026 the surprisal authors
"""Golden cases of the row losses at the edges: infinities, NaN, saturation, nothing to average, margins met exactly."""

from golden_lib import INF, NAN
from loss_lib import floats, labels, loss_case
from softmax_formulas import LABEL_LOSSES, confirmed

MARGIN_NAN = "PyTorch: a term of NaN is 0"
MARGIN_EMPTY = "PyTorch: a mean or sum over no rows is uninitialised memory"

OWN = {"nll": {}, "focal": {"gamma": 2}, "poly1": {"epsilon": 1}, "z": {"zLoss": 0.25, "labelSmoothing": 0}, "perplexity": {},
       "multi_margin": {"p": 1, "margin": 1}, "multilabel_margin": {}}

BAD_ROWS = [INF, 0, 1, INF, 0, 1, -INF, 0, 1, 0, -INF, 1, -INF, -INF, -INF, NAN, 0, 1, 1, 2, 3, INF, INF, 0]
BAD_LABELS = [0, 1, 0, 0, 1, 2, 2, 2]


def cases_of(name, function):
    found = []

    def add(title, shape, logits, target, stable=False, reductions=("none",), target_shape=None, **options):
        for reduction in (reductions if name != "perplexity" else ("mean",)):
            given = {**OWN[name], **options, **({} if name == "perplexity" else {"reduction": reduction})}
            arguments = {"input": floats(shape, logits),
                         "target": labels(shape[:1] if target_shape is None else target_shape, target)}
            case = loss_case(f"{name}-{title}-{reduction}", function, arguments, given, ("input",), seed=1, upstream=False)
            found.append(confirmed(name, case, stable) if name in LABEL_LOSSES else case)

    def own(title, shape, scores, target, value, grad, deviates=None, target_shape=None, **options):
        """Numbers worked out by hand."""
        arguments = {"input": floats(shape, scores),
                     "target": labels(shape[:1] if target_shape is None else target_shape, target)}
        found.append(loss_case(f"{name}-{title}", function, arguments, {**OWN[name], **options}, ("input",), seed=1,
                               upstream=False, value=value, grads={"input": grad}, deviates=deviates))

    every = ("mean", "sum", "none")
    if name in ("multi_margin", "multilabel_margin"):
        margin_extremes(name, add, own, every)
        return found

    weight = {} if name == "perplexity" else {"weight": floats([3], [1, 2, 4])}
    none_weighs = {} if name == "perplexity" else {"weight": floats([3], [1, 0, 1])}
    add("spec", [3, 3], [1, 2, 3, 0, -1, 1, 2, 2, 2], [2, -100, 1], False, every)
    add("spec-weight", [3, 3], [1, 2, 3, 0, -1, 1, 2, 2, 2], [2, -100, 1], False, every, **weight)
    for ignore in (1, -1, 99, 2147483647, -2147483648):
        add(f"ignore{ignore}", [3, 3], [1, 2, 3, 0, -1, 1, 2, 2, 2], [2, ignore, 0], False, ("mean",), ignoreIndex=ignore)
    if name == "nll":
        nll_extremes(add, every, none_weighs)
        return found
    if name != "perplexity":
        add("weights-all-0", [2, 3], [1, 2, 3, 0, -1, 1], [1, 1], False, every, **none_weighs)
        add("infinities", [8, 3], BAD_ROWS, BAD_LABELS, True)
    add("infinity-in-mean", [2, 3], [-INF, 0, 1, 1, 2, 3], [0, 1], True, ("mean",))
    add("nan-in-mean", [3, 3], [NAN, 0, 1, 1, 2, 3, 0, 0, 0], [0, 1, -100], False, ("mean", "none"))
    for title, bad in (("nan", [NAN, 0, 1]), ("minus-infinity", [-INF] * 3), ("infinity", [INF, 0, 1])):
        add(f"ignored-{title}", [3, 3], [1, 2, 3] + bad + [0, -1, 1], [2, -100, 0], True, ("none", "mean"))
    for gap in (20, 40, 80):
        add(f"gap{gap}", [3, 2], [gap, 0, 0, gap, 0, gap], [0, 1, 0], True, ("none",))
    wide = [0.0] * 80
    wide[17] = 30
    add("gap30-wide", [1, 80], wide, [17], True)
    if name == "focal":
        for gamma in (0, 0.0625, 0.5, 1, 3, 17.5):
            add(f"saturated-gamma{gamma}", [4, 2], [20, 0, 0, 20, 40, 0, 8, 0], [0, 0, 0, 0], True, gamma=gamma)
            add(f"certain-gamma{gamma}", [1, 2], [3, -INF], [0], True, gamma=gamma)
    add("1e4", [3, 3], [1e4, -1e4, 0] * 3, [0, 1, 2], True, ("none",))
    add("shifted", [2, 3], [1024, 1025, 1026, -4096, -4097, -4095], [0, 1], False, ("none",))
    add("ties", [2, 3], [2, 2, 2, 1, 1, 0], [1, 0], False, ("none",))
    return found


def nll_extremes(add, every, none_weighs):
    add("weights-all-0", [2, 3], [-1, -2, -3, 0, -1, 1], [1, 1], False, every, **none_weighs)
    add("infinities", [3, 3], [-INF, 0, NAN, 0, INF, 1, 0, NAN, 1], [0, 1, 1])
    add("weight-0-at-infinity", [1, 3], [-1, -INF, 0], [1], **none_weighs)
    add("ignored-nan", [2, 3], [NAN, NAN, NAN, -1, -2, -3], [-100, 1], False, every)


def margin_extremes(name, add, own, every):
    lists = {} if name == "multi_margin" else {"target_shape": [2, 3]}
    target = [0, 2] if name == "multi_margin" else [0, 2, -1, 2, -1, 0]
    plain = [0.5, 0.25, 2, -1, 0, 1]
    add("plain", [2, 3], plain, target, False, every, **lists)
    # At the margin: 1 - x_t + x_j = 0.
    add("kink", [2, 3], [1, 0, 0, 0, -1, 1], [0, 2] if name == "multi_margin" else [0, -1, -1, 2, -1, -1], False, ("none",), **lists)
    empty = [0] if name == "multi_margin" else [0, 3]
    for reduction, value in (("mean", NAN), ("sum", 0), ("none", [])):
        own(f"nothing-{reduction}", [0, 3], [], [], value, [], MARGIN_EMPTY, target_shape=empty, reduction=reduction)
    if name == "multi_margin":
        add("weight-0", [2, 3], plain, target, False, every, weight=floats([3], [0, 1, 1]))
        add("one-class", [2, 1], [5, -3], [0, 0], False, every)
        third = 1 / 3
        own("nan", [4, 3], [NAN, 0, 0, 0, NAN, 0, 0, 0, 0, 1, NAN, -9], [0, 0, 0, 0], [NAN, NAN, 2 * third, NAN],
            [NAN] * 3 + [NAN, NAN, third] + [-2 * third, third, third] + [NAN, NAN, 0], MARGIN_NAN, reduction="none")
        own("nan-squares", [1, 3], [0, NAN, 0], [0], NAN, [NAN, NAN, 2 * third], MARGIN_NAN, p=2, reduction="sum")
        own("one-class-nan", [1, 1], [NAN], [0], NAN, [0], MARGIN_NAN, reduction="mean")
        add("infinities", [4, 3], [INF, 0, 1, 0, INF, 1, -INF, 0, 1, 0, -INF, 0], [0, 0, 0, 0])
        return
    add("duplicates", [2, 4], [0.25, 0.5, -0.5, 0.125, 1, 2, 3, 4], [3, 3, -1, 0, 1, 1, 1, 1], False, every, target_shape=[2, 4])
    add("all-listed", [2, 3], plain, [0, 1, 2, -1, -1, -1], False, every, **lists)
    own("nan", [3, 2], [NAN, 0, 0, NAN, NAN, 0], [0, -1, 0, -1, -1, -1], [NAN, NAN, NAN], [NAN, NAN, NAN, NAN, 0, 0],
        MARGIN_NAN, target_shape=[3, 2], reduction="none")
