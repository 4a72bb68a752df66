"""Small networks as users of Keras write them, and what `model.export(format="onnx")` makes of it.

Keras runs on torch, so that the file is of torch's older exporter, whose trace is of one row and
one step. What it cannot write, or writes otherwise, says so here.
"""

import os
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.lazily import Lazily

os.environ["KERAS_BACKEND"] = "torch"
keras = Lazily("keras")  # its names are listed where it is not installed, too
ROWS = 24
NAMES = ("age", "income", "debt", "years")
RNG = np.random.default_rng(5)
VALUES = RNG.normal(3, 2, (ROWS, 4)).astype(np.float32)
PICTURES = RNG.integers(0, 256, (ROWS, 8, 8, 3)).astype(np.uint8)
STEPS = RNG.normal(size=(ROWS, 5, 2)).astype(np.float32)


@dataclass(frozen=True)
class Network:
    """A network of Keras.

    made: builds it. rows: what it is given: table, columns (an input each), pictures or steps.
    answers: probabilities, logits, a probability or a number. otherwise, unwritten: what the
    exporter makes of it where its file does not answer as Keras does, or what it says where it
    writes none.
    """

    made: Callable[[], Any]
    answers: str = "probabilities"
    rows: str = "table"
    otherwise: str = ""
    unwritten: str = ""

    def given(self) -> Any:
        """The rows as Keras is given them; a picture's axes are rows, height, width, colours."""
        if self.rows == "columns":
            return {name: VALUES[:, [at]] for at, name in enumerate(NAMES)}
        if self.rows == "channels first":
            return PICTURES.transpose(0, 3, 1, 2).astype(np.float32)
        kinds = {"table": VALUES, "pictures": PICTURES.astype(np.float32), "steps": STEPS}
        return kinds[self.rows]

    def built(self) -> Any:
        keras.utils.set_random_seed(0)
        return self.made()

    def written(self, path, model):
        """What Keras answers to the rows; the file is written to `path`, as users write it."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            expected = model.predict(self.given(), verbose=0, batch_size=8).astype(float)
            model.export(path, format="onnx", verbose=False)
        return expected


def _stacked(shape, *layers, name=None):
    return keras.Sequential([keras.Input(shape, name=name), *layers])


def _table(last, width):
    def made():
        scale = keras.layers.Normalization()
        scale.adapt(VALUES)
        layers = keras.layers
        return _stacked(
            (4,), scale, layers.Dense(8, "relu"), layers.BatchNormalization(),
            layers.Dropout(0.3), layers.Dense(width, last),
        )  # fmt: skip

    return made


def _columns():
    """A functional model with an input for each column, given by name in another order."""
    given = {name: keras.Input((1,), name=name) for name in reversed(NAMES)}
    joined = keras.layers.Concatenate()([given[name] for name in NAMES])
    hidden = keras.layers.Dense(4, "tanh")(joined)
    return keras.Model(given, keras.layers.Dense(1, "sigmoid", name="risk")(hidden))


def _subclass():
    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.hidden, self.last = keras.layers.Dense(6, "gelu"), keras.layers.Dense(3)

        def call(self, given):
            return self.last(self.hidden(given))

    return Own()


def _whole_batch():
    """Its input has a batch of eight; the file takes any."""
    given = keras.Input((4,), batch_size=8, name="rows")
    return keras.Model(given, keras.layers.Dense(3, "softmax")(given))


def _pictures():
    layers = keras.layers
    return _stacked(
        (8, 8, 3), layers.Rescaling(1 / 127.5, offset=-1),
        layers.Conv2D(4, 3, strides=2, padding="same", activation="relu"),
        layers.BatchNormalization(), layers.SeparableConv2D(6, 2), layers.MaxPooling2D(2),
        layers.Flatten(), layers.Dense(3, "softmax"), name="picture",
    )  # fmt: skip


def _any_size():
    layers = keras.layers
    return _stacked(
        (None, None, 3), layers.Resizing(6, 6), layers.Rescaling(1 / 255),
        layers.Conv2D(4, 3, activation="relu"), layers.GlobalAveragePooling2D(),
        layers.Dense(3, "softmax"), name="picture",
    )  # fmt: skip


def _channels_first():
    layers = keras.layers
    return _stacked(
        (3, 8, 8), layers.Rescaling(1 / 255),
        layers.Conv2D(4, 3, data_format="channels_first", activation="relu"),
        layers.GlobalAveragePooling2D(data_format="channels_first"), layers.Dense(3, "softmax"),
        name="picture",
    )  # fmt: skip


def _steps(cell, steps=5):
    def made():
        return _stacked(
            (steps, 2),
            getattr(keras.layers, cell)(4),
            keras.layers.Dense(2, "softmax"),
            name="trace",
        )

    return made


def _attention(*layers):
    given = keras.Input((5, 2), name="trace")
    hidden = keras.layers.MultiHeadAttention(2, 2)(given, given)
    for each in (*layers, keras.layers.GlobalAveragePooling1D(), keras.layers.Dense(2, "softmax")):
        hidden = each(hidden)
    return keras.Model(given, hidden)


def _normalised():
    return _attention(keras.layers.LayerNormalization())


def _augmented():
    layers = keras.layers
    return _stacked(
        (8, 8, 3), layers.RandomFlip(), layers.Flatten(), layers.Dense(3), name="picture"
    )


NETWORKS = {
    "tables, softmax": Network(_table("softmax", 3)),
    "tables, one sigmoid": Network(_table("sigmoid", 1), "a probability"),
    "tables, logits": Network(_table(None, 3), "logits"),
    "tables, a number": Network(_table(None, 1), "a number"),
    "tables, an input a column": Network(_columns, "a probability", "columns"),
    "tables, a class of one's own": Network(_subclass, "logits"),
    "tables, a batch of a stated size": Network(_whole_batch),
    "pictures, channels last": Network(_pictures, rows="pictures"),
    "pictures, of any size": Network(_any_size, rows="pictures"),
    "pictures, channels first": Network(_channels_first, rows="channels first"),
    "sequences, LSTM over five steps": Network(_steps("LSTM"), rows="steps"),
    "sequences, GRU over an open number of steps": Network(
        _steps("GRU", None), rows="steps", otherwise="the first step alone is read"
    ),
    "sequences, MultiHeadAttention": Network(_attention, rows="steps"),
    "sequences, LayerNormalization": Network(
        _normalised, rows="steps", unwritten="Failed to export a node"
    ),
    "pictures, RandomFlip": Network(
        _augmented, rows="pictures", unwritten="Unsupported prim::Constant kind"
    ),
}
