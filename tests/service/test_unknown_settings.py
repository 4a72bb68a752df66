from service.unknown_settings import known_settings, unknown_settings
from tests.service.test_settings_reference import listed


def test_a_misspelt_setting_is_told_with_the_nearest_one() -> None:
    (line,) = unknown_settings({"EVENHAND_WORKER_THREAD": "3", "HOME": "/", "EVENHAND_PORT": "1"})
    assert line == (
        "warning: EVENHAND_WORKER_THREAD is no setting and has no effect; "
        "did you mean EVENHAND_WORKER_THREADS?"
    )
    (line,) = unknown_settings({"EVENHAND_COLOUR": "red"})
    assert line.endswith("docs/operation.md lists them")


def test_every_setting_of_the_documentation_is_known() -> None:
    assert {name for name in listed() if name.startswith("EVENHAND_")} <= known_settings()
