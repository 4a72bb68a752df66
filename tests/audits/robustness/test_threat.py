import pytest

from audits.errors import NotApplicable
from audits.robustness.threat import threat_of


def test_the_usual_size_is_eight_steps_of_255_and_stands_in_the_group():
    threat = threat_of("linf", None, "gradients")
    assert threat.group("pgd") == (("attack", "pgd"), ("epsilon", "0.03137"))
    assert threat.description == "linf 0.03137"


def test_another_norm_is_named_beside_the_size():
    threat = threat_of("l2", None, "labels")
    assert threat.group("x", 1.25) == (("attack", "x"), ("epsilon", "1.25"), ("norm", "l2"))


def test_questions_are_among_its_bounds():
    assert (
        threat_of("linf", 0.1, "scores", queries=1500).bounds == "linf 0.1, 1,500 questions a row"
    )
    assert threat_of("linf", 0.1, "transfer").bounds == "linf 0.1"


def test_it_is_a_value():
    assert threat_of("linf", 0.1, "scores") == threat_of("linf", 0.1, "scores")
    with pytest.raises(AttributeError):
        threat_of("linf", 0.1, "scores").epsilon = 0.2


def test_steps_of_255_given_for_shares_are_refused():
    with pytest.raises(NotApplicable) as refused:
        threat_of("linf", 8, "gradients")
    assert "0.03137" in refused.value.remedy
