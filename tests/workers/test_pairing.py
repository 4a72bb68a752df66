"""Answers on their way into and out of the child."""

from pathlib import Path

import pytest

from tests.workers.test_comparison import Place, _no_server_left, place
from workers.pairing import Pairing, remembered, same_bytes

__all__ = ["_no_server_left", "place"]  # fixtures


def test_answers_that_are_gone_or_damaged_only_cost_the_pairing(place: Place) -> None:
    first = place.audit(0.5)
    sha256 = place.kept(first).answers_sha256
    assert sha256 is not None
    place.store.remove(sha256)
    second = place.report(place.audit(0.55))
    assert second["comparison"]["unpaired"] == "no answers row by row were kept"
    assert second["comparison"]["fixed"] is not None


PLAN = {
    "dataset_sha256": "a", "model_sha256": "b", "model": {"task": "classification"},
    "seconds": {"members": {"sha256": "c", "columns": ["x"]}}, "policy": {"rules": []},
}  # fmt: skip


@pytest.mark.parametrize(
    "other",
    [
        {"dataset_sha256": "z"}, {"model_sha256": "z"}, {"model_sha256": None}, {"seconds": {}},
        {"seconds": {"members": {"sha256": "z"}}}, {"model": {"task": "classification", "url": 1}},
    ],
)  # fmt: skip
def test_what_an_audit_of_other_bytes_computed_is_not_believed(other: dict[str, object]) -> None:
    """Its child had opened other files, of strangers perhaps, and may have written anything."""
    assert not same_bytes(PLAN, {**PLAN, **other})
    assert same_bytes(PLAN, {**PLAN, "policy": None})


def test_an_audit_of_other_bytes_is_not_even_read(tmp_path: Path) -> None:
    file = tmp_path / "answers"
    file.write_bytes(b"no header")
    for believed in (True, False):
        pairing = Pairing(file, tmp_path / "kept", same_bytes=believed)
        assert remembered({"answers": pairing.payload}).is_damaged == believed
    assert remembered({"answers": None}).earlier == {}
