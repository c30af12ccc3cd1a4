# SPDX-License-Identifier: MIT
# Copyright 2026 the surprisal authors
"""How cases of elementwise losses are made: all pairs of shapes, reductions, upstream gradients and options."""

from golden_lib import Numbers, pairwise
from loss_lib import floats, loss_case, offer

# Shapes of the input and of the target: alike, of every remainder; and broadcast, either or both.
SHAPES_ALIKE = [(shape, shape) for shape in ((), (1,), (2,), (3,), (4,), (2, 5), (16,), (17,), (33,), (5, 7), (0,), (0, 3))]
SHAPES = [
    *SHAPES_ALIKE, ((100,), (100,)), ((2, 3), (3,)), ((3, 1), (2,)), ((2, 1, 3), (4, 1)), ((5,), (2, 5)), ((1,), (7,)), ((0, 3), (3,)),
]
REDUCTIONS = ["mean", "sum", "none"]

# Shapes of a weight, from that of what it weighs.
WEIGHTS = {
    "full": lambda shape: shape, "row": lambda shape: shape[-1:], "column": lambda shape: (*shape[:-1], 1) if shape else (), "one": lambda shape: (),
}


def size(shape):
    product = 1
    for s in shape:
        product *= s
    return product


def covering(name, function, options=None, values=None, wrt=("input", "target"), shapes=None, reductions=None, weights=None,
             wrt_weights=False):
    """Every pair of shapes, reduction, upstream gradient and option values.

    `values`: argument -> (numbers, count) -> list, in the order of the signature. `weights`: option -> keys of WEIGHTS, or None for its absence; `wrt_weights`: whether
    they have gradients. Without reductions, `reductions` being (), it is a map.
    """
    options = options or {}
    weights = weights or {}
    reductions = REDUCTIONS if reductions is None else reductions
    factors = {"shapes": shapes or SHAPES, "upstream": [False, True], **options, **weights}
    if reductions:
        factors["reduction"] = reductions
    fractions = lambda n, count: n.fractions(count, 4)
    values = values or {"input": fractions, "target": fractions}

    def drawn(i, row):
        numbers = Numbers(1000 + i)
        arguments = {key: floats(shape, make(numbers, size(shape))) for (key, make), shape in zip(values.items(), row["shapes"])}
        given = {key: row[key] for key in ("reduction", *options) if key in row}
        for key in weights:
            if row[key] is not None:
                shape = WEIGHTS[row[key]](row["shapes"][0])
                given[key] = floats(shape, [w - 0.5 for w in numbers.positive(size(shape), 3)])
        by = [*wrt, *(key for key in weights if wrt_weights and key in given)]
        return loss_case(f"{name}-{i}", function, arguments, given, by, seed=i, upstream=row["upstream"])

    offer(lambda i, row: drawn(i, {**row, "shapes": stretched(row["pattern"], row["rows"], row["classes"])}),
          {key: values for key, values in factors.items() if key != "shapes"},
          {"pattern": [shapes for shapes in factors["shapes"] if axes_of(shapes)]})
    return [drawn(i, row) for i, row in enumerate(pairwise(factors))]


def axes_of(shapes):
    """The two sizes that shapes are made of beside 1, as the first to have both has them, or none."""
    sizes = {s for shape in shapes for s in shape} - {1}
    return next((shape for shape in shapes if len(shape) == 2 and set(shape) == sizes and len(sizes) == 2), None)


def stretched(shapes, rows, classes):
    """The same shapes of other sizes."""
    sizes = dict(zip(axes_of(shapes), (rows, classes)))
    return tuple(tuple(sizes.get(s, s) for s in shape) for shape in shapes)


def extremes(name, function, arguments, options=None, wrt=("input", "target"), reduction="none", **replaced):
    """One case of extreme numbers, each a loss of its own, in a list for the ease of adding it to others."""
    given = {**({"reduction": reduction} if reduction else {}), **(options or {})}
    arrays = {key: floats((len(data),), data) for key, data in arguments.items()}
    return [loss_case(name, function, arrays, given, wrt, seed=1, upstream=False, **replaced)]
