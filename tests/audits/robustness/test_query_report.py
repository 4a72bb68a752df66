"""What the probes by questions share: their own tests hold the numbers."""

import numpy as np

from audits.measurement import Exhibit
from audits.probing.subject import Subject
from audits.robustness.asking import asker_of
from audits.robustness.measuring import Names
from audits.robustness.query_count import Queried
from audits.robustness.query_report import ByQuestions
from audits.robustness.threat import threat_of
from audits.statistics.shares import Stated
from tests.pixel_models import gallery, linear


def first_half(asker, pixels, labels, epsilon, queries, rng, on_asked):
    """Turns every second row with its third question."""
    found = Queried.begin(len(pixels))
    rows = np.arange(0, len(pixels), 2)
    found.saw(rows, np.ones(len(rows), dtype=bool), pixels[rows], 3)
    return found


def test_questions_and_shares_are_those_of_the_attack():
    attack = ByQuestions("x", "X", Names("a", "b", "c", "d"), "q", "nothing", first_half)
    subject = Subject(gallery(rows=100), linear())
    threat = threat_of("linf", 0.1, "scores", queries=50)
    items = list(attack.report(subject, asker_of(subject), threat, 100, Stated(0.95, 10)))
    numbers = {(m.metric, m.group): m for m in items if not isinstance(m, Exhibit)}
    assert abs(numbers["b", ()].value - 0.5) < 0.01
    assert numbers["q", (("fraction", "0.1"),)].value == 3
    assert numbers["a", (("attack", "x"), ("epsilon", "0.1"))].value == numbers["a", ()].value
    assert {m.name for m in attack.metrics()} == {"a", "b", "c", "d", "q"}
    curve = next(item for item in items if isinstance(item, Exhibit))
    assert curve.content["x"]["logarithmic"]
