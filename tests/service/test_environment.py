"""A field, its variable, its bounds: said once, and refused by the variable's name."""

from typing import Annotated

import pytest
from pydantic import AfterValidator, Field

from service.environment import FromEnvironment
from service.setting_refused import SettingRefused


def _even(value: int) -> int:
    if value % 2:
        raise ValueError("it is odd; give an even one")
    return value


class Example(FromEnvironment):
    """Settings of a test."""

    seconds: Annotated[float, Field(ge=0.5, le=10)] = Field(2.0, validation_alias="TEST_SECONDS")
    pairs: Annotated[int, AfterValidator(_even)] = Field(2, validation_alias="TEST_PAIRS")
    is_on: bool = Field(False, validation_alias="TEST_ON")


def test_a_variable_wins_over_the_default_and_what_is_given_over_both() -> None:
    environ = {"TEST_SECONDS": " 3.5 ", "TEST_ON": "yes", "OTHER": "x"}
    assert Example.read(environ) == Example(seconds=3.5, is_on=True)
    assert Example.read(environ, seconds=4).seconds == 4.0
    assert Example.read(environ, seconds=None).seconds == 3.5


def test_an_empty_variable_is_not_there() -> None:
    assert Example.read({"TEST_SECONDS": "  "}) == Example()


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({"TEST_SECONDS": "soon"}, "TEST_SECONDS='soon' is not a number"),
        ({"TEST_SECONDS": "11"}, "TEST_SECONDS=11 is too small or too large; "
         "at least 0.5 and at most 10"),
        ({"TEST_SECONDS": "nan"}, "TEST_SECONDS=nan is too small or too large; "
         "at least 0.5 and at most 10"),
        ({"TEST_ON": "perhaps"}, "TEST_ON='perhaps' is none of yes, no"),
        ({"TEST_PAIRS": "3"}, "TEST_PAIRS: it is odd; give an even one"),
    ],
)  # fmt: skip
def test_what_does_not_fit_names_the_variable(environ: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingRefused) as refusal:
        Example.read(environ)
    assert str(refusal.value) == sentence


def test_the_process_is_looked_at_where_nothing_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_PAIRS", "8")
    assert Example.read().pairs == 8
    assert Example.variables() == {
        "TEST_SECONDS": "seconds", "TEST_PAIRS": "pairs", "TEST_ON": "is_on"
    }  # fmt: skip
