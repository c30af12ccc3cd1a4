# SPDX-License-Identifier: MIT
# Copyright 2026 the surprisal authors
"""Golden cases of the losses of pairs of vectors: cosines and distances along an axis."""

import math

import numpy as np
import torch
import torch.nn.functional as F

from golden_lib import INF, NAN, Numbers, f32, pairwise
from loss_lib import floats, loss_case

REDUCTIONS = ["mean", "sum", "none"]

# Shapes that meet every pair of options: one vector alone, remainders, broadcast to one and along the vectors.
ALIKE = [(3,), (2, 1), (3, 5)]
BROADCAST = [((3, 4), (1, 4)), ((2, 1, 3), (1, 2, 3)), ((1, 3), (2, 1))]
# Those that turn up once: lengths of every remainder, no rows, no numbers, both sides broadcast.
MORE_ALIKE = [(1, 1), (2, 2), (1, 4), (1, 7), (5, 8), (2, 10), (1, 16), (1, 17), (1, 31), (2, 33), (1, 100), (2, 2, 3),
              (0, 3), (3, 0)]
MORE_BROADCAST = [((1, 5), (2, 5)), ((2, 1), (1, 17)), ((0, 3), (1, 3))]
OTHER_RANKS = [((3,), (2, 3)), ((2, 1, 4), (3, 4)), ((2, 5), (1,))]


def fractions(numbers, shape):
    return floats(shape, numbers.fractions(math.prod(shape), 4))


def pair_of(shapes):
    """Each shape twice, and those that broadcast as they are."""
    return [(s, s) if isinstance(s[0], int) else s for s in shapes]


def covering(name, function, names, options, shapes, more_shapes, others=lambda numbers, row: {}):
    """Every pair of shapes, upstream gradient and option values, and then more shapes, each with some option values;
    `others` makes the arguments without a gradient."""
    factors = {**options, "upstream": [False, True]}
    rows = pairwise({"shapes": shapes, **factors})
    for i, shape in enumerate(more_shapes):
        rows.append({"shapes": shape, **{key: values[i % len(values)] for key, values in factors.items()}})
    cases = []
    for i, row in enumerate(rows):
        numbers = Numbers(2000 + i)
        arguments = {key: fractions(numbers, shape) for key, shape in zip(names, row["shapes"])}
        wrt = tuple(arguments)
        arguments.update(others(numbers, row))
        given = {key: row[key] for key in options}
        cases.append(loss_case(f"{name}-{i}", function, arguments, given, wrt, seed=i, upstream=row["upstream"]))
    return cases


def extreme(name, function, given, options, wrt, **more):
    arguments = {key: floats(np.shape(values), np.ravel(values)) for key, values in given.items()}
    return loss_case(name, function, arguments, options, wrt, seed=1, upstream=False, **more)


# ------------------------------ Cosines

def cosine_embedding(a, o):
    return F.cosine_embedding_loss(a["input1"], a["input2"], a["target"], margin=f32(o["margin"]),
                                   reduction=o["reduction"])


def cosine_embedding_cases():
    def target(numbers, row):
        shape = torch.broadcast_shapes(*row["shapes"])[:-1]
        return {"target": floats(shape, [1 - 2 * numbers.below(2) for _ in range(math.prod(shape))])}

    # PyTorch takes a single vector or a matrix of them. Of one repeated along the other it takes the norm before that.
    shapes, more = ([s for s in pair_of(listed) if len(s[0]) < 3 and s[0][-1] == s[1][-1]]
                    for listed in (ALIKE + BROADCAST, MORE_ALIKE + MORE_BROADCAST))
    options = {"margin": [0, 0.25, -0.5], "reduction": REDUCTIONS}
    cases = covering("cosineEmbedding", cosine_embedding, ("input1", "input2"), options, shapes, more, target)

    def case(name, input1, input2, target, margin=0, **more):
        return extreme(name, cosine_embedding, {"input1": input1, "input2": input2, "target": target},
                       {"margin": margin, "reduction": "none"}, ("input1", "input2"), **more)

    x, y = [3, 4], [4, -3]
    cases += [
        case("identical-and-opposite", [[1, 2, 3]] * 4, [[1, 2, 3], [1, 2, 3], [-1, -2, -3], [-1, -2, -3]], [1, -1, 1, -1]),
        case("nearly-identical", [[1, 2, 3]] * 2, [[1, 2, f32(3.0001)], [-1, f32(-2.0001), -3]], [1, 1]),
        # Orthogonal, margin 0: PyTorch's hinge is active there.
        case("at-the-margin", [x, x], [y, y], [-1, 1]),
        case("other-targets", [x, x, x], [[1, 2]] * 3, [0, 2, -2]),
        case("zeros", [[0, 0], [0, 0], [0, 0]], [x, x, [0, 0]], [1, -1, 1]),
        case("small-and-large", [[f32(1e-20), 0], [f32(1e15), f32(1e15)], [f32(1e-6), 0]], [x, x, x], [1, 1, -1]),
        case("far-beyond-float-squares", [[f32(1e25), f32(2e25)]] * 2, [[f32(1e30), 0], [f32(-3e38), f32(3e38)]], [1, -1]),
        case("infinity-and-nan", [[INF, 1], [1, NAN], [-INF, 1]], [x, x, x], [1, -1, -1],
             grads={"input1": [NAN] * 6, "input2": [NAN] * 6}),
        case("other-target-of-nan", [[NAN, 1]], [x], [0], grads={"input1": [0, 0], "input2": [0, 0]},
             deviates="a row that counts for nothing has a gradient of 0, whatever it holds"),
        case("target-nan", [x], [x], [NAN], value=[NAN], grads={"input1": [NAN] * 2, "input2": [NAN] * 2},
             deviates="a target that is NaN is not passed over"),
    ]
    return cases


def cosine_similarity(a, o):
    return F.cosine_similarity(a["x1"], a["x2"], dim=o["dim"], eps=f32(o["eps"]))


def cosine_similarity_cases():
    with_dims = [(s, s, len(s) - 1) for s in ALIKE + MORE_ALIKE]
    with_dims += [(*s, -1) for s in BROADCAST + MORE_BROADCAST + OTHER_RANKS]
    with_dims += [(s, s, dim) for s in [(5, 1), (3, 4), (17, 3), (2, 8, 3), (0, 2), (2, 0)] for dim in (0, -2)]
    with_dims += [((2, 8, 3), (2, 8, 3), 1), ((2, 5, 3), (5, 1), 1), ((4, 1, 3), (1, 2, 3), 0), ((3, 1), (2, 3, 4), 1)]
    cases = []
    for i, (first, second, dim) in enumerate(with_dims):
        numbers = Numbers(3000 + i)
        arguments = {"x1": fractions(numbers, first), "x2": fractions(numbers, second)}
        # Either eps, one of them larger than some norms.
        options = {"dim": dim, "eps": 2.5 if i % 3 == 2 else 1e-8}
        cases.append(loss_case(f"cosineSimilarity-{i}", cosine_similarity, arguments, options, ("x1", "x2"), seed=i,
                               upstream=i % 2 == 1))

    def case(name, x1, x2, eps=1e-8, **more):
        return extreme(name, cosine_similarity, {"x1": x1, "x2": x2}, {"dim": 1, "eps": eps}, ("x1", "x2"), **more)

    x = [3, 4]
    cases += [
        case("identical-and-opposite", [[1, 2, 3]] * 2, [[1, 2, 3], [-1, -2, -3]]),
        case("scaled", [[1, 2, 3]] * 2, [[f32(1e20), f32(1e20), 0], [f32(1e-12), 0, f32(2e-12)]], 0),
        case("below-eps", [[f32(1e-9), 0], [f32(1e-9), f32(2e-9)], [0, 0]], [[1, 0], [f32(3e-9), 0], [1, 2]]),
        case("zeros-without-eps", [[0, 0]], [x], 0, grads={"x1": [NAN] * 2, "x2": [NAN] * 2}),
        case("far-beyond-float-squares", [[f32(1e25), f32(2e25)]], [[f32(1e30), f32(-3e38)]]),
        case("infinity-and-nan", [[INF, 1], [1, NAN]], [x, x], grads={"x1": [NAN] * 4, "x2": [NAN] * 4}),
    ]
    return cases


# ------------------------------ Distances

def pairwise_distance(a, o):
    return F.pairwise_distance(a["x1"], a["x2"], p=float(o["p"]), eps=f32(o["eps"]))


POWERS = [2, 1, INF, 3, 0.5, 1.5, 0]


def pairwise_distance_cases():
    cases = covering("pairwiseDistance", pairwise_distance, ("x1", "x2"), {"p": POWERS, "eps": [1e-6, 0, 0.125]},
                     pair_of(ALIKE[1:] + BROADCAST[1:]), pair_of(ALIKE + MORE_ALIKE + MORE_BROADCAST + OTHER_RANKS))
    for case in cases:
        if case["options"]["p"] == 0:
            case["grads"] = {key: [0.0] * len(case["args"][key]["data"]) for key in ("x1", "x2")}

    def case(name, x1, x2, p, eps=0, **more):
        return extreme(name, pairwise_distance, {"x1": x1, "x2": x2}, {"p": p, "eps": eps}, ("x1", "x2"), **more)

    for p in (2, 1, INF, 3, 0.5):
        cases += [
            case(f"equal-{p}", [[1, 2, 3]], [[1, 2, 3]], p),
            case(f"equal-with-eps-{p}", [[1, 2, 3]], [[1, 2, 3]], p, 1e-6),
            case(f"ties-{p}", [[1, -2, 3, 0, 2]], [[3, 0, 1, 0, 1]], p),
            case(f"far-beyond-float-squares-{p}", [[f32(1e30), f32(2e30), 1]], [[0, f32(-1e30), 0]], p),
            case(f"tiny-{p}", [[f32(1e-30), f32(3e-30), 0]], [[0, f32(1e-30), 0]], p),
            case(f"nan-{p}", [[1, NAN, 2]], [[1, 1, 0]], p, grads={"x1": [NAN] * 3, "x2": [NAN] * 3},
                 deviates="NaN in the whole row, where PyTorch has 0 in parts of it"),
        ]
    for p in (1, 2, 3, INF):
        cases.append(case(f"infinity-{p}", [[1, INF, 2]], [[1, 1, 0]], p))
    cases += [
        case("infinity-0.5", [[1, INF, 2]], [[1, 1, 0]], 0.5, grads={"x1": [0, NAN, 0], "x2": [0, NAN, 0]},
             deviates="finite differences beside an infinite one have no slope"),
        case("counts", [[1, INF, 2]], [[1, 1, 0]], 0, grads={"x1": [0] * 3, "x2": [0] * 3}),
        case("beyond-the-largest-float", [[f32(3e38), f32(3e38)]], [[f32(-3e38), f32(3e38)]], 2, value=[INF],
             deviates="the distance exceeds what a float holds"),
        case("large-p", [[1, -2, 3, 4], [4, 4, 4, 1]], [[0] * 4] * 2, 16),
        case("long-rows", [[i % 7 - 3 for i in range(300)]], [[i % 5 for i in range(300)]], 3),
    ]
    return cases


def triplet_margin(a, o):
    return F.triplet_margin_loss(a["anchor"], a["positive"], a["negative"], margin=f32(o["margin"]), p=float(o["p"]),
                                 eps=f32(o["eps"]), swap=o["swap"], reduction=o["reduction"])


def triplet_margin_cases():
    names = ("anchor", "positive", "negative")
    shapes = [((2, 5),) * 3, ((2, 4), (1, 4), (2, 4)), ((2, 1, 2), (1, 2, 2), (1, 1, 2))]
    more = [(s, s, s) for s in ALIKE + MORE_ALIKE]
    more += [((1, 5), (2, 5), (1, 5)), ((1, 3), (1, 3), (2, 3)), ((2, 3), (2, 1), (1, 3)), ((0, 3), (1, 3), (1, 3))]
    options = {"p": [2, 1, INF, 3, 1.5, 0.5], "swap": [False, True], "margin": [1, 0.25, 5], "eps": [1e-6, 0],
               "reduction": REDUCTIONS}
    cases = covering("tripletMargin", triplet_margin, names, options, shapes, more)

    def case(name, anchor, positive, negative, margin=1, eps=0, swap=False, p=2, **more):
        options = {"p": p, "swap": swap, "margin": margin, "eps": eps, "reduction": "none"}
        return extreme(name, triplet_margin, dict(zip(names, (anchor, positive, negative))), options, names, **more)

    o = [0, 0]
    cases += [
        case("all-equal", [[1, 2]], [[1, 2]], [[1, 2]], eps=1e-6),
        case("all-equal-without-eps", [[1, 2]], [[1, 2]], [[1, 2]]),
        case("at-the-kink", [o, o], [[3, 4], [0, 4]], [[8, 6], [6, 0]], margin=5),
        case("inactive", [o], [[3, 4]], [[30, 40]]),
        case("swap-tie", [o], [[2, 0]], [[1, 1]], swap=True),
        case("swap-either-way", [o, o], [[2, 0], [2, 0]], [[3, 0], [-1, 0]], margin=2, swap=True),
        case("negative-margin", [o], [[3, 4]], [[0, 1]], margin=-2),
        case("ties-of-largest", [o], [[3, 3]], [[2, -2]], p=INF),
        case("far-beyond-float-squares", [o], [[f32(3e30), f32(4e30)]], [[f32(5e30), 0]], p=2),
        case("counting", [[1, 2]], [[1, 3]], [[2, 3]], p=0, grads={name: [0, 0] for name in names}),
        case("nan", [[1, NAN]], [[1, 3]], [[2, 3]], p=1, grads={name: [NAN, NAN] for name in names},
             deviates="NaN in the whole row, where PyTorch has 0 in parts of it"),
        case("infinite-positive", [o], [[INF, 1]], [[2, 3]]),
        case("infinite-negative", [o], [[2, 1]], [[INF, 3]], grads={name: [0, 0] for name in names},
             deviates="a negative infinitely far away has no gradient"),
    ]
    return cases


LOSSES = {
    "cosine_embedding_loss": cosine_embedding_cases,
    "cosine_similarity": cosine_similarity_cases,
    "pairwise_distance": pairwise_distance_cases,
    "triplet_margin_loss": triplet_margin_cases,
}
