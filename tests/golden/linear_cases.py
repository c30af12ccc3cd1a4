# SPDX-License-Identifier: MIT
# Copyright 2026 the surprisal authors
"""Golden cases of the cross-entropy of a linear layer. Few digits: the layer's outputs are exact in float32."""

import torch
import torch.nn.functional as F

from golden_lib import INF, NAN, Numbers, pairwise
from loss_lib import floats, labels, loss_case, offer, tensor_of

# The axes of `hidden`, and classes. Those beyond a tile of 64 rows and a block of 128 classes last.
SIZES = [((1, 1), 1), ((1, 3), 2), ((2, 4), 3), ((3, 5), 4), ((4, 2), 5), ((5, 8), 3), ((2, 17), 7), ((3, 3), 17), ((7, 4), 9), ((1, 16), 33),
         ((2, 3, 4), 5), ((3,), 4), ((66, 2), 3), ((2, 2), 131)]


def rows_of_hidden(a):
    return a["hidden"].reshape(a["labels"].numel(), a["hidden"].shape[-1])


def loss_of_logits(logits, a, o):
    return F.cross_entropy(logits, a["labels"].reshape(-1), weight=o.get("classWeight"), ignore_index=o.get("ignoreIndex", -100),
                           label_smoothing=o.get("labelSmoothing", 0.0), reduction=o.get("reduction", "mean"))


def linear_cross_entropy(a, o):
    return loss_of_logits(F.linear(rows_of_hidden(a), a["weight"], a.get("bias")), a, o)


def with_scales(case):
    """The case, and of what its gradients are off by a share: the largest sum of the magnitudes of a gradient's terms."""
    given = {key: tensor_of(item) for key, item in case["args"].items()}
    options = {key: tensor_of(item) if isinstance(item, dict) else item for key, item in case["options"].items()}
    hidden = rows_of_hidden(given)
    logits = F.linear(hidden, given["weight"], given.get("bias")).requires_grad_()
    losses = loss_of_logits(logits, given, options)
    upstream = torch.tensor(1.0 if case["gradOutput"] is None else case["gradOutput"], dtype=torch.float64)
    slopes = torch.autograd.grad(losses, logits, upstream.expand_as(losses))[0].abs()
    sums = {"hidden": slopes @ given["weight"].abs(), "weight": slopes.T @ hidden.abs(), "bias": slopes.sum(0)}
    return {**case, "scales": {key: float(sums[key].max()) if sums[key].numel() else 0 for key in case["grads"]}}


def drawn(i, row):
    numbers = Numbers(9000 + i)
    shape, classes = row["size"]
    *leading, dims = shape
    rows = 1
    for size in leading:
        rows *= size
    given = {"hidden": floats(shape, numbers.fractions(rows * dims, 2)),
             "weight": floats([classes, dims], numbers.fractions(classes * dims, 2))}
    if row["bias"]:
        given["bias"] = floats([classes], numbers.fractions(classes, 2))
    chosen = [numbers.below(classes) for _ in range(rows)]
    options = {key: row[key] for key in ("reduction", "labelSmoothing") if row[key] is not None}
    if row["ignored"] is not None:
        # The first row counts: no mean over nothing.
        chosen = [label if r == 0 or numbers.below(3) else row["ignored"] for r, label in enumerate(chosen)]
        if chosen[:1] == [row["ignored"]]:
            chosen[0] = classes - 1
        options["ignoreIndex"] = row["ignored"]
    if row["weighted"]:
        options["classWeight"] = floats([classes], numbers.positive(classes, 3))
    wrt = [key for key in ("hidden", "weight", "bias") if key in given]
    given["labels"] = labels(leading, chosen)
    return loss_case(f"linear-{i}", linear_cross_entropy, given, options, wrt, i, row["upstream"])


def covering():
    factors = {"upstream": [False, True], "bias": [True, False], "reduction": ["mean", "sum", "none"], "labelSmoothing": [None, 0.25, 1],
               "ignored": [None, -7], "weighted": [False, True]}
    offer(lambda i, row: with_scales(drawn(i, {**row, "size": ((row["rows"], 1 + i % 9), row["classes"])})), factors)
    return [drawn(i, row) for i, row in enumerate(pairwise({"size": SIZES, **factors}))]


def extremes():
    numbers = Numbers(9500)
    wrt = ["hidden", "weight", "bias"]

    def case(name, hidden, weight, bias, chosen, options=None, **more):
        given = {"hidden": hidden, "weight": weight, "bias": bias, "labels": labels([len(chosen)], chosen)}
        return loss_case(f"linear-{name}", linear_cross_entropy, given, options or {}, wrt, 0, False, **more)

    draw = lambda rows=3, dims=4: floats([rows, dims], numbers.fractions(rows * dims, 2))
    bias = floats([5], numbers.fractions(5, 2))
    zeros = lambda *sizes: dict(zip(wrt, ([0] * size for size in sizes)))
    far = floats([5], [0, 1000, -1000, 0.5, 999])
    masked = floats([5], [0.5, -INF, 1, -INF, 0])
    return [
        case("certain", draw(), draw(5), far, [1, 1, 1]),
        case("hopeless", draw(), draw(5), far, [2, 2, 0]),
        case("masked-classes", draw(), draw(5), masked, [0, 2, 4]),
        case("masked-label", draw(), draw(5), masked, [0, 1, 4]),
        case("nan-bias", draw(), draw(5), floats([5], [0, NAN, 0, 0, 0]), [0, 1, 2]),
        case("all-ignored", draw(), draw(5), bias, [-100, -100, -100], value=NAN, grads=zeros(12, 20, 5), deviates="PyTorch: NaN gradients"),
        case("all-ignored-sum", draw(), draw(5), bias, [-100, -100, -100], {"reduction": "sum"}),
        case("no-rows", draw(0), draw(5), bias, [], value=NAN, grads=zeros(0, 20, 5)),
        case("no-dims", draw(3, 0), draw(5, 0), bias, [0, 1, 2]),
    ]


LOSSES = {"linear_cross_entropy": lambda: covering() + extremes()}
