"""Models of tables that answer otherwise in one way each."""

from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from audits.models import Answers
from tests.askable import LinearTable


@dataclass
class Unsteady(LinearTable):
    """A linear model that is moved by its company, its batch size, its threads, or at random."""

    by_chance: float = 0.0
    by_company: float = 0.0
    by_size: float = 0.0
    by_threads: float = 0.0
    threads: int = 1
    rng: np.random.Generator = field(default_factory=lambda: np.random.default_rng(0))

    def classify(self, features):
        plain = super().classify(features)
        told = plain.probabilities[:, 1].copy()
        told += self.by_chance * self.rng.normal(size=len(told))
        told += self.by_company * np.arange(len(told))
        told += self.by_size * len(told)
        told += self.by_threads * (self.threads > 1)
        told = np.clip(told, 0, 1)
        return Answers((told > 0.5).astype(np.intp), np.stack([1 - told, told], axis=1))

    @contextmanager
    def asked_by(self, threads):
        before = self.threads
        self.threads = threads
        try:
            yield self
        finally:
            self.threads = before
