# SPDX-License-Identifier: MIT
# Copyright 2026 the surprisal authors
"""Golden cases of cross-entropy at the edges: infinities, NaN, saturation, nothing to average, single classes."""

from cross_entropy_cases import finish
from golden_lib import INF, NAN

IGNORED_ROW = "PyTorch: the gradient of an ignored row with NaN or infinities is NaN"
SATURATED = "PyTorch: without log1p the loss of a saturated row loses its digits, or is -0"
ZERO_TERM = "PyTorch: 0 * -inf = NaN; here a term of probability 0 is 0"
OVERFLOW = "float32: the loss of the row is above the largest float"


def labels(name, shape, logits, targets, reductions=("none",), deviates=None, **options):
    return [finish({"name": f"labels-{name}-{reduction}", "shape": shape, "logits": logits, "labels": targets,
                    "weight": None, "ignoreIndex": -100, "labelSmoothing": 0, "reduction": reduction,
                    "gradOutput": None, **options}, deviates) for reduction in reductions]


def probs(name, shape, logits, targets, reductions=("none",), deviates=None, **options):
    return [finish({"name": f"probs-{name}-{reduction}", "shape": shape, "logits": logits, "targets": targets,
                    "weight": None, "labelSmoothing": 0, "reduction": reduction, "gradOutput": None, **options},
                   deviates) for reduction in reductions]


def overflowing():
    """The one place where float32 inputs have a loss that float32 cannot hold."""
    (case,) = labels("3e38", [1, 3], [3e38, -3e38, 0], [1])
    case["value"] = [INF]
    case["deviates"] = OVERFLOW
    return [case]


def label_extremes():
    every = ("none", "mean", "sum")
    plain = [1, 2, 3, 0, -1, 1, 2, 2, 2]
    cases = []
    for weighted in (None, [1, 2, 4]):
        for smoothing in (0, 0.1):
            name = f"spec{'-weight' if weighted else ''}{'-smooth' if smoothing else ''}"
            cases += labels(name, [3, 3], plain, [2, -100, 1], every, weight=weighted, labelSmoothing=smoothing)
    for weighted in (None, [1, 2, 4]):
        name = f"all-ignored{'-weight' if weighted else ''}"
        cases += labels(name, [3, 3], plain, [-100] * 3, every, weight=weighted)
    for ignore in (1, -1, 7, 99, 2147483647, -2147483648):
        cases += labels(f"ignore{ignore}", [3, 3], plain, [2, ignore, 0], ("mean",), ignoreIndex=ignore,
                        labelSmoothing=0.1, weight=[1, 2, 4])
    cases += labels("weights-all-0", [2, 3], plain[:6], [1, 1], every, weight=[1, 0, 1])
    cases += labels("weights-all-0-one-ignored", [2, 3], plain[:6], [1, -100], ("mean",), weight=[1, 0, 1])
    cases += labels("weights-all-0-smooth", [2, 3], plain[:6], [1, 1], ("mean",), weight=[1, 0, 1], labelSmoothing=0.1)
    cases += labels("nothing", [0, 3], [], [], every)
    cases += labels("nothing-inner", [2, 3, 0], [], [], every)
    cases += labels("one-class", [3, 1], [5, -1e4, 1e38], [0, 0, 0], every, labelSmoothing=0.1)

    # Infinities and NaN: each row has its own fate, and its neighbours keep theirs.
    rows = [INF, 0, 1, INF, 0, 1, -INF, 0, 1, 0, -INF, 1, -INF, -INF, -INF, NAN, 0, 1, 1, 2, 3, INF, INF, 0]
    cases += labels("infinities", [8, 3], rows, [0, 1, 0, 0, 1, 2, 2, 2])
    cases += labels("infinity-in-mean", [2, 3], [-INF, 0, 1, 1, 2, 3], [0, 1], ("mean", "sum"))
    cases += labels("infinities-smooth", [3, 3], [0, -INF, 1, 1, 2, 3, NAN, 0, 0], [0, 1, 1], labelSmoothing=0.1)
    cases += labels("nan-weight-0", [1, 3], [NAN, 0, 1], [0], weight=[0, 1, 1])
    cases += labels("weight-0-at-minus-infinity", [1, 3], [-INF, 0, 1], [0], weight=[0, 1, 1], formula_undefined=True)
    for name, bad in (("nan", [NAN, 0, 1]), ("minus-infinity", [-INF] * 3), ("infinity", [INF, 0, 1])):
        cases += labels(f"ignored-{name}", [3, 3], [1, 2, 3] + bad + [0, -1, 1], [2, -100, 0], every, IGNORED_ROW)
    cases += labels("ignored-nan-smooth-weight", [2, 3], [1, 2, 3, NAN, 0, 1], [2, -100], ("mean",), IGNORED_ROW,
                    labelSmoothing=0.1, weight=[1, 2, 4])

    # Saturation and size.
    for gap in (20, 40, 80):
        cases += labels(f"gap{gap}", [3, 2], [gap, 0, 0, gap, 0, gap], [0, 1, 0], ("none", "mean"), SATURATED)
    wide = [0.0] * 40
    wide[17] = 30
    cases += labels("gap30-wide", [1, 40], wide, [17], ("none",), SATURATED)
    cases += labels("gap20-tail", [1, 3], [20, 0, -1], [0], ("none",), SATURATED, weight=[2, 1, 1])
    cases += labels("1e4", [3, 3], [1e4, -1e4, 0] * 3, [0, 1, 2], every)
    cases += labels("1e4-smooth", [1, 3], [1e4, -1e4, 0], [0], every, labelSmoothing=0.1)
    cases += labels("2p126", [3, 3], [2.0**126, -(2.0**126), 0] * 3, [0, 1, 2], every)
    cases += overflowing()
    cases += labels("subnormal", [2, 3], [1e-40, 0, -1e-40, -0.0, 0, 1e-45], [0, 1])
    cases += labels("shifted", [2, 3], [1024, 1025, 1026, -4096, -4097, -4095], [0, 1], every)
    return cases


def prob_extremes():
    every = ("none", "mean", "sum")
    plain = [1, 2, 3, 0, -1, 1]
    cases = probs("not-normalized", [2, 3], plain, [0.5, 2, 0, 0, 0, 0], every)
    cases += probs("one-class", [2, 1], [5, -1e4], [0.5, 1], every)
    cases += probs("nothing", [0, 3], [], [], every)
    cases += probs("nothing-inner", [2, 3, 0], [], [], ("mean", "none"))
    cases += probs("weights-all-0", [2, 3], plain, [0.5, 0.25, 0.25, 0, 0, 1], every, weight=[0, 0, 0])
    cases += probs("minus-infinity-weight", [2, 3], [-INF, 0, 1, 1, 2, 3], [0, 0.5, 0.5, 0.25, 0.5, 0.25], every, ZERO_TERM,
                   weight=[1, 2, 4])
    cases += probs("nan-weight", [2, 3], [NAN, 0, 1, 1, 2, 3], [0, 0.5, 0.5, 0.25, 0.5, 0.25], weight=[1, 2, 4])
    cases += probs("weight-0-at-minus-infinity", [1, 3], [-INF, 0, 1], [0.5, 0.25, 0.25], weight=[0, 1, 1], formula_undefined=True)
    cases += probs("infinity", [3, 3], [INF, 0, 1, NAN, 0, 1, -INF, -INF, -INF], [0, 0.5, 0.5] * 3)
    cases += probs("minus-infinity-positive", [1, 3], [-INF, 0, 1], [0.5, 0.25, 0.25], every)
    cases += probs("minus-infinity-zero", [2, 3], [-INF, 0, 1, 0, 2, -INF], [0, 0.5, 0.5, 1, 0, 0], every, ZERO_TERM)
    cases += probs("minus-infinity-zero-smooth", [1, 3], [-INF, 0, 1], [0, 0.5, 0.5], every, labelSmoothing=0.1)
    cases += probs("gap20", [2, 3], [20, 0, 0, 0, 20, 0], [1, 0, 0, 0, 1, 0], ("none", "mean"), SATURATED)
    cases += probs("gap40", [2, 3], [40, 0, 0, 0, 40, 0], [1, 0, 0, 0, 1, 0], ("none", "mean"), SATURATED)
    cases += probs("1e4", [2, 3], [1e4, -1e4, 0, 1e4, 0, -1e4], [0.5, 0.25, 0.25, 1, 0, 0], every)
    return cases
