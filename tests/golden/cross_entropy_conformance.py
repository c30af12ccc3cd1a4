# SPDX-License-Identifier: MIT
# Copyright 2026 the surprisal authors
"""Cases of cross-entropy of any size, in the common form, for the conformance test: PyTorch's numbers alone."""

import torch
import torch.nn.functional as F

from golden_lib import INF, NAN, Numbers, f32
from loss_lib import Conformance, floats, labels, loss_case, tensor_of

OPTIONS = {"reduction": ["mean", "sum", "none"], "weighted": [False, True], "smoothing": [0, 0.1, 1],
           "upstream": [False, True]}
IGNORED = {"ignored": ["none", "some", "all"]}
# Around which axis the rows are laid out; the range of the logits; what one of them is instead.
DRAWS = {"layout": ["outer", "inner", "both"], "limit": [2, 8, 60],
         "special": [None, None, None, NAN, INF, -INF, 1e4, -1e4, 2.0**120]}


def shape_of(row):
    rows, classes = row["rows"], row["classes"]
    if row["layout"] == "outer" or rows == 0:
        return [rows, classes]
    return [2, classes, rows // 2] if row["layout"] == "both" and rows % 2 == 0 else [1, classes, rows]


def labels_of(numbers, row, ignore):
    found = numbers.many_below(row["rows"], row["classes"])
    if row["ignored"] != "none":
        share = 1 if row["ignored"] == "all" else 3
        found[numbers.many_below(row["rows"], share) == 0] = ignore
    return found.tolist()


def probs_of(numbers, shape, zeros):
    """Distributions along the second axis, of multiples of a power of two."""
    parts = numbers.many_below(int(torch.tensor(shape).prod()), 5 if zeros else 8)
    parts = torch.tensor(parts, dtype=torch.float64).reshape(shape) + (0 if zeros else 1)
    return (parts / 2.0 ** torch.ceil(torch.log2(torch.tensor(4.0 * shape[1])))).reshape(-1).tolist()


def scale_of(case, shape, smoothing, labelled, ignore):
    """The largest G_i A_i: where mass is spread, the gradient G_i (A_i p - a_i) may be no more than its rounding."""
    if labelled and smoothing == 0:
        return 0
    target, options = tensor_of(case["args"]["target"]), case["options"]
    w = tensor_of(options["weight"]) if "weight" in options else torch.ones(shape[1], dtype=torch.float64)
    if labelled:
        at_target = torch.where(target == ignore, torch.zeros((), dtype=w.dtype), w[target.clamp(0, shape[1] - 1)])
    else:
        at_target = (target.movedim(1, -1) * w).sum(-1)
    upstream = 1 if case["gradOutput"] is None else torch.tensor(case["gradOutput"]).abs().reshape(-1)
    if options["reduction"] == "mean":
        total = at_target.sum().item() if labelled else at_target.numel()
        upstream = upstream / total if total else 0
    masses = (1 - smoothing) * at_target + smoothing * w.mean()
    return (masses.reshape(-1) * upstream).max().item() if masses.numel() else 0


def build(i, row, labelled):
    numbers, shape = Numbers(i + 30000), shape_of(row)
    special = row["special"]
    # PyTorch has NaN for 0 * inf, where the term is 0, or where smoothing by 1 leaves no more than a share of it.
    if special == -INF and (not labelled or row["smoothing"] == 1):
        special = None
    logits = numbers.fractions(row["rows"] * row["classes"], row["limit"])
    if special is not None and logits:
        logits[numbers.below(len(logits))] = special
    ignore = (-100, row["classes"], 0)[i % 3] if row.get("ignored", "none") != "none" else -100
    if labelled:
        target = labels(shape[:1] + shape[2:], labels_of(numbers, row, ignore))
    else:
        target = floats(shape, probs_of(numbers, shape, i % 2 == 0))
    options = {"reduction": row["reduction"], "labelSmoothing": f32(row["smoothing"])}
    if row["weighted"]:
        options["weight"] = floats([row["classes"]], numbers.positive(row["classes"], 3))
    if labelled:
        options["ignoreIndex"] = ignore

    def function(a, o):
        x = a["input"]
        if labelled:
            # The gradient of an ignored row is 0, whatever it holds: we differ there.
            x = torch.where((a["target"] == ignore).unsqueeze(1), torch.zeros((), dtype=x.dtype), x)
        return F.cross_entropy(x, a["target"], o.get("weight"), reduction=o["reduction"],
                               label_smoothing=o["labelSmoothing"], **({"ignore_index": ignore} if labelled else {}))

    name = f"{'labels' if labelled else 'probs'}-{i}-{'x'.join(map(str, shape))}"
    wrt = ["input"] if labelled else ["input", "target", *(["weight"] if row["weighted"] else [])]
    case = loss_case(name, function, {"input": floats(shape, logits), "target": target}, options, wrt, i,
                     upstream=row["upstream"])
    return {**case, "scales": {"input": scale_of(case, shape, options["labelSmoothing"], labelled, ignore)}}


CONFORMANCE = {"cross_entropy": [Conformance(lambda i, row: build(i, row, True), {**OPTIONS, **IGNORED}, DRAWS),
                                 Conformance(lambda i, row: build(i, row, False), OPTIONS, DRAWS)]}
