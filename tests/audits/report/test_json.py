import hashlib
import json

import pytest

from audits.report.json import CANONICAL, canonical_bytes, canonical_sha256, dumps


def empty(**changed):
    found = {key: [] for key in CANONICAL} | {"schema": "evenhand.report/1"}
    return found | changed


def test_the_canonical_part_is_rfc_8785():
    # Keys in order, no blanks, numbers as ECMAScript writes them: by hand from the RFC.
    report = empty(model={"b": 1.0, "a": 1e21, "é": 1e-7}, audit={"id": "left out"})
    assert canonical_bytes(report).decode() == (
        '{"dataset":[],"findings":[],"measurements":[],"model":{"a":1e+21,"b":1,"é":1e-7},'
        '"plan":[],"probes":[],"schema":"evenhand.report/1"}'
    )
    assert canonical_sha256(report) == hashlib.sha256(canonical_bytes(report)).hexdigest()


def test_who_and_when_do_not_change_the_fingerprint(report):
    later = {**report, "audit": {"by": "somebody else"}, "environment": {}, "warnings": ["x"]}
    assert canonical_sha256(later) == report["canonical_sha256"]


def test_a_changed_number_changes_the_fingerprint(report):
    changed = json.loads(dumps(report))
    changed["measurements"][0]["value"] += 1e-12
    assert canonical_sha256(changed) != report["canonical_sha256"]


def test_nan_is_refused():
    with pytest.raises(ValueError, match="JSON"):
        dumps({"value": float("nan")})
