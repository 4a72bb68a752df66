"""From a document to rows and a plan: names are resolved, and all that is wrong is said."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from audits.errors import Refused
from service.plan_resolution import NotInspectedYet, prepare
from service.records.migrating import migrate
from service.records.unit_of_work import EVERYONE, Records, UnitOfWork
from service.submission import fingerprint_of

COLUMNS = {
    "sex": {"role": "protected"},
    "hired": {"role": "prediction", "favourable": "1"},
}
PROFILE = {
    "format": "csv",
    "rows": 4,
    "sha256": "a" * 64,
    "warnings": [],
    "columns": [
        {"name": name, "kind": "category", "role": None, "distinct": 2, "missing": 0,
         "values": values, "minimum": None, "maximum": None}
        for name, values in (("sex", ["f", "m"]), ("hired", ["0", "1"]))
    ],
}  # fmt: skip


@pytest.fixture
def unit(tmp_path: Path) -> Iterator[UnitOfWork]:
    url = f"sqlite:///{tmp_path / 'e.sqlite'}"
    migrate(url)
    records = Records(url)
    with records.writing(EVERYONE) as found:
        tenant = found.tenants.add("one").id
        found.commit()
    with records.writing(tenant) as found:
        found.datasets.add_version(
            tenant, name="people", version="1", sha256="a" * 64, filename="p.csv", size_bytes=1,
            inspection="ready", profile=PROFILE,
        )  # fmt: skip
        found.datasets.add_version(
            tenant, name="new", sha256="b" * 64, filename="n.csv", size_bytes=1
        )
        found.datasets.add_version(
            tenant, name="broken", sha256="c" * 64, filename="b.csv", size_bytes=1,
            inspection="refused",
            problems=[{"field": "", "reason": "no rows", "remedy": "add some", "code": "empty"}],
        )  # fmt: skip
        rules = {"rules": [{"metric": "impact_ratio", "attribute": "sex", "at_least": 0.8}]}
        found.policies.add_version(tenant, name="law", version="2", sha256="d" * 64, body=rules)
        found.commit()
        yield found
    records.close()


def test_a_dataset_is_found_by_name_version_and_id(unit: UnitOfWork) -> None:
    row = unit.datasets.resolve("people")
    for spec in ({"name": "people"}, {"name": "people", "version": "1"}, {"id": row.id}):
        found = prepare(unit, {"dataset": {**spec, "columns": COLUMNS}})
        assert found.dataset.id == row.id
        assert found.name == "people"
        assert found.plan.dataset_sha256 == "a" * 64


@pytest.mark.parametrize("name", ["law", "law@2"])
def test_a_stored_policy_is_judged_by_its_rules(unit: UnitOfWork, name: str) -> None:
    found = prepare(unit, {"dataset": {"name": "people", "columns": COLUMNS}, "policy": name})
    assert found.policy is not None
    assert found.plan.policy is not None
    assert found.plan.policy.rules[0].metric == "impact_ratio"


def test_everything_unknown_is_named_at_once(unit: UnitOfWork) -> None:
    document = {"dataset": {"name": "nobody"}, "model": {"id": "mdv_0"}, "policy": "law@9"}
    with pytest.raises(Refused) as caught:
        prepare(unit, document)
    assert {problem.field for problem in caught.value.problems} == {"dataset", "model", "policy"}


def test_a_path_means_nothing_to_a_service(unit: UnitOfWork) -> None:
    with pytest.raises(Refused, match="names no upload"):
        prepare(unit, {"dataset": {"path": "/etc/passwd"}})


def test_an_upload_must_have_been_inspected_and_found_good(unit: UnitOfWork) -> None:
    with pytest.raises(NotInspectedYet):
        prepare(unit, {"dataset": {"name": "new"}})
    with pytest.raises(Refused, match="no rows") as caught:
        prepare(unit, {"dataset": {"name": "broken"}})
    assert caught.value.problems[0].field == "dataset"


def test_the_fingerprint_is_the_plans_and_not_the_names(unit: UnitOfWork) -> None:
    base = {"dataset": {"name": "people", "columns": COLUMNS}}
    one = prepare(unit, base).plan
    by_id = prepare(
        unit, {"dataset": {"id": unit.datasets.resolve("people").id, "columns": COLUMNS}}
    )
    assert fingerprint_of(one) == fingerprint_of(by_id.plan)
    other = prepare(unit, {**base, "settings": {"seed": 1}}).plan
    assert fingerprint_of(one) != fingerprint_of(other)


def drift(**more: object) -> dict[str, object]:
    return {"dataset": {"name": "people", "columns": COLUMNS}, "probes": ["data.drift"], **more}


def test_an_earlier_dataset_is_found_by_name_and_what_is_wrong_with_it_is_said(
    unit: UnitOfWork,
) -> None:
    was = {**PROFILE, "sha256": "f" * 64}
    unit.datasets.add_version(
        unit.tenant, name="was", sha256="f" * 64, filename="w.csv", size_bytes=1,
        inspection="ready", profile=was,
    )  # fmt: skip
    plan = prepare(unit, drift(earlier={"name": "was"})).plan
    assert plan.seconds["earlier"].sha256 == "f" * 64
    with pytest.raises(Refused, match="there is no such dataset") as caught:
        prepare(unit, drift(earlier={"name": "nobody"}))
    assert caught.value.problems[0].field == "earlier"
    with pytest.raises(Refused, match="no rows"):
        prepare(unit, drift(earlier={"name": "broken"}))


def test_left_out_it_is_the_dataset_of_the_audit_before(unit: UnitOfWork) -> None:
    """Of the same name, other bytes than now; asked again the audit is the same."""
    assert prepare(unit, drift()).plan.seconds == {}

    def audited(sha256: str, version: str) -> None:
        row, _ = unit.datasets.add_version(
            unit.tenant, name="people", version=version, sha256=sha256, filename="p.csv",
            size_bytes=1, inspection="ready", profile={**PROFILE, "sha256": sha256},
        )  # fmt: skip
        unit.audits.add(
            name="people", document={}, plan={}, model_version_id=None,
            dataset_version_id=row.id, policy_version_id=None, created_by=None,
            idempotency_key=None, body_sha256="", fingerprint=sha256, state="completed",
        )  # fmt: skip

    audited("1" * 64, "0.1")
    audited("2" * 64, "0.2")
    document = drift(dataset={"name": "people", "version": "1", "columns": COLUMNS})
    second = prepare(unit, document).plan.seconds["earlier"]
    assert (second.sha256, second.look) == ("2" * 64, 2)
    audited("a" * 64, "1")  # this one itself
    assert prepare(unit, document).plan.seconds["earlier"] == second
    of_prompts = {**document, "probes": ["language.toxic_drift"]}
    assert prepare(unit, of_prompts).plan.seconds["earlier"] == second
