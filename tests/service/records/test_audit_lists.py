"""The list of audits: filters, orders, and what each choice would leave."""

import pytest

from service.records.audit_lists import SORTS, AuditFilter
from service.records.tables import Schedule, ScheduleRun
from tests.service.records.conftest import SHA, Home


def version(home: Home, kind: str, name: str, label: str = "1") -> str:
    def add(unit) -> str:  # type: ignore[no-untyped-def]
        catalog = getattr(unit, kind)
        fields = {"body": {}} if kind == "policies" else {"filename": "f", "size_bytes": 1}
        row, _ = catalog.add_version(home.ours, name=name, sha256=SHA, version=label, **fields)
        return str(row.id)

    return home.write(add)


def scheduled(home: Home, audit: str, name: str = "every night") -> str:
    def add(unit) -> str:  # type: ignore[no-untyped-def]
        unit._session.add(Schedule(id="sch_1", tenant_id=home.ours, name=name, document={}))
        unit._session.flush()
        unit._session.add(
            ScheduleRun(
                id="shr_1", tenant_id=home.ours, schedule_id="sch_1", due_at=1.0, state="started",
                audit_id=audit,
            )
        )  # fmt: skip
        return "sch_1"

    return home.write(add)


def ids(home: Home, **chosen: object) -> list[str]:
    return [row.id for row in home.read(lambda unit: unit.audits.page(**chosen).rows)]


def test_a_list_is_narrowed_by_schedule_policy_and_age(home: Home) -> None:
    policy = version(home, "policies", "lending")
    old, judged = home.audit(), home.audit(policy_version_id=policy)
    schedule = scheduled(home, old)
    family = home.read(lambda unit: unit.policies.find(policy).family_id)
    assert ids(home, policy_id=policy) == ids(home, policy_id=family) == [judged]
    assert ids(home, schedule_id=schedule) == [old]
    assert ids(home, schedule_id="sch_2") == []
    home.age("audits", "created_at", 1000, f"id = '{old}'")
    now = home.read(lambda unit: unit.now())
    assert ids(home, since=now - 500) == [judged]
    assert ids(home, since=now - 5000) == [judged, old]


def test_each_choice_says_how_many_audits_it_would_leave(home: Home) -> None:
    income, credit = version(home, "models", "income"), version(home, "models", "credit")
    home.completed("a", gate="fail", model_version_id=income)
    home.completed("b", gate="fail", model_version_id=income)
    home.completed("c", gate="pass", model_version_id=credit)
    waiting = home.audit("d")
    scheduled(home, waiting)

    def counts(**chosen: object):  # type: ignore[no-untyped-def]
        return home.read(lambda unit: unit.audits.counts(AuditFilter(**chosen)))

    every = counts()
    assert every.verdicts == {"fail": 2, "pass": 1, "queued": 1}
    assert [(c.name, c.count) for c in every.models] == [("income", 2), ("credit", 1)]
    assert [(c.name, c.count) for c in every.datasets] == [("people", 4)]
    assert [(c.name, c.count) for c in every.schedules] == [("every night", 1)]
    failing = counts(gate="fail")
    # Its own choice does not narrow the verdicts, and narrows all else.
    assert failing.verdicts == every.verdicts
    assert [(c.name, c.count) for c in failing.models] == [("income", 2)]
    assert failing.schedules == ()
    of_credit = counts(model_id=every.models[1].id)
    assert of_credit.verdicts == {"pass": 1}
    assert of_credit.models == every.models
    theirs = home.read(lambda unit: unit.audits.counts(AuditFilter()), home.theirs)
    assert (theirs.verdicts, theirs.models) == ({}, ())


@pytest.mark.parametrize("sort", SORTS)
def test_every_order_is_whole_over_its_pages(home: Home, sort: str) -> None:
    made = {
        name + gate: home.completed(name, gate=gate)
        for name, gate in (("b", "pass"), ("A", "fail"), ("b", "fail"), ("c", "inconclusive"))
    }
    waiting = home.audit("a")
    expected = {
        "newest": [waiting, made["cinconclusive"], made["bfail"], made["Afail"], made["bpass"]],
        "oldest": [made["bpass"], made["Afail"], made["bfail"], made["cinconclusive"], waiting],
        "name": [waiting, made["Afail"], made["bfail"], made["bpass"], made["cinconclusive"]],
        "verdict": [made["bfail"], made["Afail"], made["cinconclusive"], made["bpass"], waiting],
    }[sort]
    found: list[str] = []
    cursor = None
    while True:
        page = home.read(
            lambda unit, after=cursor: unit.audits.page(sort=sort, cursor=after, limit=2)
        )
        found += [row.id for row in page.rows]
        cursor = page.cursor
        if cursor is None:
            break
    assert found == expected
