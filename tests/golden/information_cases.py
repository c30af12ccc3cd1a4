# SPDX-License-Identifier: MIT
# Copyright 2026 the surprisal authors
"""Golden cases of the measures of distributions. Values and gradients by PyTorch's entr and xlogy, checked against sums
and difference quotients in 60 digits."""

import math

import mpmath
import torch

from golden_lib import INF, Numbers, assert_close, f32, pairwise, settled

BASES = [math.e, 2, 10]
TWO = ["crossEntropy", "klDivergence", "jsDivergence"]


def entropy(p):
    return torch.special.entr(p).sum(-1)


def cross_entropy(p, q):
    return -torch.special.xlogy(p, q).sum(-1)


def kl(p, q):
    # p log p - p log q, and 0 where p = 0: (entr is -p log p.)
    return -(torch.special.entr(p) + torch.special.xlogy(p, q)).sum(-1)


def js(p, q):
    m = (p + q) / 2
    return (kl(p, m) + kl(q, m)) / 2


NATS = {"surprisal": lambda p: -torch.log(p), "entropy": entropy, "perplexity": entropy, "crossEntropy": cross_entropy,
        "klDivergence": kl, "jsDivergence": js}


def exact_nats(op, p, q):
    """One row by definition, in 60 digits."""
    kl_of = lambda a, b: mpmath.fsum(x * mpmath.log(x / y) if y else mpmath.inf for x, y in zip(a, b) if x)
    if op == "surprisal":
        return -mpmath.log(p[0])
    if op in ("entropy", "perplexity"):
        return -mpmath.fsum(x * mpmath.log(x) for x in p if x)
    if op == "crossEntropy":
        return -mpmath.fsum(x * mpmath.log(y) if y else -mpmath.inf for x, y in zip(p, q) if x)
    if op == "klDivergence":
        return kl_of(p, q)
    middle = [(x + y) / 2 for x, y in zip(p, q)]
    return (kl_of(p, middle) + kl_of(q, middle)) / 2


def derivative(op, of_q, p, q):
    """By one p or q, in nats, of a term; at 0 one-sided."""
    log = lambda x: mpmath.log(x) if x else -mpmath.inf
    if op == "surprisal":
        return -1 / p if p else -mpmath.inf
    if op in ("entropy", "perplexity"):
        return -log(p) - 1
    if op == "jsDivergence":
        p, q = (q, p) if of_q else (p, q)
        return (log(2 * p / (p + q)) if q else mpmath.log(2)) / 2
    if of_q:
        return (-p / q if q else -mpmath.inf) if p else mpmath.mpf(0)
    return -log(q) if op == "crossEntropy" else log(p / q) + 1 if q else mpmath.inf


def normalized(op, given):
    """Distributions, where the measure is one of numbers of any sum."""
    return given if op == "surprisal" else [[x / mpmath.fsum(row) for x in row] for row in given]


def gradient(op, of_q, given, normalize):
    """The gradient of one row by the numbers given, in nats; and the largest derivative that enters it, or 1."""
    p, q = normalized(op, given) if normalize else given
    slopes = [derivative(op, of_q, x, y) for x, y in zip(p, q)]
    scale = max([mpmath.mpf(1)] + [abs(v) for v in slopes if mpmath.isfinite(v)])
    if not normalize:
        return slopes, scale
    total = mpmath.fsum(given[of_q])
    # x dp is 0 at x = 0; q dq is -p, even at q = 0.
    terms = [-x if of_q and op != "jsDivergence" else y * v if y else 0 for x, y, v in zip(p, (p, q)[of_q], slopes)]
    mean = mpmath.fsum(terms)
    # (mpmath's inf - inf is NaN, as it should be.)
    return [(v - mean) / total for v in slopes], scale / total


@mpmath.workdps(160)
def check_by_differences(name, op, of_q, given, normalize, grad):
    """One-sided difference quotients; where the derivative is infinite they are as large as the step allows."""
    step = mpmath.mpf(10) ** -80
    measure = lambda rows: exact_nats(op, *(normalized(op, rows) if normalize else rows))
    before = measure(given)
    if not mpmath.isfinite(before):
        return
    for j, want in enumerate(grad):
        moved = [list(row) for row in given]
        moved[of_q][j] += step
        quotient = (measure(moved) - before) / step
        if mpmath.isfinite(want):
            near = abs(quotient - want) <= 1e-18 * (1 + abs(want))
        else:
            near = quotient * want > 0 and abs(quotient) * mpmath.fsum(given[of_q]) > 50
        assert near, f"{name}[{j}]: the gradient is not {want}, but {quotient}"


def case(name, op, shape, p, q=None, base=math.e, normalize=False, grad_output=None):
    name = f"{op}-{name}"
    given = [torch.tensor([f32(v) for v in x], dtype=torch.float64).reshape(shape).requires_grad_()
             for x in (p, q) if x is not None]
    rows = [x / x.sum(-1, keepdim=True) for x in given] if normalize else given
    nats = NATS[op](*rows).reshape(-1)
    value = torch.exp(nats) if op == "perplexity" else nats / math.log(base)
    upstream = [1] * len(value) if grad_output is None else grad_output
    by_autograd = torch.autograd.grad(value, given, torch.tensor(upstream, dtype=torch.float64))

    values, grads, scales = [], [[] for _ in given], [0.0 for _ in given]
    for i, row_value in enumerate(value.tolist()):
        exact = [[mpmath.mpf(v) for v in x.reshape(len(value), -1)[i].tolist()] for x in given]
        pair = exact if q is not None else exact * 2
        in_nats = exact_nats(op, *(normalized(op, pair) if normalize else pair))
        values.append(float(mpmath.exp(in_nats) if op == "perplexity" else in_nats / mpmath.log(mpmath.mpf(base))))
        # Differences of nearly equal logarithms: float64 keeps 1e-15 of a nat.
        assert_close(name, row_value + 1, values[-1] + 1, 1e-12)
        factor = mpmath.mpf(upstream[i]) * (mpmath.exp(in_nats) if op == "perplexity" else 1 / mpmath.log(base))
        for of_q in range(len(given)):
            row, scale = gradient(op, of_q, pair, normalize)
            check_by_differences(f"{name}.grad{'PQ'[of_q]}", op, of_q, pair, normalize, row)
            row = [float(v * factor) for v in row]
            # What exceeds the largest float32 is infinite.
            grads[of_q] += [math.copysign(INF, v) if abs(v) > 3.4e38 else v for v in row]
            scales[of_q] = max(scales[of_q], float(abs(scale * factor)))
            # At zeros autograd goes by other rules, or says NaN.
            if all(v > 0 for x in exact for v in x):
                assert_close(f"{name}.autograd", by_autograd[of_q].reshape(len(value), -1)[i].tolist(), row, 1e-11,
                             float(abs(scale * factor)))
    return {"name": name, "op": op, "shape": shape, "p": p, "q": q, "base": base, "normalize": normalize,
            "gradOutput": grad_output, "value": values, "gradP": settled(grads[0]),
            "gradQ": settled(grads[1]) if q is not None else None, "gradScales": scales}


def cases_of_information():
    cases = [case("textbook", "crossEntropy", [1, 3], [1, 0, 0], [0.8, 0.1, 0.1])]
    plans = pairwise({"op": [op for op in NATS if op != "surprisal"], "base": BASES, "normalize": [False, True],
                      "outcomes": [1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 33, 100], "rows": [1, 2, 3],
                      "zeros": [False, True], "upstream": [False, True]})
    for i, row in enumerate(plans):
        numbers, shape = Numbers(i + 20000), [row["rows"], row["outcomes"]]
        draw = lambda zeros: [v for _ in range(shape[0]) for v in numbers.distribution(shape[1], zeros)]
        p = draw(row["zeros"])
        q = draw(False) if row["op"] in TWO else None
        if row["normalize"]:
            # Counts, not probabilities: each distribution has its own sum.
            p = [v * 48 for v in p]
            q = q and [v * 0.375 for v in q]
        # (Of 0 * inf nothing would be left to compare.)
        upstream = [g or 0.5 for g in numbers.fractions(shape[0], 2)] if row["upstream"] else None
        cases.append(case(f"{i}-{shape[0]}x{shape[1]}", row["op"], shape, p, q, row["base"], row["normalize"], upstream))

    for base in BASES:
        outcomes = [1, 0.5, 0.25, 0.1, 1e-3, 1e-30, 1e-40, 0, 0.99]
        cases.append(case(f"base{base:.0f}", "surprisal", [9], outcomes, None, base))
        cases.append(case(f"uniform-base{base:.0f}", "perplexity", [2, 5], [0.2] * 5 + [0, 0.5, 0, 0.5, 0], None, base))
        half = [0.5, 0.5, 0], [0.25, 0.5, 0.25]
        for op in TWO:
            cases.append(case(f"half-base{base:.0f}", op, [1, 3], *half, base))
    # Certainty, a zero of q where p has mass, disjoint supports, equal distributions.
    p, q = [1, 0, 0, 0.5, 0.5, 0, 0, 0.5, 0.5], [0, 0.5, 0.5, 0, 0.5, 0.5, 0, 0.5, 0.5]
    for op in TWO:
        cases.append(case("zeros", op, [3, 3], p, q))
        doubled, tripled = [v * 2 for v in p], [v * 3 for v in q]
        cases.append(case("zeros-normalized", op, [3, 3], doubled, tripled, 2, True, [1, -0.5, 2]))
        cases.append(case("no-rows", op, [0, 3], [], []))
    for op in ("entropy", "perplexity"):
        cases.append(case("certain", op, [3, 3], [1, 0, 0, 0, 1, 0, 0, 0, 1]))
        cases.append(case("no-rows", op, [0, 3], []))
    # Nearly certain and nearly equal: where cancellation shows.
    tiny = 2.0**-20
    cases.append(case("nearly-certain", "entropy", [1, 2], [1 - tiny, tiny]))
    for op in TWO:
        cases.append(case("nearly-equal", op, [1, 4], [0.25 + tiny, 0.25 - tiny, 0.25, 0.25], [0.25] * 4))
    cases.append(case("no-mass-but-tiny", "entropy", [1, 3], [1, 1e-30, 1e-45]))
    return cases
