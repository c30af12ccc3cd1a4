# SPDX-License-Identifier: MIT
# Copyright 2026 the surprisal authors
"""Writes the cases of the conformance test, which are too many to be tracked: `npm run test:conformance` calls it.

    conformance.py --list              all losses
    conformance.py --out FOLDER LOSS   writes FOLDER/LOSS.cases and FOLDER/LOSS.bin

All combinations of the options for small sizes; and each size of the whole grid with each value of each option.

LOSS.cases is text, a word or number between spaces, so that C++ reads it without a JSON parser: the line
`pools DOUBLES FLOATS INTEGERS`, then for each case lines (TYPE is float or int; OFFSET counts elements of the pool)

    case NAME
    argument NAME TYPE OFFSET RANK SIZE ...    in the order of the signature
    array NAME TYPE OFFSET RANK SIZE ...       an option that is an array
    number NAME VALUE | flag NAME 0 or 1 | word NAME VALUE
    upstream number or array OFFSET COUNT      of floats; absent: ones
    value number or array SCALE OFFSET COUNT   of doubles; SCALE multiplies the absolute part of the bound
    grad NAME SCALE OFFSET COUNT               of doubles; SCALE: what the bound is of, if larger than the gradient

and LOSS.bin is the pools one after the other: float64, float32, int32; little-endian.
"""

import math
import pathlib
import sys

import numpy as np
import torch

sys.dont_write_bytecode = True  # nothing is left beside the golden files

import cross_entropy_conformance
import generate
import resized
from golden_lib import every, pairwise
from loss_lib import OFFERS

ROWS, CLASSES = [0, 1, 2, 3, 5, 64], [1, 2, 3, 4, 5, 7, 8, 10, 16, 17, 31, 33, 100, 1000, 4099]
# A vector, and one more; groups of vectors.
SMALL_ROWS, SMALL_CLASSES = [1, 2, 3, 5], [1, 2, 3, 4, 5, 7, 8, 10, 17, 33]
# With more combinations than that, each meets every third of the small sizes, or every seventh, ...
MOST_SMALL = 6000

BUILDERS = {name: build for family in generate.FAMILIES for name, build in family.LOSSES.items()}
LOSSES = [*cross_entropy_conformance.CONFORMANCE, *BUILDERS]


def plans_of(name):
    """What the loss's module offers, by calling loss_lib.offer while it makes the golden cases; else those of other sizes."""
    if name in cross_entropy_conformance.CONFORMANCE:
        return cross_entropy_conformance.CONFORMANCE[name]
    OFFERS.clear()
    BUILDERS[name]()
    return list(OFFERS) or resized.offer(name, BUILDERS[name])


def rows_of(plan):
    small = every({**plan.options, "rows": SMALL_ROWS, "classes": SMALL_CLASSES})
    step = next(s for s in (1, 3, 7, 9, 11, 13, 17) if len(small) / s <= MOST_SMALL or s == 17)
    large = pairwise({"size": [(rows, classes) for rows in ROWS for classes in CLASSES], **plan.options})
    for i, row in enumerate([*small[::step], *large]):
        if "size" in row:
            row["rows"], row["classes"] = row.pop("size")
        # The draws take turns, each at a pace of its own.
        for k, (name, values) in enumerate(plan.draws.items()):
            row[name] = values[(i // (k + 1) + i // 40) % len(values)]
        yield row


def largest(case):
    """The largest magnitude of the call's numbers, at least 1."""
    arrays = [v for v in [*case["args"].values(), *case["options"].values()] if isinstance(v, dict)]
    numbers = [np.abs(array["data"]) for array in arrays if array.get("data")]
    return max([1.0, *(float(n[np.isfinite(n)].max(initial=0)) for n in numbers)])


def distances(case):
    """How large they are; where the contract promises more than their rounding, 1."""
    p = case["options"]["p"]
    return 1 if p in (0, 1, 2, math.inf) else largest(case) * case["args"]["anchor"]["shape"][-1] ** (1 / p)


# Where a value is a difference, it has the rounding of what it is a difference of: products, exponentials, distances.
VALUE_SCALES = {
    "poisson_nll_loss": lambda case: max(largest(case) ** 2, math.exp(min(largest(case), 5))),
    "triplet_margin_loss": distances,
}
# And of gradients that are differences, of the order of the upstream gradient.
CANCELLING_GRADIENTS = {"dice_loss", "tversky_loss", "gaussian_nll_loss", "poisson_nll_loss", "z_loss_cross_entropy"}
MEANS_OF_ROWS = {"z_loss_cross_entropy"}


def grad_scale(loss, case, name):
    if name in case.get("scales", {}):
        return case["scales"][name]
    count = max(math.prod(array["shape"]) for array in case["args"].values())
    # What is broadcast has a sum for a gradient, whose terms may cancel.
    if loss not in CANCELLING_GRADIENTS and math.prod({**case["options"], **case["args"]}[name]["shape"]) == count:
        return 0
    if loss in MEANS_OF_ROWS:
        count //= case["args"]["input"]["shape"][1]
    upstream = float(np.abs(1 if case["gradOutput"] is None else case["gradOutput"]).max(initial=0))
    return upstream / max(count, 1) if case["options"].get("reduction") == "mean" else upstream


class Files:
    def __init__(self, loss):
        self._loss = loss
        self._pools = {np.float64: [], np.float32: [], np.int32: []}
        self._sizes = dict.fromkeys(self._pools, 0)
        self._lines = []

    def _add(self, values, kind):
        """Into the pool of the kind; what it says of it is where."""
        array = np.array(values, kind).reshape(-1)
        offset = self._sizes[kind]
        self._pools[kind].append(array)
        self._sizes[kind] += len(array)
        return offset, len(array)

    def _line(self, *words):
        self._lines.append(" ".join(map(str, words)))

    def _array(self, word, name, array):
        kind, values = (np.int32, array["labels"]) if "labels" in array else (np.float32, array["data"])
        offset, _ = self._add(values, kind)
        self._line(word, name, "int" if kind is np.int32 else "float", offset, len(array["shape"]), *array["shape"])

    def add(self, case):
        self._line("case", case["name"])
        for name, array in case["args"].items():
            self._array("argument", name, array)
        for name, value in case["options"].items():
            if isinstance(value, dict):
                self._array("array", name, value)
            elif isinstance(value, (bool, str)):
                self._line("word" if isinstance(value, str) else "flag", name, value if isinstance(value, str) else int(value))
            else:
                self._line("number", name, repr(float(value)).replace("inf", "Infinity").replace("nan", "NaN"))
        how = lambda value: "array" if isinstance(value, list) else "number"
        if case["gradOutput"] is not None:
            self._line("upstream", how(case["gradOutput"]), *self._add(case["gradOutput"], np.float32))
        scale = VALUE_SCALES.get(self._loss, lambda _: 1)(case)
        self._line("value", how(case["value"]), scale, *self._add(case["value"], np.float64))
        for name, grad in case["grads"].items():
            self._line("grad", name, grad_scale(self._loss, case, name), *self._add(grad, np.float64))

    def write(self, path):
        """The cases last: where they are, the file is whole."""
        with open(path.with_suffix(".bin"), "wb") as file:
            for kind, arrays in self._pools.items():
                for array in arrays:
                    file.write(array.astype(np.dtype(kind).newbyteorder("<")).tobytes())
        header = f"pools {self._sizes[np.float64]} {self._sizes[np.float32]} {self._sizes[np.int32]}"
        path.with_suffix(".cases").write_text("\n".join([header, *self._lines, ""]))


def main():
    torch.set_num_threads(1)
    if sys.argv[1:] == ["--list"]:
        print("\n".join(LOSSES))
        return
    if len(sys.argv) != 4 or sys.argv[1] != "--out" or sys.argv[3] not in LOSSES:
        sys.exit(__doc__)
    name, folder = sys.argv[3], pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    files, names = Files(name), set()
    refused = 0
    for plan in plans_of(name):
        for i, row in enumerate(rows_of(plan)):
            try:
                case = plan.build(i, row)
            except (RuntimeError, ValueError, IndexError):  # PyTorch's word for sizes or labels that it does not take
                refused += 1
                continue
            assert case["name"] not in names and " " not in case["name"], case["name"]
            names.add(case["name"])
            files.add(case)
    assert len(names) > refused, f"PyTorch refuses {refused} of {name}'s cases"
    files.write(folder / name)
    print(f"{name}: {len(names)} cases; {refused} refused by PyTorch")


if __name__ == "__main__":
    main()
