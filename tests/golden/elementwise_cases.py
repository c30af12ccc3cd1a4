# SPDX-License-Identifier: MIT
# Copyright 2026 the surprisal authors
"""Golden cases of the elementwise losses."""

import torch.nn.functional as F

from golden_lib import Numbers, pairwise
from loss_lib import floats, loss_case

# Shapes of the input and of the target: alike, of every remainder and more than a chunk; and broadcast, either or both.
SHAPES = [
    ((), ()), ((1,), (1,)), ((3,), (3,)), ((2, 5), (2, 5)), ((33,), (33,)), ((0,), (0,)), ((2, 3), (3,)), ((3, 1), (2,)), ((2, 1, 3), (4, 1)), ((5,), (2, 5)), ((1,), (7,)), ((0, 3), (3,)),
]
REDUCTIONS = ["mean", "sum", "none"]


def size(shape):
    product = 1
    for s in shape:
        product *= s
    return product


def covering(name, function, options=None, values=None, wrt=("input", "target"), shapes=None):
    """Every pair of shape, reduction, upstream gradient and option values; `values`: name -> (numbers, shape) -> list."""
    factors = {"shapes": shapes or SHAPES, "reduction": REDUCTIONS, "upstream": [False, True], **(options or {})}
    values = {"input": lambda n, s: n.fractions(s, 4), "target": lambda n, s: n.fractions(s, 4), **(values or {})}
    cases = []
    for i, row in enumerate(pairwise(factors)):
        numbers = Numbers(1000 + i)
        arguments = {key: floats(shape, make(numbers, size(shape)))
                     for (key, make), shape in zip(values.items(), row["shapes"])}
        given = {key: row[key] for key in ("reduction", *(options or {}))}
        cases.append(loss_case(f"{name}-{i}", function, arguments, given, wrt, seed=i, upstream=row["upstream"]))
    return cases


LOSSES = {
    "mse_loss": lambda: covering("mse", lambda a, o: F.mse_loss(a["input"], a["target"], reduction=o["reduction"])),
}
