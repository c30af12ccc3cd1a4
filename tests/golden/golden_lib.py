# SPDX-License-Identifier: MIT
# Copyright 2026 the surprisal authors
"""What the builders of golden cases share: exact inputs, compact numbers, and the covering of option pairs."""

import itertools
import json
import math

import mpmath
import numpy as np

# Enough for every saturated row: 1 - p stays exact down to p = 1 - 1e-40.
mpmath.mp.dps = 60

INF = math.inf
NAN = math.nan


def f32(value):
    """The double that float32 rounds `value` to: what the library receives."""
    return float(np.float32(value))


MULTIPLIER, INCREMENT = 6364136223846793005, 1442695040888963407


def steps_ahead(count):
    """The generator's state after 1, 2, ... steps is POWERS * state + OFFSETS, modulo 2^64."""
    powers, offsets = [MULTIPLIER], [INCREMENT]
    for _ in range(count - 1):
        powers.append(powers[-1] * MULTIPLIER & 0xFFFFFFFFFFFFFFFF)
        offsets.append((offsets[-1] * MULTIPLIER + INCREMENT) & 0xFFFFFFFFFFFFFFFF)
    return np.array(powers, np.uint64), np.array(offsets, np.uint64)


POWERS, OFFSETS = steps_ahead(1024)


class Numbers:
    """Deterministic inputs with few digits. (A generator of our own: the same on every version of Python.)"""

    def __init__(self, seed):
        self._state = (seed * 2 + 1) & 0xFFFFFFFFFFFFFFFF

    def below(self, bound):
        self._state = (self._state * MULTIPLIER + INCREMENT) & 0xFFFFFFFFFFFFFFFF
        return (self._state >> 33) % bound

    def many_below(self, count, bound):
        """What `below` would give, one after the other, as an array."""
        found = np.empty(count, np.int64)
        for begin in range(0, count, len(POWERS)):
            size = min(count - begin, len(POWERS))
            states = POWERS[:size] * np.uint64(self._state) + OFFSETS[:size]
            found[begin:begin + size] = (states >> np.uint64(33)) % np.uint64(bound)
            self._state = int(states[-1])
        return found

    def fractions(self, count, limit):
        """Multiples of 1/16 in [-limit, limit]; of 1/4 for larger limits."""
        parts = 16 if limit < 8 else 4
        return ((self.many_below(count, 2 * parts * limit + 1) - parts * limit) / parts).tolist()

    def positive(self, count, limit):
        """Multiples of 1/8 in [1/8, limit]."""
        return ((self.many_below(count, 8 * limit) + 1) / 8).tolist()

    def distribution(self, count, zeros=False):
        """Probabilities that are multiples of a power of two and sum to exactly 1."""
        if count == 1:
            return [1.0]
        parts = 64
        while parts < 4 * count:
            parts *= 2
        counts = [0 if zeros and self.below(3) == 0 else 1 for _ in range(count)]
        counts[self.below(count)] = 1
        live = [i for i, n in enumerate(counts) if n]
        for _ in range(parts - len(live)):
            counts[live[self.below(1 + self.below(len(live)))]] += 1
        return [n / parts for n in counts]


def encode(value):
    """A number as JSON: nine digits are far below every bound, identify a float32, and keep the files small."""
    if isinstance(value, (int, np.integer)):
        return str(int(value))
    value = float(value)
    if math.isnan(value):
        return '"NaN"'
    if math.isinf(value):
        return '"Infinity"' if value > 0 else '"-Infinity"'
    if value == int(value) and abs(value) < 1e9:
        return str(int(value))
    # Inputs are short already and must stay exact; results are rounded.
    short = repr(value)
    return short if len(short) <= 10 else repr(float(f"{value:.9g}"))


def encode_field(value):
    if value is None or isinstance(value, (bool, str)):
        return json.dumps(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(key)}:{encode_field(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple, np.ndarray)):
        return "[" + ",".join(encode(item) for item in value) + "]"
    return encode(value)


def encode_case(case):
    # A logarithm's base is a double: e is told from numbers near it.
    field = lambda key, value: repr(value) if key == "base" else encode_field(value)
    return "{" + ",".join(f"{json.dumps(key)}:{field(key, value)}" for key, value in case.items()) + "}"


def flat(tensor):
    return tensor.detach().double().reshape(-1).tolist()


def settled(values):
    """Results without the noise below float32's smallest number."""
    if isinstance(values, list):
        values = np.array(values, float)
        return np.where(np.abs(values) < 1e-45, 0.0, values).tolist()
    return 0.0 if abs(values) < 1e-45 else float(values)


def assert_close(name, got, want, tolerance=1e-9, least_scale=1e-30):
    """The builders compute every number twice, by PyTorch and by formula; a difference is a bug in one of them."""
    got, want = np.atleast_1d(np.array(got, float)), np.atleast_1d(np.array([float(x) for x in np.atleast_1d(want)]))
    assert got.shape == want.shape, (name, got.shape, want.shape)
    finite = np.isfinite(want)
    scale = float(np.max(np.abs(want[finite]), initial=least_scale))
    for i, (g, w) in enumerate(zip(got, want)):
        same = (math.isnan(g) and math.isnan(w)) or g == w
        assert same or (finite[i] and abs(g - w) <= tolerance * scale), f"{name}[{i}]: {g} is not {w}"


def every(factors):
    """All rows that there are."""
    return [dict(zip(factors, values)) for values in itertools.product(*factors.values())]


def pairwise(factors):
    """Rows such that every pair of values of two factors occurs in one of them (greedy; deterministic)."""
    names = list(factors)
    pairs = lambda row: {(a, row[a], b, row[b]) for a, b in itertools.combinations(names, 2)}
    todo = {(a, x, b, y): None for a, b in itertools.combinations(names, 2) for x in factors[a] for y in factors[b]}
    rows = []
    while todo:
        a, x, b, y = next(iter(todo))
        row = {a: x, b: y}
        for name in names:
            if name in row:
                continue
            gain = lambda v: sum(
                ((o, row[o], name, v) in todo) or ((name, v, o, row[o]) in todo) for o in row)
            # Ties go to a different value each time, so that the leftovers are spread evenly.
            values = factors[name]
            turn = len(rows) % len(values)
            row[name] = max(values[turn:] + values[:turn], key=gain)
        row = {name: row[name] for name in names}
        for pair in pairs(row):
            todo.pop(pair, None)
        rows.append(row)
    return rows
