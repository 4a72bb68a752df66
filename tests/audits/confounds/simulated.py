"""Tables whose truth is known: the answer uses the nuisance with weight `bias`, or not at all."""

import numpy as np

from audits.confounds.variables import Variable


def number(values):
    return Variable(np.asarray(values, dtype=np.float64))


def category(values):
    levels, codes = np.unique(values, return_inverse=True)
    return Variable(codes.astype(np.intp), tuple(map(str, levels)))


def continuous(draw, rows, bias):
    y = draw.normal(size=rows)
    c = 0.6 * y + draw.normal(size=rows)
    return number(y), number(0.7 * y + bias * c + draw.normal(size=rows)), number(c)


def nonlinear(draw, rows, bias):
    y = draw.uniform(-2, 2, rows)
    c = np.sin(2 * y) + y**2 / 2 + 0.5 * draw.normal(size=rows)
    return number(y), number(y**3 / 3 + bias * c + 0.7 * draw.normal(size=rows)), number(c)


def exponential(draw, rows, bias):
    y = draw.normal(size=rows)
    c = np.exp(y) + 0.5 * draw.normal(size=rows)
    return number(y), number(np.exp(y) + bias * c + 0.7 * draw.normal(size=rows)), number(c)


def heavy_tailed(draw, rows, bias):
    y = draw.standard_t(3, rows)
    c = 0.5 * y + draw.standard_t(2.5, rows)
    return number(y), number(0.7 * y + bias * c + draw.standard_t(2.5, rows)), number(c)


def growing_spread(draw, rows, bias):
    y = draw.normal(size=rows)
    spread = np.exp(0.6 * y)
    c = 0.5 * y + spread * draw.normal(size=rows)
    return number(y), number(y + bias * c + spread * draw.normal(size=rows)), number(c)


def bent(draw, rows, bias):
    y = draw.normal(size=rows)
    c = 0.6 * y + draw.normal(size=rows)
    return number(y), number(0.7 * y + bias * c**2 + draw.normal(size=rows)), number(c)


def categorical(draw, rows, bias):
    y = draw.integers(0, 3, rows)
    c = (draw.random(rows) < np.array([0.2, 0.5, 0.8])[y]).astype(int)
    chance = np.array([0.1, 0.5, 0.9])[y] * (1 - bias) + bias * c
    return category(y), category((draw.random(rows) < chance).astype(int)), category(c)


def class_and_number(draw, rows, bias):
    y = draw.integers(0, 2, rows)
    c = y + draw.normal(size=rows)
    answer = (y + 2 * bias * c + draw.normal(size=rows) > 0.5).astype(int)
    return category(y), category(answer), number(c)


def number_and_class(draw, rows, bias):
    y = draw.normal(size=rows)
    c = (y + draw.normal(size=rows) > 0.5).astype(int)
    return number(y), number(y + 2 * bias * c + draw.normal(size=rows)), category(c)


def number_and_classes(draw, rows, bias):
    y = draw.normal(size=rows)
    c = (y + draw.normal(size=rows) > 0.5).astype(int)
    answer = (y + 3 * bias * c + draw.normal(size=rows) > 0).astype(int)
    return number(y), category(answer), category(c)


FAMILIES = (
    continuous,
    nonlinear,
    exponential,
    heavy_tailed,
    growing_spread,
    bent,
    categorical,
    class_and_number,
    number_and_class,
    number_and_classes,
)
