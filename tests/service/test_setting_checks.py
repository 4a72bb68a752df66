"""Which values of a setting cannot work, each with its remedy."""

import pytest
from pydantic import TypeAdapter, ValidationError

from service import setting_checks as checks
from service.sandbox_layers import SANDBOX_LAYERS


@pytest.mark.parametrize(
    ("text", "names"), [("a, b ,,c", ("a", "b", "c")), ("", ()), (("a",), ("a",))]
)
def test_names_are_written_by_comma(text: object, names: tuple[str, ...]) -> None:
    assert TypeAdapter(checks.Names).validate_python(text) == names


@pytest.mark.parametrize(("text", "number"), [("1e6", 1_000_000), ("12", 12), (7, 7)])
def test_whole_numbers_may_have_an_exponent(text: object, number: int) -> None:
    assert TypeAdapter(checks.Whole).validate_python(text) == number


@pytest.mark.parametrize("text", ["many", "inf", "nan", ""])
def test_what_is_no_whole_number_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(checks.Whole).validate_python(text)


def test_none_of_the_layers_is_said_alone() -> None:
    assert checks.layers(("none",)) == ()
    assert checks.layers(tuple(SANDBOX_LAYERS)) == tuple(SANDBOX_LAYERS)
    for wrong in (("moat",), ("none", SANDBOX_LAYERS[0])):
        with pytest.raises(ValueError, match="is none of"):
            checks.layers(wrong)


def test_an_address_of_a_broker_is_one_that_celery_speaks_to() -> None:
    for address in ("redis://h:6379/0", "rediss://h/0", "redis+socket:///run/b.sock"):
        assert checks.broker(address) == address
    with pytest.raises(ValueError, match="no address of a broker"):
        checks.broker("amqp://h")


@pytest.mark.parametrize(
    "address", ["sqlite:////var/e.sqlite", "postgresql://u:p@h/n", "postgresql+psycopg://h/n"]
)
def test_databases_that_are_spoken_to(address: str) -> None:
    assert checks.database(address) == address


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("sqlite://", "in memory"),
        ("sqlite:///:memory:", "in memory"),
        ("sqlite:///file:x?mode=memory", "in memory"),
        ("mysql://h/n", "mysql is no database"),
        ("secret-password", "what it says is no database"),
    ],
)
def test_a_database_that_would_be_lost_or_is_unknown_is_refused(address: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason) as refusal:
        checks.database(address)
    assert "secret" not in str(refusal.value)


def test_a_choice_is_one_of_the_choices() -> None:
    check = checks.among("red", "green", hint="colours of the lamp").func
    assert check("red") == "red"  # type: ignore[call-arg]
    assert check(("red", "green")) == ("red", "green")  # type: ignore[call-arg]
    with pytest.raises(ValueError, match=r"'blue' is none of red, green; colours of the lamp"):
        check(("red", "blue"))  # type: ignore[call-arg]
