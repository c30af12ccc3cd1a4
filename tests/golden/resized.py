# SPDX-License-Identifier: MIT
# Copyright 2026 the surprisal authors
"""Cases of any size made of golden ones, for losses whose module offers conformance.py nothing of its own."""

import math

import loss_lib
from golden_lib import Numbers
from loss_lib import Conformance, loss_case


# Numbers in an array: those of the largest size of two axes.
MOST = 300_000


def with_functions(build):
    """The cases that `build` makes, each with the function that it was computed by and what it was differentiated by."""
    compute, found = loss_lib.compute, {}

    def remember(function, arguments, options, wrt, grad_output):
        found[id(arguments)] = function, wrt
        return compute(function, arguments, options, wrt, grad_output)

    loss_lib.compute = remember
    try:
        return [(case, *found[id(case["args"])]) for case in build() if id(case["args"]) in found]
    finally:
        loss_lib.compute = compute


def arrays_of(case):
    return {**case["args"], **{key: value for key, value in case["options"].items() if isinstance(value, dict)}}


def is_tame(values, limit=100):
    return all(abs(v) <= limit for v in values)  # of NaN that is not so


def is_template(case):
    """An ordinary case, as PyTorch has it, whose first array has two different axes to stretch."""
    whole = next(iter(case["args"].values()))["shape"]
    first = whole[:2]
    results = [case["value"] if isinstance(case["value"], list) else [case["value"]], *case["grads"].values()]
    return "deviates" not in case and len(set(first)) == len(first) > 0 and min(first) > 1 and \
        not set(first) & set(whole[2:]) and \
        all(is_tame(array.get("data", [])) for array in arrays_of(case).values()) and \
        all(is_tame(values, math.inf) for values in results)


def drawn(numbers, array, sizes):
    """An array of other sizes, of the same numbers; labels are below what they were below."""
    shape = [sizes.get(size, size) for size in array["shape"]]
    count = math.prod(shape)
    if "labels" not in array:
        data = array["data"] or [0]
        return {"shape": shape, "data": [data[i] for i in numbers.many_below(count, len(data))]}
    largest = max(array["labels"], default=0)
    bound = min((size for size in sizes if size > largest), default=None)
    below = sizes[bound] if bound else largest + 1
    special = [label for label in array["labels"] if label < 0]
    chosen = numbers.many_below(count, max(below, 1)).tolist()
    return {"shape": shape, "labels": [special[0] if special and i % 5 == 4 else label for i, label in enumerate(chosen)]}


def offer(name, build):
    """Each size meets some of the golden cases, with each reduction in turn."""
    cases = with_functions(build)
    templates = [found for found in cases if is_template(found[0])]
    two_axes = [found for found in templates if len(next(iter(found[0]["args"].values()))["shape"]) > 1]
    templates = two_axes or templates
    if not templates:
        return []
    reductions = list({case["options"].get("reduction"): None for case, _, _ in cases})

    def make(i, row):
        case, function, wrt = templates[(i + i // len(templates) + row["template"] * 7) % len(templates)]
        first = next(iter(case["args"].values()))["shape"]
        rows, classes = row["rows"], row["classes"]
        rest = math.prod(first[2:])
        while rows * classes * rest > MOST:
            rows //= 2
        sizes = dict(zip(first, (rows, classes) if len(first) > 1 else (classes,)))
        numbers = Numbers(i + 60000)
        options = {key: drawn(numbers, value, sizes) if isinstance(value, dict) else value
                   for key, value in case["options"].items()}
        if row["reduction"] is not None:
            options["reduction"] = row["reduction"]
        arguments = {key: drawn(numbers, array, sizes) for key, array in case["args"].items()}
        return loss_case(f"{case['name']}-{i}", function, arguments, options, list(wrt), i, upstream=i % 2 == 1)

    return [Conformance(make, {"reduction": reductions, "template": [0, 1, 2]})]
