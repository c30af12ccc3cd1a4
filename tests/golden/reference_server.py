# SPDX-License-Identifier: MIT
# Copyright 2026 the surprisal authors
"""Computes losses for others: reads calls from standard input, one JSON object a line, and answers likewise.

A call is a golden case without results, and `loss` (loss_lib.py); the answer has `value` and `grads`, or `error`. What a
loss is, the first of its golden cases says.
"""

import json
import pathlib
import sys

import torch

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))

import generate
from golden_lib import f32
import loss_lib

BUILDERS = {name: build for family in generate.FAMILIES for name, build in family.LOSSES.items()}
functions = {}


class Found(Exception):
    """The function of a golden case, before anything is computed."""


def function_of(loss):
    if loss not in functions:
        with_function = loss_lib.compute

        def stop(function, *_):
            raise Found(function)

        loss_lib.compute = stop
        try:
            BUILDERS[loss]()
        except Found as found:
            functions[loss] = found.args[0]
        finally:
            loss_lib.compute = with_function
    return functions[loss]


def number(value):
    return float(value) if isinstance(value, str) and value in ("NaN", "Infinity", "-Infinity") else value


def argument(item):
    """An argument as it was before it was written: the files have as many digits as tell float32 numbers apart."""
    return {key: [f32(number(v)) for v in values] if key == "data" else values for key, values in item.items()}


def text(value):
    if isinstance(value, list):
        return [text(item) for item in value]
    if isinstance(value, dict):
        return {key: text(item) for key, item in value.items()}
    if value != value:
        return "NaN"
    return {float("inf"): "Infinity", float("-inf"): "-Infinity"}.get(value, value)


def answer(call):
    options = {key: argument(item) if isinstance(item, dict) else number(item) for key, item in call["options"].items()}
    arguments = {key: argument(item) for key, item in call["args"].items()}
    value, grads, _ = loss_lib.compute(function_of(call["loss"]), arguments, options, call["wrt"], call["gradOutput"])
    return {"value": text(value), "grads": text(grads)}


def main():
    torch.set_num_threads(1)
    for line in sys.stdin:
        try:
            reply = answer(json.loads(line))
        except Exception as error:  # an answer too: PyTorch refuses what we refuse
            reply = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(reply), flush=True)


if __name__ == "__main__":
    main()
