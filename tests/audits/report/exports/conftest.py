"""A report whose data say what a reader of Markdown, XML or a terminal would act on."""

from collections.abc import Callable
from typing import Any

import pytest

HOSTILE = '<script>x</script> | `a` [b](javascript:x) \x00\x1b[31m ]]> & " \ud800'


@pytest.fixture
def hostile(
    make_report: Callable[..., dict[str, Any]],
    estimate: Callable[..., dict[str, Any]],
    finding: Callable[..., dict[str, Any]],
) -> dict[str, Any]:
    """In a group's name, a reason and a remedy."""
    rule = {"metric": "false_positive_rate", "attribute": "race", "at_most": 0.4}
    return make_report(
        measurements=[estimate(rule["metric"], {"race": HOSTILE[:-1]}, 0.5, [0.4, 0.6], 100)],
        findings=[finding(rule, "fail", 0),
                  finding(rule, "error", None, reason=HOSTILE[:-1], remedy=HOSTILE[:-1])],
    )  # fmt: skip
