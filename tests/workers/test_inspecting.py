"""One upload, from the claim to its profile or the reason why there is none."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from audits.data.reading import profile_dataset
from audits.errors import Refused
from service.records.unit_of_work import EVERYONE
from tests.service.conftest import Place, migrated, place, settings
from workers.context import WorkerContext
from workers.endings import REMEDY
from workers.inspecting import inspect_upload, seconds_for
from workers.inspection import InspectionFailed

__all__ = ["migrated", "place", "settings"]  # fixtures


class Reads:
    """Reads the table in this process: the sandbox has tests of its own."""

    @staticmethod
    def inspect_dataset(path: Path, **_: object) -> Any:
        return profile_dataset(path)


def raising(error: Exception) -> Any:
    def look(path: Path, **_: object) -> None:
        raise error

    return SimpleNamespace(inspect_dataset=look)


def upload(place: Place) -> str:
    answer = place.client.post("/v1/datasets", data=b"sex,label\nf,1\nm,0\n",
                               query_string={"name": "p"}, headers=place.headers())  # fmt: skip
    return str(answer.json["id"])


def worker(place: Place, inspector: Any) -> WorkerContext:
    return WorkerContext(
        records=place.records, store=place.store, settings=place.settings, inspector=inspector
    )


def inspection(place: Place, version: str) -> dict[str, Any]:
    address = f"/v1/datasets/{version}"
    found: dict[str, Any] = place.client.get(address, headers=place.headers()).json["inspection"]
    return found


def test_a_table_is_ready_and_is_looked_into_once(place: Place) -> None:
    version, one = upload(place), worker(place, Reads)
    assert inspect_upload(version, one) == "ready"
    shown = inspection(place, version)
    assert shown["state"] == "ready"
    assert (shown["profile"]["rows"], len(shown["profile"]["columns"])) == (2, 2)
    assert inspect_upload(version, one) == "not to be had"


@pytest.mark.parametrize(
    ("error", "state", "remedy"),
    [
        (Refused.because("dataset", "it is no table", "send one"), "refused", "send one"),
        (InspectionFailed("sandbox_unavailable", "no walls"), "failed", REMEDY),
        (InspectionFailed("killed", "killed"), "failed", "see the worker's log"),
        (RuntimeError("a mistake of ours"), "failed", "see the worker's log"),
    ],
)
def test_an_upload_is_never_left_running(
    place: Place, error: Exception, state: str, remedy: str
) -> None:
    version = upload(place)
    assert inspect_upload(version, worker(place, raising(error))) == state
    shown = inspection(place, version)
    assert shown["state"] == state
    assert remedy in shown["problems"][0]["remedy"]
    assert "a mistake of ours" not in str(shown)


def test_what_is_refused_is_called_by_the_name_it_was_sent_under(place: Place) -> None:
    def refuses(path: Path, **_: object) -> None:
        raise Refused.because("dataset", f"{path.name} is no table", f"mend {path.name}")

    address = "/v1/datasets?name=p&filename=kaputt.csv"
    sent = place.client.post(address, data=b"x", headers=place.headers())
    version = str(sent.json["id"])
    inspect_upload(version, worker(place, SimpleNamespace(inspect_dataset=refuses)))
    (problem,) = inspection(place, version)["problems"]
    assert (problem["reason"], problem["remedy"]) == ("kaputt.csv is no table", "mend kaputt.csv")


def test_a_worker_that_closes_claims_nothing(place: Place) -> None:
    version, one = upload(place), worker(place, Reads)
    one.closing.set()
    assert inspect_upload(version, one) == "closing"
    with place.records.reading(EVERYONE) as unit:
        assert unit.datasets.find(version).inspection == "waiting"
    assert inspect_upload(version, replace(one, closing=type(one.closing)())) == "ready"


@pytest.mark.parametrize(("size_bytes", "seconds"), [(0, 60.0), (16 << 20, 61.0), (1 << 40, 600.0)])
def test_the_time_grows_with_the_bytes_and_has_an_end(size_bytes: int, seconds: float) -> None:
    assert seconds_for(size_bytes) == seconds
