# SPDX-License-Identifier: MIT
# Copyright 2026 the surprisal authors
"""Golden cases of cross-entropy, with class labels and with class probabilities."""

import math

import mpmath
import numpy as np
import torch
import torch.nn.functional as F

from golden_lib import INF, NAN, Numbers, assert_close, encode_field, f32, flat, pairwise, settled

# Around the widths of vectors; the wider ones with fewer rows, to keep the files small.
CLASSES, WIDE_CLASSES = [1, 2, 3, 4, 5, 7, 8, 10, 16, 17], [31, 33, 64, 65]
ROWS, FEW_ROWS = [1, 2, 3, 5, 8, 9], [1, 3]
INNER = [2, 3, 4, 5, 7, 9]
OPTIONS = {"reduction": ["mean", "sum", "none"], "weighted": [False, True], "smoothing": [0, 0.1, 1],
           "upstream": [False, True], "limit": [2, 8, 60]}


def rows_last(values, shape):
    """[n, c, d1, ...] flat, as an array [rows, c]."""
    inner = math.prod(shape[2:])
    exact = np.array(values, np.float32).astype(float)
    return exact.reshape(shape[0], shape[1], inner).transpose(0, 2, 1).reshape(shape[0] * inner, shape[1])


def classes_second(rows, shape):
    inner = math.prod(shape[2:])
    return rows.reshape(shape[0], inner, shape[1]).transpose(0, 2, 1).reshape(-1).tolist()


def row_formula(x, a):
    """Loss, its gradient, and log-probabilities of one row: -sum a log softmax(x); exact, with 0 * inf = 0."""
    if np.isnan(x).any() or (x == INF).any() or (x == -INF).all():
        return NAN, np.full(len(x), NAN), np.full(len(x), NAN)
    lse = mpmath.log(mpmath.fsum(mpmath.exp(v) for v in x if v != -INF))
    log_probs = [mpmath.mpf(v) - lse if v != -INF else -mpmath.inf for v in x]
    loss = -mpmath.fsum(aj * lp for aj, lp in zip(a, log_probs) if aj != 0)
    total = mpmath.fsum(a)
    grad = [total * mpmath.exp(lp) - aj for aj, lp in zip(a, log_probs)]
    return loss, np.array([float(g) for g in grad]), np.array([float(lp) for lp in log_probs])


def formula(case):
    """The case's value and gradients by the definition in src/cross_entropy.h, in 60 digits."""
    shape, c, eps = case["shape"], case["shape"][1], mpmath.mpf(f32(case["labelSmoothing"]))
    x = rows_last(case["logits"], shape)
    w = np.array(case["weight"] if case["weight"] is not None else [1] * c, float)
    labelled = "labels" in case
    q = None if labelled else rows_last(case["targets"], shape)
    counted = [label != case["ignoreIndex"] for label in case["labels"]] if labelled else [True] * len(x)
    losses, denominator = [], 0
    grad, log_probs = np.zeros(x.shape), np.zeros(x.shape)
    for i, row in enumerate(x):
        if not counted[i]:
            losses.append(0)
            continue
        if labelled:
            a = [eps / c * wj + ((1 - eps) * wj if j == case["labels"][i] else 0) for j, wj in enumerate(w)]
            denominator += w[case["labels"][i]]
        else:
            a = [wj * ((1 - eps) * qj + eps / c) for wj, qj in zip(w, q[i])]
            denominator += 1
        loss, grad[i], log_probs[i] = row_formula(row, a)
        losses.append(loss)
    upstream = np.broadcast_to(np.array(1 if case["gradOutput"] is None else case["gradOutput"], float), len(losses))
    scale = np.array(upstream)
    total = mpmath.fsum(losses) if np.isfinite([float(v) for v in losses]).all() else sum(float(v) for v in losses)
    value = [float(v) for v in losses]
    if case["reduction"] != "none":
        value = float(total)
    if case["reduction"] == "mean":
        value = float(total / denominator) if denominator else NAN
        # Nothing to divide by: the rows that count become NaN, the ignored ones have no gradient.
        scale = scale / denominator if denominator else np.where(counted, NAN, 0.0)
    result = {"value": value, "grad": classes_second(grad * scale[:, None], shape)}
    if not labelled:
        result["gradTargets"] = classes_second(-log_probs * float(1 - eps) * w * scale[:, None], shape)
    if not labelled and case["weight"] is not None:
        smoothed = float(1 - eps) * q + float(eps / c)
        counts = (smoothed != 0) | np.isnan(log_probs)  # 0 log 0 = 0
        terms = -np.where(counts, log_probs, 0) * smoothed * scale[:, None]
        result["gradWeight"] = [float(mpmath.fsum(terms[:, j])) if np.isfinite(terms[:, j]).all() else terms[:, j].sum() for j in range(len(w))]
    return result


def by_torch(case):
    shape = case["shape"]
    tensor = lambda values: torch.tensor([f32(v) for v in values], dtype=torch.float64)
    x = tensor(case["logits"]).reshape(shape).requires_grad_()
    weight = None if case["weight"] is None else tensor(case["weight"]).requires_grad_("labels" not in case)
    options = {"weight": weight, "reduction": case["reduction"], "label_smoothing": f32(case["labelSmoothing"])}
    if "labels" in case:
        target = torch.tensor(case["labels"], dtype=torch.int64).reshape(shape[:1] + shape[2:])
        value = F.cross_entropy(x, target, ignore_index=case["ignoreIndex"], **options)
    else:
        target = tensor(case["targets"]).reshape(shape).requires_grad_()
        value = F.cross_entropy(x, target, **options)
    upstream = torch.ones_like(value)
    if case["gradOutput"] is not None:
        upstream = torch.tensor(case["gradOutput"], dtype=torch.float64).reshape(value.shape)
    value.backward(upstream)
    result = {"value": flat(value) if case["reduction"] == "none" else value.item(), "grad": flat(x.grad)}
    if "labels" not in case:
        result["gradTargets"] = flat(target.grad)
        if weight is not None:
            result["gradWeight"] = flat(weight.grad)
    return result


def finish(case, deviates=None):
    """Adds the expected numbers: PyTorch's, to the full precision of the formula, which must agree with it.

    With `deviates` they are the formula's alone, and PyTorch's must be others.
    """
    theirs = by_torch(case)
    expected = theirs if case.pop("formula_undefined", False) else formula(case)
    expected = {key: settled(values) for key, values in expected.items()}
    if deviates:
        assert any(encode_field(theirs[key]) != encode_field(expected[key]) for key in expected), case["name"]
        case["deviates"] = deviates
    else:
        for key in expected:
            assert_close(f"{case['name']}.{key}", theirs[key], expected[key])
    return {**case, **expected}


def drawn(index, shape, row, labelled, ignored=None):
    """The case of one row of the covering."""
    numbers = Numbers(index + (1000 if labelled else 5000))
    rows, c = shape[0] * math.prod(shape[2:]), shape[1]
    case = {"name": f"{'labels' if labelled else 'probs'}-{index}-{'x'.join(map(str, shape))}", "shape": shape,
            "logits": numbers.fractions(rows * c, row["limit"])}
    if labelled:
        ignore = (-100, c, 0)[index % 3] if ignored != "none" else -100
        labels = [numbers.below(c) for _ in range(rows)]
        if ignored == "all":
            labels = [ignore] * rows
        elif ignored == "some":
            labels = [ignore if numbers.below(3) == 0 else label for label in labels]
        case["labels"] = labels
    else:
        q = np.array([numbers.distribution(c, zeros=index % 2 == 0) for _ in range(rows)])
        case["targets"] = classes_second(q, shape) if rows else []
    case["weight"] = numbers.positive(c, 3) if row["weighted"] else None
    if labelled:
        case["ignoreIndex"] = ignore
    case["labelSmoothing"] = row["smoothing"]
    case["reduction"] = row["reduction"]
    case["gradOutput"] = None
    if row["upstream"]:
        case["gradOutput"] = numbers.fractions(rows, 2) if row["reduction"] == "none" else numbers.positive(1, 3)[0]
    return finish(case)


def shapes_of(row):
    """[n, c] and, for inner > 1, [n, c, d] or [n, c, d1, d2]."""
    inner = row["inner"]
    tail = [] if inner == 1 else [3, 3] if inner == 9 else [2, 2] if inner == 4 else [inner]
    return [row["rows"], row["classes"]] + tail


def covering(labelled):
    ignored = {"ignored": ["none", "some", "all"]} if labelled else {}
    plans = pairwise({"classes": CLASSES, "rows": ROWS if labelled else FEW_ROWS, "inner": [1], **OPTIONS, **ignored})
    plans += pairwise({"classes": WIDE_CLASSES, "rows": FEW_ROWS, "inner": [1], **OPTIONS, **ignored})
    plans += pairwise({"classes": [1, 2, 3, 4, 5, 8], "inner": INNER, "rows": [1, 2], **OPTIONS, **ignored})
    plans += pairwise({"classes": [17], "inner": [3, 4], "rows": [2], **OPTIONS, **ignored})[:2]
    plans += pairwise({"classes": [3, 10], "rows": [0], "inner": [1, 3], "reduction": OPTIONS["reduction"],
                       "weighted": [False], "smoothing": [0], "upstream": [False], "limit": [2],
                       **({"ignored": ["none"]} if labelled else {})})
    big = {"inner": [1], "reduction": ["mean", "none"], "weighted": [False, True], "smoothing": [0, 0.1],
           "upstream": [False], "limit": [8]}
    some = {"ignored": ["some"]} if labelled else {}
    plans += pairwise({"classes": [100], "rows": [2], **big, **some})
    plans += pairwise({"classes": [1000], "rows": [1], **big, **some})[: 3 if labelled else 1]
    return [drawn(i, shapes_of(row), row, labelled, row.get("ignored")) for i, row in enumerate(plans)]
