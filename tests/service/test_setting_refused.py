"""A refused setting as the command line tells it."""

import pytest

from service.setting_refused import SettingRefused
from service.settings import Settings


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("EVENHAND_PORT=99999 is too large", "99999 is too large"),
        ("EVENHAND_QUEUES: 'gpus' is none of a, b", "'gpus' is none of a, b"),
        ("DATABASE_URL: give postgresql://u:p@h/n=1", "give postgresql://u:p@h/n=1"),
    ],
)
def test_the_variable_is_the_field_and_stands_there_alone(said: str, reason: str) -> None:
    (problem,) = SettingRefused(said).as_refused().problems
    assert problem.field == said.replace("=", ":").partition(":")[0]
    assert problem.reason == reason
    assert problem.remedy


@pytest.mark.parametrize(
    "environ",
    [{"EVENHAND_PORT": "x"}, {"EVENHAND_SANDBOX": "landlok"}, {"REDIS_URL": "ftp://a"},
     {"DATABASE_URL": "sqlite://"}, {"EVENHAND_ENCRYPT_ARTIFACTS": "perhaps"}],
)  # fmt: skip
def test_every_kind_of_setting_is_named_by_its_variable(environ: dict[str, str]) -> None:
    with pytest.raises(SettingRefused) as refused:
        Settings.from_environment(environ)
    (problem,) = refused.value.as_refused().problems
    assert problem.field in environ
    assert problem.field not in problem.reason
