# SPDX-License-Identifier: MIT
# Copyright 2026 the surprisal authors
"""Golden cases of the measures of distributions. PyTorch's entr and xlogy, checked against 60-digit sums."""

import math

import mpmath
import torch

from golden_lib import INF, Numbers, assert_close, f32, pairwise

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
    mp = [mpmath.mpf(v) for v in p]
    mq = [mpmath.mpf(v) for v in q] if q else mp
    sum_of = lambda terms: mpmath.fsum(terms)
    kl_of = lambda a, b: sum_of(x * mpmath.log(x / y) for x, y in zip(a, b) if x)
    if op in ("entropy", "perplexity"):
        return -sum_of(x * mpmath.log(x) for x in mp if x)
    if op == "crossEntropy":
        return -sum_of(x * mpmath.log(y) for x, y in zip(mp, mq) if x)
    if op == "klDivergence":
        return kl_of(mp, mq)
    middle = [(x + y) / 2 for x, y in zip(mp, mq)]
    return (kl_of(mp, middle) + kl_of(mq, middle)) / 2


def case(name, op, shape, p, q=None, base=math.e, normalize=False):
    rows = [torch.tensor([f32(v) for v in x], dtype=torch.float64).reshape(shape) for x in (p, q) if x is not None]
    if normalize:
        rows = [x / x.sum(-1, keepdim=True) for x in rows]
    nats = NATS[op](*rows).reshape(-1)
    if op != "surprisal":
        for i in range(shape[0]):
            if math.isfinite(nats[i]):
                by_hand = exact_nats(op, rows[0][i].tolist(), rows[1][i].tolist() if q is not None else None)
                # Differences of nearly equal logarithms: float64 keeps 1e-15 of a nat.
                assert_close(f"{op}-{name}", nats[i].item() + 1, float(by_hand) + 1, 1e-12)
                nats[i] = float(by_hand)
    value = torch.exp(nats) if op == "perplexity" else nats / math.log(base)
    return {"name": f"{op}-{name}", "op": op, "shape": shape, "p": p, "q": q, "base": base, "normalize": normalize,
            "value": value.tolist()}


def cases_of_information():
    cases = [case("textbook", "crossEntropy", [1, 3], [1, 0, 0], [0.8, 0.1, 0.1])]
    plans = pairwise({"op": [op for op in NATS if op != "surprisal"], "base": BASES, "normalize": [False, True],
                      "outcomes": [1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 33, 100], "rows": [1, 2, 3],
                      "zeros": [False, True]})
    for i, row in enumerate(plans):
        numbers, shape = Numbers(i + 20000), [row["rows"], row["outcomes"]]
        draw = lambda zeros: [v for _ in range(shape[0]) for v in numbers.distribution(shape[1], zeros)]
        p = draw(row["zeros"])
        q = draw(False) if row["op"] in TWO else None
        if row["normalize"]:
            # Counts, not probabilities: each distribution has its own sum.
            p = [v * 48 for v in p]
            q = q and [v * 0.375 for v in q]
        cases.append(case(f"{i}-{shape[0]}x{shape[1]}", row["op"], shape, p, q, row["base"], row["normalize"]))

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
