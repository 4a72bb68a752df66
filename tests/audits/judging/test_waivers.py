from dataclasses import dataclass
from datetime import date

from audits.judging.waivers import idle_waivers, waived
from audits.specification.policy_document import PolicySpec


@dataclass(frozen=True)
class Found:
    id: str


POLICY = PolicySpec.model_validate(
    {
        "rules": [],
        "waivers": [
            {"finding": "one", "until": "2026-11-30", "reason": "known"},
            {"finding": "two", "until": "2026-11-22", "reason": "known"},
            {"finding": "none", "until": "2026-11-30", "reason": "known"},
        ],
    }
)


def test_a_waiver_holds_to_the_end_of_its_day():
    assert waived(POLICY, "one", date(2026, 11, 30)) == "until 2026-11-30: known"
    assert waived(POLICY, "one", date(2026, 12, 1)) is None
    assert waived(POLICY, "other", date(2026, 11, 1)) is None


def test_waivers_that_waive_nothing_are_told_with_the_remedy():
    told = idle_waivers(POLICY, [Found("one"), Found("two")], date(2026, 11, 23))
    assert len(told) == 2
    assert "'two' ended on 2026-11-22" in told[0]
    assert "'none' matches no finding" in told[1]
    assert all("remove" in sentence for sentence in told)
