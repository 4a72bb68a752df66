"""A subject as a run gives it to probes: with the default bounds of what is worth a warning."""

from dataclasses import dataclass, field

from audits.judging.advice import advice
from audits.probing import probe
from audits.probing.advice import Advice


@dataclass
class Subject(probe.Subject):
    advice: Advice = field(default_factory=lambda: advice(None))
