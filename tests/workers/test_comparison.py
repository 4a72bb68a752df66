"""An audit carried out by the real worker is compared with the one before it, row by row."""

import json
import os
import random
import time
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from audits.data.reading import profile_dataset
from service.artifacts import open_store
from service.queue import Queue
from service.records.migrating import migrate
from service.records.unit_of_work import EVERYONE, Records
from service.settings import Settings
from service.submission import submit_audit
from workers import auditing
from workers.auditing import AuditFailed
from workers.context import WorkerContext
from workers.execution import run_audit
from workers.garbage_collection import sweep_old
from workers.inspection import inspect_model
from workers.sandbox import Limits, shut_down

RULES = [
    {"metric": "demographic_parity_difference", "attribute": "sex", "within": 0.1},
    {"metric": "accuracy", "at_least": 0.5},
]


class DeafQueue(Queue):
    """Nobody rings."""

    def __init__(self) -> None:
        super().__init__(Settings.from_environment({}))

    def _send(self, *_: object) -> bool:
        return True


def people(rows: int = 400, seed: int = 1) -> str:
    rng = random.Random(seed)
    lines = ["sex,label,score"]
    for _ in range(rows):
        sex, label = rng.choice("fm"), rng.random() < 0.5
        score = min(1.0, max(0.0, 0.35 + 0.3 * label + (sex == "m") * 0.1 + rng.gauss(0, 0.15)))
        lines.append(f"{sex},{int(label)},{score:.4f}")
    return "\n".join(lines) + "\n"


class Place:
    def __init__(self, home: Path) -> None:
        self.home = home
        self.settings = Settings.from_environment({"EVENHAND_HOME": str(home)})
        migrate(self.settings.database_url)
        self.records = Records(self.settings.database_url)
        self.store = open_store(self.settings)
        self.worker = WorkerContext(records=self.records, store=self.store, settings=self.settings)
        with self.records.writing(EVERYONE) as unit:
            self.tenants = [unit.tenants.add(name).id for name in ("one", "two")]
            unit.commit()
        self.datasets = {tenant: self.upload(tenant, people()) for tenant in self.tenants}

    def upload(self, tenant: str, text: str) -> str:
        file = self.home / "people.csv"
        file.write_text(text)
        with file.open("rb") as source:
            stored = self.store.put(source)
        with self.records.writing(tenant) as unit:
            row, _ = unit.datasets.add_version(
                tenant, name="people", sha256=stored.sha256, filename="people.csv",
                size_bytes=stored.size_bytes, inspection="ready",
                profile=profile_dataset(file).to_json(),
            )  # fmt: skip
            unit.artifacts.add(tenant, stored.sha256, stored.size_bytes)
            unit.commit()
        return row.id

    def submit(self, threshold: float, *, tenant: int = 0, dataset: str | None = None) -> str:
        whose = self.tenants[tenant]
        document = {
            "dataset": {
                "id": dataset or self.datasets[whose],
                "columns": {
                    "sex": {"role": "protected", "reference": "m"},
                    "label": {"role": "label", "favourable": "1"},
                    "score": {"role": "score", "threshold": threshold},
                },
            },
            "probes": ["fairness.selection_rate", "fairness.error_rates"],
            "policy": {"rules": RULES},
        }
        return submit_audit(
            self.records, DeafQueue(), tenant=whose, by="t", document=document  # type: ignore[arg-type]
        ).audit.id  # fmt: skip

    def audit_recorded(self, text: str, columns: dict[str, Any], *probes: str) -> Any:
        """The comparison of an audit of answers in a new file, without a policy."""
        dataset = self.upload(self.tenants[0], text)
        document: dict[str, Any] = {"dataset": {"id": dataset, "columns": columns}}
        document["probes"] = list(probes)
        if any(probe.startswith("translation") for probe in probes):
            document["model"] = {
                "format": "recorded", "task": "translation", "source_language": "hu",
                "target_language": "en",
            }  # fmt: skip
        audit_id = submit_audit(
            self.records, DeafQueue(), tenant=self.tenants[0], by="t", document=document  # type: ignore[arg-type]
        ).audit.id  # fmt: skip
        assert run_audit(audit_id, self.worker).startswith("completed")
        return self.report(audit_id).get("comparison")

    def audit(self, threshold: float, worker: WorkerContext | None = None, **options: Any) -> str:
        audit_id = self.submit(threshold, **options)
        assert run_audit(audit_id, worker or self.worker).startswith("completed")
        return audit_id

    def kept(self, audit_id: str) -> Any:
        with self.records.reading(EVERYONE) as unit:
            return unit.audits.report(audit_id)

    def report(self, audit_id: str) -> Any:
        return json.loads(self.store.read(self.kept(audit_id).json_sha256))


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    found = Place(tmp_path)
    yield found
    found.records.close()


@pytest.fixture(scope="module", autouse=True)
def _no_server_left() -> Iterator[None]:
    yield
    shut_down()


def answers(threshold: float) -> list[tuple[str, str, bool]]:
    rows = [line.split(",") for line in people().splitlines()[1:]]
    return [(sex, label, float(score) >= threshold) for sex, label, score in rows]


def test_the_second_audit_tells_what_changed_row_by_row(place: Place) -> None:
    first = place.audit(0.5)
    assert "comparison" not in place.report(first)
    second = place.audit(0.55)
    found = place.report(second)["comparison"]
    assert (found["audit"], found["same_rows"], found["unpaired"]) == (first, True, None)
    then, now = answers(0.5), answers(0.55)
    flipped = sum(a[2] != b[2] for a, b in zip(then, now, strict=True))
    assert flipped > 5
    everyone = found["paired"]["flips"][0]
    assert (everyone["n"], everyone["flipped"], everyone["to_favourable"]) == (400, flipped, 0)
    women = [
        found for found in found["paired"]["differences"]
        if found["metric"] == "selection_rate" and found["group"] == {"sex": "f"}
    ]  # fmt: skip
    counted = [b[2] for b in now if b[0] == "f"]
    assert women[0]["now"] == pytest.approx(sum(counted) / len(counted))
    assert found["paired"]["gaps"]
    assert [point["audit"] for point in found["trend"]] == [first]
    third = place.report(place.audit(0.6))["comparison"]
    assert [point["audit"] for point in third["trend"]] == [first, second]


def test_the_canonical_part_knows_nothing_of_the_audit_before(place: Place) -> None:
    from audits.report.signing import check

    alone = place.report(place.audit(0.55, tenant=1))
    place.audit(0.5)
    compared = place.report(place.audit(0.55))
    assert compared["comparison"]["paired"] is not None
    assert compared["canonical_sha256"] == alone["canonical_sha256"]
    assert check(compared).signed is True
    assert check(compared).whole
    assert compared["signer"]["key"] == check(compared).key


def test_other_rows_are_compared_number_by_number_and_the_report_says_so(place: Place) -> None:
    place.audit(0.5)
    other = place.upload(place.tenants[0], people(600, seed=2))
    found = place.report(place.audit(0.9, dataset=other))["comparison"]
    assert found["paired"] is None
    assert found["unpaired"] == "the two audits saw other rows (400 then, 600 now)"
    assert {change["method"] for change in found["changes"]} == {"MOVER"}
    assert "accuracy" in {change["metric"] for change in found["changes"]}


def scored_anew(text: str, seed: int = 9) -> list[str]:
    """The same people, other scores, and a column that nobody reads."""
    rng = random.Random(seed)
    lines = [f"{text.splitlines()[0]},note"]
    for line in text.splitlines()[1:]:
        sex, label, score = line.split(",")
        new = min(1.0, max(0.0, float(score) + rng.gauss(0, 0.1)))
        lines.append(f"{sex},{label},{new:.4f},{rng.random()}")
    return lines


def test_other_predictions_of_the_same_people_in_a_new_file_are_paired(place: Place) -> None:
    """What a schedule sees: each night a new version of the dataset."""
    first = place.audit(0.5)
    lines = scored_anew(people())
    tonight = place.upload(place.tenants[0], "\n".join(lines) + "\n")
    audit = place.audit(0.5, dataset=tonight)
    found = place.report(audit)["comparison"]
    assert (found["audit"], found["unpaired"]) == (first, None)
    assert (found["same_rows"], found["same_file"]) == (True, False)
    now = [float(line.split(",")[2]) >= 0.5 for line in lines[1:]]
    then = answers(0.5)
    flipped = sum(a[2] != b for a, b in zip(then, now, strict=True))
    assert flipped > 5
    everyone = found["paired"]["flips"][0]
    assert (everyone["n"], everyone["flipped"]) == (400, flipped)
    article = place.store.read(place.kept(audit).article_sha256).decode()
    assert "the same rows, other predictions" in article


def test_the_same_people_in_another_order_are_not_paired(place: Place) -> None:
    place.audit(0.5)
    head, *rows = scored_anew(people())
    turned = place.upload(place.tenants[0], "\n".join([head, *rows[::-1]]) + "\n")
    found = place.report(place.audit(0.5, dataset=turned))["comparison"]
    assert (found["same_rows"], found["paired"]) == (False, None)
    assert found["unpaired"].startswith(
        "the same rows stand in another order than in the audit before; write both files "
    )


def test_answers_of_an_earlier_release_are_paired_in_the_same_file_only(place: Place) -> None:
    """They say which dataset they are of, and nothing of its rows."""
    first = place.audit(0.5)
    sha256 = place.kept(first).answers_sha256
    head, _, body = place.store.read(sha256).partition(b"\n")
    told = json.loads(head) | {"schema": "evenhand.answers/1"}
    for key in ("answers", "fingerprint"):
        del told[key]
    old = place.store.put(BytesIO(json.dumps(told).encode() + b"\n" + body)).sha256
    with place.records._engine.begin() as connection:
        from sqlalchemy import text

        connection.execute(
            text("update reports set answers_sha256 = :new where answers_sha256 = :old"),
            {"new": old, "old": sha256},
        )
    assert place.report(place.audit(0.55))["comparison"]["paired"] is not None
    with place.records._engine.begin() as connection:
        connection.execute(text("update reports set answers_sha256 = :new"), {"new": old})
    tonight = place.upload(place.tenants[0], "\n".join(scored_anew(people())) + "\n")
    found = place.report(place.audit(0.6, dataset=tonight))["comparison"]
    assert found["paired"] is None
    assert "the earlier one says nothing of rows" in found["unpaired"]


def test_predicted_numbers_of_two_nights_are_paired(place: Place) -> None:
    rng = random.Random(5)
    homes = [(rng.choice("ab"), rng.gauss(100, 20)) for _ in range(1200)]
    errors = [[rng.gauss(shift, 5) for _ in homes] for shift in (0, 4)]
    columns = {
        "district": {"role": "protected"},
        "price": {"role": "label", "kind": "number"},
        "guess": {"role": "prediction", "kind": "number"},
    }
    for night in errors:
        rows = [f"{d},{y},{y + e}" for (d, y), e in zip(homes, night, strict=True)]
        found = place.audit_recorded(
            "\n".join(["district,price,guess", *rows]) + "\n", columns,
            "fairness.regression_error",
        )  # fmt: skip
    assert (found["unpaired"], found["paired"]["answers"]) == (None, "numbers")
    (one,) = [
        d for d in found["paired"]["differences"] if d["metric"] == "mean_error" and not d["group"]
    ]
    assert one["before"] == pytest.approx(sum(errors[0]) / 1200)
    assert one["now"] == pytest.approx(sum(errors[1]) / 1200)
    assert one["is_change"] is True


def test_translations_of_two_nights_are_paired(place: Place) -> None:
    columns = {
        "source": {"role": "feature", "kind": "text"},
        "english": {"role": "prediction", "kind": "text"},
    }
    rng = random.Random(6)
    names = ["".join(rng.choices("abcdefghijklmnop", k=14)) for _ in range(60)]
    for pronoun in ("He", "She"):
        rows = [f"Ő {n}.,{pronoun if at % 20 == 0 else 'He'} is {n}." for at, n in enumerate(names)]
        found = place.audit_recorded(
            "\n".join(["source,english", *rows]) + "\n", columns, "translation.gendered_pronouns"
        )
    assert found["unpaired"] is None
    everyone = found["paired"]["flips"][0]
    assert (everyone["n"], everyone["flipped"]) == (60, 3)
    assert [told["row"] for told in found["paired"]["examples"]] == [1, 21, 41]
    assert found["paired"]["examples"][0]["now"] == f"She is {names[0]}."


def test_a_resumed_audit_is_compared_as_well(place: Place) -> None:
    class StopsAtTheEnd:
        """Measures everything, and then the worker goes."""

        conclude = staticmethod(auditing.conclude)

        @staticmethod
        def carry_out(*args: Any, **options: Any) -> Any:
            auditing.carry_out(*args, **options)
            place.worker.leaving.set()
            raise AuditFailed("cancelled", "the worker left")

    place.audit(0.5)
    leaving = replace(place.worker, auditor=StopsAtTheEnd)
    resumed = place.submit(0.55)
    assert run_audit(resumed, leaving) == "handed back"
    place.worker.leaving.clear()
    assert run_audit(resumed, place.worker).startswith("completed")
    found = place.report(resumed)["comparison"]["paired"]
    flipped = sum(a[2] != b[2] for a, b in zip(answers(0.5), answers(0.55), strict=True))
    assert found["flips"][0]["flipped"] == flipped


def test_answers_are_swept_with_their_audit(place: Place) -> None:
    first = place.audit(0.5)
    sha256 = place.kept(first).answers_sha256
    with place.records._engine.begin() as connection:  # as if two days had gone by
        from sqlalchemy import text

        connection.execute(text("update artifacts set created_at = created_at - 172800"))
    sweep_old(place.records, place.store, keep_days=0)
    assert sha256 in place.store  # its audit is there
    with place.records._engine.begin() as connection:
        connection.execute(text("update audits set finished_at = finished_at - 1728000"))
    path = place.store._shelf._path(sha256)  # type: ignore[attr-defined]
    os.utime(path, (time.time() - 86_400, time.time() - 86_400))
    sweep_old(place.records, place.store, keep_days=10)
    assert sha256 not in place.store


def test_answers_are_not_to_be_had_over_http(place: Place) -> None:
    """No route names them; the report does not either."""
    first = place.audit(0.5)
    sha256 = place.kept(first).answers_sha256
    assert sha256 not in json.dumps(place.report(first))


def test_two_versions_of_a_model_are_asked_once_each_and_paired(
    place: Place, tmp_path: Path
) -> None:
    import numpy
    import skl2onnx
    from sklearn import linear_model as linear

    rng = numpy.random.default_rng(4)
    x = rng.normal(size=(500, 2)).astype(numpy.float32)
    y = (x[:, 0] + rng.normal(0, 0.7, 500) > 0).astype(int)
    lines = ["a,b,sex,label"]
    lines += [f"{a},{b},{'fm'[i % 2]},{y[i]}" for i, (a, b) in enumerate(x.tolist())]
    dataset = place.upload(place.tenants[0], "\n".join(lines) + "\n")
    kinds = [("x", skl2onnx.common.data_types.FloatTensorType([None, 2]))]
    expected = []
    for number, rows in enumerate((40, 500)):
        fitted = linear.LogisticRegression().fit(x[:rows], y[:rows])
        expected.append(fitted.predict(x))
        file = tmp_path / f"v{number}.onnx"
        held = skl2onnx.to_onnx(fitted, initial_types=kinds, options={"zipmap": False})
        file.write_bytes(held.SerializeToString())
        profile = inspect_model(file, limits=Limits()).to_json()
        with file.open("rb") as source:
            stored = place.store.put(source)
        with place.records.writing(place.tenants[0]) as unit:
            model, _ = unit.models.add_version(
                place.tenants[0], name="credit", sha256=stored.sha256, filename=file.name,
                size_bytes=stored.size_bytes, inspection="ready", profile=profile,
                version=f"v{number}",
            )  # fmt: skip
            unit.commit()
        document = {
            "model": {"id": model.id, "inputs": {"x": ["a", "b"]}},
            "dataset": {
                "id": dataset,
                "columns": {
                    "sex": {"role": "protected", "reference": "m"},
                    "label": {"role": "label", "favourable": "1"},
                },
            },
            "probes": ["fairness.selection_rate", "fairness.error_rates"],
            "policy": {"rules": RULES},
        }
        audit = submit_audit(
            place.records, DeafQueue(), tenant=place.tenants[0], by="t", document=document  # type: ignore[arg-type]
        ).audit.id  # fmt: skip
        assert run_audit(audit, place.worker).startswith("completed")
    found = place.report(audit)["comparison"]
    flipped = int((expected[0] != expected[1]).sum())
    assert flipped > 0
    assert (found["same_rows"], found["same_model"]) == (True, False)
    assert found["model"]["version"] == "v0"
    everyone = found["paired"]["flips"][0]
    assert everyone["flipped"] == flipped
    assert everyone["to_favourable"] == int((expected[1] > expected[0]).sum())
    (accuracy,) = [
        d for d in found["paired"]["differences"] if d["metric"] == "accuracy" and not d["group"]
    ]
    assert accuracy["before"] == pytest.approx((expected[0] == y).mean())
    assert accuracy["now"] == pytest.approx((expected[1] == y).mean())
