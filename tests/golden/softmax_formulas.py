# SPDX-License-Identifier: MIT
# Copyright 2026 the surprisal authors
"""The losses that are made of a row's softmax, by the formulas in src/, in 60 digits."""

import math

import mpmath
import numpy as np

from cross_entropy_cases import classes_second, rows_last
from golden_lib import INF, NAN, assert_close, f32, settled

LABEL_LOSSES = ("focal", "poly1", "z", "perplexity")


def row_of_softmax(x):
    """Probabilities, what each lacks to 1, log-probabilities and log-sum-exp; None if there is no softmax."""
    if np.isnan(x).any() or (x == INF).any() or (x == -INF).all():
        return None
    powers = [mpmath.exp(v) if v != -INF else mpmath.mpf(0) for v in x]
    total = mpmath.fsum(powers)
    p = [v / total for v in powers]
    others = [mpmath.fsum(p[:j] + p[j + 1:]) for j in range(len(p))]
    lse = mpmath.log(total)
    # -log p = -log(1 - others) keeps its digits where p is near 1.
    nll = [mpmath.inf if v == -INF else -mpmath.log1p(-o) if o < 0.5 else lse - v for v, o in zip(x, others)]
    return p, others, nll, lse


def product(a, b):
    """0 times whatever is 0: a term without mass does not count."""
    return mpmath.mpf(0) if a == 0 else a * b


def row_formula(kind, o, x, w, label, q):
    """The row's loss, z-loss, and their gradients with respect to x and, with probabilities, to q and w."""
    c = len(x)
    none = np.full(c, NAN)
    row = row_of_softmax(x)
    if row is None:
        return NAN, NAN, none, none, none, none
    p, others, nll, lse = row
    eps = mpmath.mpf(f32(o.get("labelSmoothing", 0)))
    zero = np.zeros(c)
    if label is not None and kind in ("focal", "poly1"):
        t, wt = label, mpmath.mpf(w[label])
        if kind == "focal":
            gamma = mpmath.mpf(f32(o["gamma"]))
            factor = others[t] ** gamma if gamma != 0 else mpmath.mpf(1)
            loss = wt * factor * nll[t]
            ratio = product(p[t], nll[t]) / others[t] if others[t] != 0 else 1
            slope = wt * factor * (1 + gamma * ratio)
        else:
            epsilon = mpmath.mpf(f32(o["epsilon"]))
            loss = wt * (nll[t] + epsilon * others[t])
            slope = wt * (1 + epsilon * p[t])
        grad = [slope * (-others[j] if j == t else p[j]) for j in range(c)]
        return loss, 0, np.array([float(g) for g in grad]), zero, zero, zero
    q_smooth = [(1 - eps) * qj + eps / c for qj in q] if label is None else []
    if label is not None:
        a = [eps / c * w[j] + ((1 - eps) * w[j] if j == label else 0) for j in range(c)]
    else:
        a = [wj * qj for wj, qj in zip(w, q_smooth)]
    mass = mpmath.fsum(a)
    loss = mpmath.fsum(product(a[j], nll[j]) for j in range(c))
    # mass p - a, in a form that keeps its digits.
    grad = [mass * p[j] - a[j] for j in range(c)]
    z, z_grad, of_q = mpmath.mpf(0), zero, np.array([float(w[j] * (1 - eps) * nll[j]) if w[j] else 0.0 for j in range(c)])
    of_w = [product(qj, nll[j]) for j, qj in enumerate(q_smooth)]
    if kind == "z":
        z_loss = mpmath.mpf(f32(o["zLoss"]))
        z = z_loss * lse**2
        z_grad = np.array([float(2 * z_loss * lse * p[j]) for j in range(c)])
    if kind == "poly1":
        epsilon = mpmath.mpf(f32(o["epsilon"]))
        loss += epsilon * mpmath.fsum(a[j] * others[j] for j in range(c))
        expected = mpmath.fsum(a[j] * p[j] for j in range(c))
        grad = [grad[j] + epsilon * p[j] * (expected - a[j]) for j in range(c)]
        of_q = np.array([float(w[j] * (nll[j] + epsilon * others[j])) for j in range(c)])
        of_w = [of_w[j] + epsilon * qj * others[j] for j, qj in enumerate(q_smooth)]
    of_w = np.array([float(v) for v in of_w]) if label is None else zero
    return loss, z, np.array([float(g) for g in grad]), z_grad, of_q, of_w


def formula(kind, case):
    """Value and gradients of a case."""
    o, shape = case["options"], case["args"]["input"]["shape"]
    shape = shape if len(shape) > 1 else [1] + shape
    c = shape[1]
    x = rows_last(case["args"]["input"]["data"], shape)
    target = case["args"]["target"]
    q = rows_last(target["data"], shape) if "data" in target else None
    w = o["weight"]["data"] if "weight" in o else [1.0] * c
    ignore = o.get("ignoreIndex", -100)
    counted = [True] * len(x) if q is not None else [label != ignore for label in target["labels"]]
    losses, z_losses = [mpmath.mpf(0)] * len(x), [mpmath.mpf(0)] * len(x)
    grads, z_grads, of_q, of_w = (np.zeros(x.shape) for _ in range(4))
    denominator = 0
    for i, row in enumerate(x):
        if not counted[i]:
            continue
        label = None if q is not None else target["labels"][i]
        denominator += w[label] if label is not None else 1
        losses[i], z_losses[i], grads[i], z_grads[i], of_q[i], of_w[i] = row_formula(kind, o, row, w, label,
                                                                                    None if q is None else q[i])
    rows = sum(counted)
    reduction = o.get("reduction", "mean")
    upstream = np.array(1 if case["gradOutput"] is None else case["gradOutput"], float)
    upstream = np.broadcast_to(upstream, len(x))[:, None]
    add = lambda values: mpmath.fsum(values) if np.isfinite([float(v) for v in values]).all() else sum(map(float, values))
    if reduction == "none":
        value = [float(a + b) for a, b in zip(losses, z_losses)]
        value = value[0] if len(case["args"]["input"]["shape"]) == 1 else value
    elif reduction == "sum":
        value = float(add(losses) + add(z_losses))
    else:
        value = float(add(losses) / denominator + add(z_losses) / rows) if denominator else NAN
        masked = np.where(np.array(counted, bool)[:, None], NAN, 0.0) if len(x) else np.zeros((0, 1))
        grads, z_grads, of_q, of_w = (
            (grads / denominator, z_grads / rows, of_q / denominator, of_w / denominator) if denominator else
            (grads * 0 + masked, z_grads * 0, of_q, of_w))
    grads = grads + z_grads
    if kind == "perplexity":
        value = math.exp(value) if value < 700 else value * INF
        grads = np.where(np.array(counted, bool)[:, None], grads * value, 0.0)
    found = {"input": classes_second(grads * upstream, shape)}
    if q is not None:
        found["target"] = classes_second(of_q * upstream, shape)
    if "weight" in case["grads"]:
        found["weight"] = (of_w * upstream).sum(0).tolist()
    return value, found


STABLE = "PyTorch's operations lose the digits of saturated rows, or give 0 * inf = NaN there"


def confirmed(kind, case, stable=False):
    """The case with the formula's numbers. They have to be PyTorch's, unless only a stable form gives them."""
    if kind not in LABEL_LOSSES:
        return case
    value, grads = formula(kind, case)
    found = {**case, "value": settled(value), "grads": {key: settled(grad) for key, grad in grads.items()}}
    try:
        assert_close(f"{case['name']}.value", case["value"], found["value"])
        for key, grad in found["grads"].items():
            assert_close(f"{case['name']}.{key}", case["grads"][key], grad)
    except AssertionError:
        if not stable:
            raise
        found["deviates"] = STABLE
    return found
