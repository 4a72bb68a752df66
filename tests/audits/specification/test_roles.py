import pytest

from audits.specification.roles import NEVER_FED, Role, choose_class


@pytest.mark.parametrize(
    ("levels", "stated", "other", "chosen"),
    [
        (("0", "1"), None, None, "1"), (("-1", "1"), None, None, "1"),
        (("false", "true"), None, None, "true"), (("1",), None, None, "1"),
        (("1", "2"), None, None, None), (("0", "1", "2"), None, None, None),
        (("no", "yes"), None, None, None), (("no", "yes"), "yes", "no", "yes"),
        (("no", "yes"), None, "no", "no"), (("0", "1"), "0", None, "0"),
    ],
)  # fmt: skip
def test_what_is_positive_is_said_or_says_itself(levels, stated, other, chosen):
    assert choose_class(levels, stated, other) == chosen


def test_answers_and_bookkeeping_are_never_fed_to_a_model():
    assert {Role.LABEL, Role.PREDICTION, Role.SCORE, Role.WEIGHT} <= NEVER_FED
    assert not NEVER_FED & {Role.FEATURE, Role.PROTECTED, Role.NUISANCE}
