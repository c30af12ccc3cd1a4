# SPDX-License-Identifier: MIT
# Copyright 2026 the surprisal authors
"""Golden cases of any loss, in the one form that README.md describes: arguments by name, options, value, gradients."""

from typing import Callable, NamedTuple

import numpy as np
import torch

from golden_lib import Numbers, flat, settled


def floats(shape, values):
    """An argument of real numbers, which float32 must hold exactly."""
    values = np.array(values, float)
    assert np.array_equal(values.astype(np.float32).astype(float), values, equal_nan=True), values
    assert len(values) == int(np.prod(shape)), (shape, len(values))
    return {"shape": list(shape), "data": values.tolist()}


def labels(shape, values):
    """An argument of integers."""
    return {"shape": list(shape), "labels": [int(v) for v in values]}


def tensor_of(argument, wanted=False):
    if "labels" in argument:
        return torch.tensor(argument["labels"], dtype=torch.int64).reshape(argument["shape"])
    return torch.tensor(argument["data"], dtype=torch.float64).reshape(argument["shape"]).requires_grad_(wanted)


def reduce(losses, reduction, denominator=None):
    if reduction == "none":
        return losses
    return losses.sum() if reduction == "sum" else losses.sum() / (losses.numel() if denominator is None else denominator)


def compute(function, arguments, options, wrt, grad_output):
    """The value and the gradients by name, flat, and whether the value is one number. `grad_output` may be a number for
    all losses, a list, None for ones, or a function that makes one of those from the number of losses."""
    tensors = {key: tensor_of(item, key in wrt) for key, item in arguments.items()}
    with_tensors = {key: tensor_of(item, key in wrt) if isinstance(item, dict) else item for key, item in options.items()}
    leaves = {**tensors, **with_tensors}
    result = function(tensors, with_tensors)
    upstream = grad_output(result) if callable(grad_output) else grad_output
    seeded = torch.ones_like(result)
    if upstream is not None:
        seeded = (seeded * torch.tensor(upstream, dtype=torch.float64).reshape([] if np.ndim(upstream) == 0 else result.shape))
    grads = {}
    if wrt and result.requires_grad:
        found = torch.autograd.grad(result, [leaves[key] for key in wrt], seeded, allow_unused=True)
        for key, grad in zip(wrt, found):
            grads[key] = settled(flat(torch.zeros_like(leaves[key]) if grad is None else grad))
    values = settled(flat(result))
    return (values[0] if result.dim() == 0 else values), grads, upstream


def loss_case(name, function, arguments, options, wrt, seed, upstream=True, value=None, grads=None, deviates=None):
    """One case. `function(tensors by name, options with tensors for arrays)` gives the value, float64, differentiable.

    `arguments` are name -> floats() or labels(), in the order of the signature; so may options be. `wrt`: the names to
    differentiate by, of arguments and of such options. `value` and `grads` (name -> flat list) replace PyTorch's, and `deviates` then says why.
    """
    def draw(result):
        numbers = Numbers(seed)
        # PyTorch's 0 * inf would be NaN for an upstream gradient of 0.
        drawn = [g or 0.5 for g in numbers.fractions(result.numel(), 2)]
        return drawn[0] if result.dim() == 0 else drawn

    values, computed, grad_output = compute(function, arguments, options, wrt, draw if upstream else None)
    if grads is not None:
        computed.update(grads)
    if value is not None:
        listed = value if isinstance(value, list) else [value]
        values = listed if isinstance(values, list) else listed[0]
    found = {"name": name, "args": arguments, "options": options, "gradOutput": grad_output,
             "value": values, "grads": computed}
    if deviates:
        found["deviates"] = deviates
    return found


class Conformance(NamedTuple):
    """How conformance.py draws the cases of a loss.

    `build(index, row)` gives a case. A row has `rows`, `classes`, a value of each of `options`, all of whose combinations
    there will be for small sizes, and one of each of `draws`, which only take turns.
    """
    build: Callable
    options: dict
    draws: dict = {}


# Of the builder that runs.
OFFERS = []


def offer(build, options, draws=None):
    """Called by what makes golden cases, with a way to make them of any size."""
    OFFERS.append(Conformance(build, options, draws or {}))
