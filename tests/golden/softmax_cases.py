# SPDX-License-Identifier: MIT
# Copyright 2026 the surprisal authors
"""Golden cases of softmax, softmin, log-softmax and log-sum-exp with a temperature, and of their gradients."""

import math

import mpmath
import torch

from golden_lib import INF, NAN, Numbers, assert_close, f32, flat, pairwise, settled

FUNCTIONS = {"softmax": torch.softmax, "softmin": torch.nn.functional.softmin, "logSoftmax": torch.log_softmax,
             "logSumExp": torch.logsumexp}


def formula(op, x, g):
    """Value and gradient of one row x = logits / temperature, in 60 digits."""
    if op == "softmin":
        value, grad = formula("softmax", [-v for v in x], g)
        return value, [-v for v in grad]
    c = len(x)
    if any(math.isnan(v) or v == INF for v in x) or all(v == -INF for v in x):
        m = max(x) if not any(map(math.isnan, x)) else NAN
        # The infinities of log-sum-exp: only they have no gradient.
        grad = [NAN if m != INF or v == INF else 0.0 for v in x] if op == "logSumExp" else [NAN] * c
        return [m] if op == "logSumExp" else [NAN] * c, grad
    lse = mpmath.log(mpmath.fsum(mpmath.exp(v) for v in x if v != -INF))
    log_probs = [mpmath.mpf(v) - lse if v != -INF else -mpmath.inf for v in x]
    p = [mpmath.exp(v) for v in log_probs]
    if op == "logSumExp":
        return [lse], [g[0] * pj for pj in p]
    if op == "softmax":
        mean = mpmath.fsum(gj * pj for gj, pj in zip(g, p))
        return p, [pj * (gj - mean) for gj, pj in zip(g, p)]
    total = mpmath.fsum(g)
    return log_probs, [gj - pj * total for gj, pj in zip(g, p)]


def case(name, op, shape, dim, logits, temperature=1, grad_output=None, deviates=None):
    x = torch.tensor([f32(v) for v in logits], dtype=torch.float64).reshape(shape).requires_grad_()
    value = FUNCTIONS[op](x / f32(temperature), dim)
    grad_output = [1] * value.numel() if grad_output is None else grad_output[: value.numel()]
    upstream = torch.tensor(grad_output, dtype=torch.float64).reshape(value.shape)
    value.backward(upstream)

    rows_of = lambda tensor: tensor.movedim(dim, -1).reshape(-1, shape[dim]).tolist()
    upstream_rows = [[v] for v in grad_output] if op == "logSumExp" else rows_of(upstream)
    rows = [formula(op, row, g) for row, g in zip(rows_of(x.detach() / f32(temperature)), upstream_rows)]
    back = lambda rows: torch.tensor([[float(v) for v in row] for row in rows], dtype=torch.float64).reshape(
        x.movedim(dim, -1).shape).movedim(-1, dim).reshape(-1).tolist()
    exact_value = [float(v) for (v,), _ in rows] if op == "logSumExp" else back([v for v, _ in rows])
    exact_grad = back([[v / f32(temperature) for v in grad] for _, grad in rows])
    result = {"name": f"{op}-{name}", "op": op, "shape": shape, "dim": dim, "logits": logits,
              "temperature": temperature, "value": settled(exact_value), "gradOutput": grad_output,
              "grad": settled(exact_grad)}
    assert_close(f"{op}-{name}.value", flat(value), result["value"])
    if deviates:
        result["deviates"] = deviates["why"]
        result.update(deviates["expected"])
    else:
        # A softmax's gradient is a difference of upstream gradients: theirs is the scale that cancels.
        least_scale = max(map(abs, grad_output), default=1)
        assert_close(f"{op}-{name}.grad", flat(x.grad), result["grad"], 1e-12, least_scale)
    return result


def covering():
    cases = []
    options = {"op": list(FUNCTIONS), "temperature": [1, 0.5, 2, 3], "limit": [2, 8, 60]}
    plans = [(row, -1) for row in pairwise({"classes": [1, 2, 3, 4, 5, 7, 8, 10, 16, 17], "rows": [1, 2, 3, 5],
                                            "inner": [1], **options})]
    plans += [(row, -1) for row in pairwise({"classes": [31, 33, 64, 65, 100], "rows": [1, 2],
                                             "inner": [1], **options})]
    plans += [(row, 1) for row in pairwise({"classes": [1, 2, 3, 4, 5, 8, 17], "rows": [1, 2],
                                            "inner": [1, 2, 3, 4, 5, 7, 9], **options})]
    plans += [({"classes": 5, "rows": 2, "inner": 3, "op": op, "temperature": 1, "limit": 2}, -1) for op in FUNCTIONS]
    for i, (row, dim) in enumerate(plans):
        numbers = Numbers(i + 9000)
        shape = [row["rows"], row["classes"]] if dim == -1 else [row["rows"], row["classes"], row["inner"]]
        if dim == -1 and row["inner"] > 1:
            shape = [row["rows"], row["inner"], row["classes"]]
        size = math.prod(shape)
        cases.append(case(f"{i}-{'x'.join(map(str, shape))}", row["op"], shape, dim,
                          numbers.fractions(size, row["limit"]), row["temperature"], numbers.fractions(size, 2)))
    return cases


def extremes():
    cases = []
    rows = [[-INF, 0, 1], [-INF, -INF, -INF], [NAN, 0, 1], [-INF, -INF, 2]]
    for op in FUNCTIONS:
        for temperature in (1, 2):
            cases.append(case(f"infinities-t{temperature}", op, [4, 3], -1, sum(rows, []), temperature))
        cases.append(case("plus-infinity", op, [2, 3], -1, [INF, 0, 1, INF, INF, -INF]))
        cases.append(case("1e4", op, [2, 3], -1, [1e4, -1e4, 0, -1e4, -1e4, -1e4]))
        cases.append(case("2p126", op, [1, 3], -1, [2.0**126, -(2.0**126), 0]))
        absorbed = {"why": "PyTorch: the log-sum-exp absorbs log 7, and the gradient sums to 7", "expected": {}}
        cases.append(case("equal", op, [2, 7], -1, [3] * 7 + [-1e30] * 7, 0.5,
                          deviates=absorbed if op == "logSumExp" else None))
        cases.append(case("shifted", op, [1, 4], -1, [1024, 1025, 1026, 1023.5], 1, [1, -1, 0.5, 2]))
        cases.append(case("cold", op, [1, 4], -1, [0.5, 1, 1.5, 2], 0.0625, [1, -1, 0.5, 2]))
        cases.append(case("hot", op, [1, 4], -1, [0.5, 1, 1.5, 2], 1024, [1, -1, 0.5, 2]))
        cases.append(case("no-rows", op, [0, 3], -1, []))
    # The value is what matters at 3e38; what a difference overflows to is float32's -Infinity.
    overflow = {"why": "float32: x - max is below the lowest float", "expected": {"value": [0, -INF, f32(-3e38)]}}
    cases.append(case("3e38", "logSoftmax", [1, 3], -1, [3e38, -3e38, 0], deviates=overflow))
    for gap in (20, 40):
        cases.append(case(f"gap{gap}", "logSoftmax", [2, 2], -1, [gap, 0, 0, gap], 1, [1, 2, -1, 0.5]))
    return cases
