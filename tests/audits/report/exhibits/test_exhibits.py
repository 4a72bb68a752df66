import pytest

from audits.report.components import Banner, Figures
from audits.report.exhibits import kinds
from tests.audits.report.exhibits.samples import SAMPLES, shown


def test_every_kind_has_a_sample_here():
    assert set(SAMPLES) == kinds()


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_every_kind_is_drawn(view, kind):
    parts = shown(view, kind, SAMPLES[kind])
    assert parts
    assert kind == "statement" or not [part for part in parts if isinstance(part, Banner)]


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_content_that_does_not_fit_is_said_and_breaks_nothing(view, kind):
    (part,) = shown(view, kind, {"nonsense": 1})
    assert isinstance(part, Banner)
    assert "could not be drawn" in part.head


def test_a_kind_nobody_draws_is_named(view):
    (part,) = shown(view, "hologram", {})
    assert isinstance(part, Banner)
    assert "hologram" in part.words


def test_a_doubted_explanation_keeps_its_picture_and_gets_the_warning(view):
    content = {**SAMPLES["signed_bars"], "stamped": True, "doubts": ["another seed differs"]}
    figures, warning = shown(view, "signed_bars", content)
    assert isinstance(figures, Figures)
    assert warning.head == "Do not rely on this."
    assert "another seed differs." in warning.words
