# SPDX-License-Identifier: MIT
# Copyright 2026 the surprisal authors
"""Golden cases of the losses of similarity matrices. PyTorch has none of them: the formulas, in its float64 operations."""

import torch
import torch.nn.functional as F

from golden_lib import INF, NAN, Numbers, pairwise
from loss_lib import floats, labels, loss_case, offer

REDUCTIONS = ["mean", "sum", "none"]
# Embeddings, and numbers in each.
SIZES = [(1, 1), (1, 4), (2, 2), (3, 3), (4, 5), (5, 1), (7, 2), (8, 3), (2, 10), (17, 2), (3, 7), (2, 17)]


def unit(rows):
    return F.normalize(rows, dim=1, eps=1e-12)


def diagonal(similarities, reduction="mean"):
    if len(similarities) == 0:
        # PyTorch has no cross-entropy without classes.
        nothing = similarities.sum(1)
        return nothing if reduction == "none" else nothing.sum() if reduction == "sum" else nothing.sum() / 0.0
    return F.cross_entropy(similarities, torch.arange(len(similarities)), reduction=reduction)


def info_nce(a, o):
    kept = unit if o.get("normalize", True) else lambda rows: rows
    query, key = kept(a["query"]), kept(a["key"])
    temperature, reduction = o.get("temperature", 0.1), o.get("reduction", "mean")
    if "negatives" not in a:
        return diagonal(query @ key.T / temperature, reduction)
    logits = torch.cat([(query * key).sum(1, keepdim=True), query @ kept(a["negatives"]).T], 1) / temperature
    return F.cross_entropy(logits, torch.zeros(len(logits), dtype=torch.int64), reduction=reduction)


def nt_xent(a, o):
    z = unit(torch.cat([a["z1"], a["z2"]]))
    count = len(z)
    similarities = (z @ z.T / o.get("temperature", 0.5)).masked_fill(torch.eye(count, dtype=torch.bool), -INF)
    if count == 0:
        return diagonal(similarities)
    return F.cross_entropy(similarities, (torch.arange(count) + count // 2) % count)


def clip(a, o):
    similarities = o.get("logitScale", 1 / 0.07) * unit(a["image"]) @ unit(a["text"]).T
    return (diagonal(similarities) + diagonal(similarities.T)) / 2


def nt_xent_labels(a, o):
    z, given = unit(a["embeddings"]), a["labels"]
    s = z @ z.T / o.get("temperature", 0.07)
    losses = []
    for i in range(len(z)):
        others = s[i][given != given[i]]
        for j in range(len(z)):
            if i != j and given[i] == given[j]:
                losses.append(torch.logsumexp(torch.cat([s[i, j:j + 1], others]), 0) - s[i, j])
    return torch.stack(losses).mean() if losses else z.sum() * 0.0 + NAN


def embeddings(numbers, count, dims):
    """Rows of many directions; no two of PyTorch's norms near 0."""
    rows = numbers.fractions(count * dims, 2)
    for i in range(count):
        rows[i * dims] = rows[i * dims] or 0.5
    return floats([count, dims], rows)


def covering(name, function, arrays, factors):
    factors = {"upstream": [False, True], **factors}

    def drawn(i, row):
        numbers = Numbers(8000 + i)
        count, dims = row["size"]
        given = {key: embeddings(numbers, count, dims) for key in arrays}
        if row.get("negatives") is not None:
            given["negatives"] = embeddings(numbers, row["negatives"], dims)
        options = {key: row[key] for key in factors if key not in ("upstream", "negatives")}
        return loss_case(f"{name}-{i}", function, given, options, list(given), i, row["upstream"])

    offer(lambda i, row: drawn(i, {**row, "size": (row["rows"], row["classes"])}), factors)
    return [drawn(i, row) for i, row in enumerate(pairwise({"size": SIZES, **factors}))]


def case(name, function, arrays, options=None, wrt=None, **more):
    more.setdefault("upstream", False)
    return loss_case(name, function, arrays, options or {}, wrt or list(arrays), 0, **more)


def pairs(first, second):
    """The extremes of losses of two arrays: name -> (two arrays, what is particular)."""
    numbers = Numbers(8500)
    draw = lambda count=3, dims=4: embeddings(numbers, count, dims)
    zero = floats([3, 4], [0] * 4 + numbers.fractions(8, 2))
    nan = floats([3, 4], [1, NAN, 1, 1] + numbers.fractions(8, 2))
    infinite = floats([3, 4], [1, INF, 1, 1] + numbers.fractions(8, 2))
    tall = floats([3, 4], [2.0**80 * x for x in numbers.fractions(12, 2)])
    small = floats([3, 4], [2.0**-40 * (x or 1) for x in numbers.fractions(12, 2)])
    same = draw()
    found = {
        "defaults": (draw(), draw()), "same": (same, same), "zero-vector": (draw(), zero), "nan": (draw(), nan), "infinity": (infinite, draw()),
        "large": (draw(), tall), "small": (small, draw()), "many-tiles": (draw(33, 2), draw(33, 2)), "wide": (draw(2, 100), draw(2, 100)), "empty": (floats([0, 4], []), floats([0, 4], [])),
    }
    return {name: {first: a, second: b} for name, (a, b) in found.items()}


def extremes(name, function, first, second, options):
    cases = [case(f"{name}-{key}", function, arrays) for key, arrays in pairs(first, second).items()]
    for key, given in options.items():
        cases.append(case(f"{name}-{key}", function, pairs(first, second)["defaults"], given))
    return cases


def info_nce_cases():
    factors = {"reduction": REDUCTIONS, "temperature": [0.1, 1], "normalize": [True, False], "negatives": [None, 1, 5]}
    cases = covering("info-nce", info_nce, ["query", "key"], factors)
    sharp = {"sharp": {"temperature": 0.01}, "flat": {"temperature": 100}}
    cases += extremes("info-nce", info_nce, "query", "key", sharp)
    numbers = Numbers(8600)
    given = {"query": embeddings(numbers, 3, 4), "key": embeddings(numbers, 3, 4)}
    cases.append(case("info-nce-no-negatives", info_nce, {**given, "negatives": floats([0, 4], [])}))
    zero = floats([2, 4], [0] * 4 + numbers.fractions(4, 2))
    cases.append(case("info-nce-zero-negative", info_nce, {**given, "negatives": zero}))
    cases.append(case("info-nce-many-negatives", info_nce, {**given, "negatives": embeddings(numbers, 33, 4)}))
    for reduction in ["sum", "none"]:
        cases.append(case(f"info-nce-empty-{reduction}", info_nce, {"query": floats([0, 4], []), "key": floats([0, 4], [])},
                          {"reduction": reduction}))
    cases.append(case("info-nce-nan-negative", info_nce, {**given, "negatives": floats([1, 4], [NAN, 1, 1, 1])}))
    return cases


def labels_cases():
    cases = []
    factors = {"size": SIZES, "upstream": [False, True], "temperature": [0.07, 1], "kinds": [1, 2, 5]}
    for i, row in enumerate(pairwise(factors)):
        numbers = Numbers(8700 + i)
        count, dims = row["size"]
        kinds = [7 * numbers.below(row["kinds"]) - 7 for _ in range(count)]
        given = {"embeddings": embeddings(numbers, count, dims), "labels": labels([count], kinds)}
        has_pair = len(set(kinds)) < count
        more = {} if has_pair else {"grads": {"embeddings": [0] * (count * dims)}}
        cases.append(loss_case(f"nt-xent-labels-{i}", nt_xent_labels, given, {"temperature": row["temperature"]}, ["embeddings"], i,
                               row["upstream"], **more))
    numbers = Numbers(8800)

    def extreme(name, rows, kinds, **more):
        given = {"embeddings": rows, "labels": labels([len(kinds)], kinds)}
        cases.append(case(f"nt-xent-labels-{name}", nt_xent_labels, given, wrt=["embeddings"], **more))

    draw = numbers.fractions
    extreme("defaults", floats([5, 3], draw(15, 2)), [1, 2, 1, 2, 3])
    extreme("extreme-labels", floats([4, 3], draw(12, 2)), [-2147483648, 2147483647, 2147483647, -2147483648])
    extreme("zero-vector", floats([4, 3], [0, 0, 0] + draw(9, 2)), [1, 1, 2, 2])
    extreme("nan", floats([4, 3], [0, NAN, 0] + draw(9, 2)), [1, 1, 2, 2])
    extreme("nan-of-its-own", floats([4, 3], [0, NAN, 0] + draw(9, 2)), [1, 2, 2, 2])
    extreme("infinity", floats([4, 3], [0, INF, 0] + draw(9, 2)), [1, 1, 2, 2])
    extreme("many-tiles", floats([35, 2], draw(70, 2)), [i % 3 for i in range(35)])
    extreme("empty", floats([0, 3], []), [], grads={"embeddings": []})
    return cases


LOSSES = {
    "info_nce_loss": info_nce_cases,
    "nt_xent_loss": lambda: covering("nt-xent", nt_xent, ["z1", "z2"], {"temperature": [0.5, 0.07, 2]}) + extremes("nt-xent", nt_xent, "z1", "z2", {"sharp": {"temperature": 0.01}}),
    "clip_loss": lambda: covering("clip", clip, ["image", "text"], {"logitScale": [14, 1, 100]}) + extremes("clip", clip, "image", "text", {"negative": {"logitScale": -3}, "none": {"logitScale": 0}}),
    "nt_xent_labels_loss": labels_cases,
}
