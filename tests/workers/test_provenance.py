"""What a report says of where its numbers come from."""

import platform
from dataclasses import fields
from typing import Any

import pytest

from audits.planning.plan import Plan
from audits.specification.document import Settings
from audits.specification.profiles import InputProfile, ModelProfile
from audits.specification.roles import Kind
from service.records.job_details import Acceptance, Brief
from service.sandbox_layers import DEMANDED_LAYERS
from workers.provenance import complete, notes_of, provenance, versions, weaknesses


def brief(**changed: Any) -> Brief:
    values: dict[str, Any] = {name.name: None for name in fields(Brief)}
    values |= {
        "audit_id": "aud_1", "created_by": "key_1", "created_at": 1_000_000_000.0,
        "dataset_version_id": "dsv_1", "dataset_name": "people", "dataset_version": "3",
        "dataset_sha256": "d" * 64, "plan": {}, "document": {},
    }  # fmt: skip
    return Brief(**{**values, **changed})


def test_recorded_answers_have_no_model_and_times_are_utc() -> None:
    facts = provenance(brief())
    assert facts["model"] == {"sha256": None, "format": "recorded"}
    assert facts["audit"]["started"] == "2001-09-09T01:46:40Z"
    assert facts["audit"]["by"] == "key_1"
    assert facts["dataset"] == {"name": "people", "version": "3", "sha256": "d" * 64}


def test_a_person_is_named_with_their_id_beside_it() -> None:
    audit = provenance(brief(asked_by="ada"))["audit"]
    assert (audit["by"], audit["by_id"]) == ("ada", "key_1")


def test_who_lets_old_findings_stand_is_named_with_the_reason() -> None:
    accepted = Acceptance(audit_id="aud_0", by="ada", at=1_000_000_000.0, reason="ticket 12")
    assert provenance(brief(), accepted)["audit"]["accepted"] == {
        "audit": "aud_0", "by": "ada", "at": "2001-09-09T01:46:40Z", "reason": "ticket 12",
    }  # fmt: skip
    assert "accepted" not in provenance(brief())["audit"]


def test_an_endpoint_is_known_by_its_address_and_the_plans_digest() -> None:
    facts = provenance(
        brief(
            plan={"model": {"format": "endpoint"}, "model_sha256": "e" * 64},
            document={"model": {"url": "https://models.example/v1"}},
        )
    )
    assert facts["model"]["name"] == "https://models.example/v1"
    assert facts["model"]["sha256"] == "e" * 64


def test_a_report_of_the_service_tells_what_the_table_gives_away() -> None:
    plan = Plan("d" * 64, None, {}, None, (), Settings(seed=3), None)
    document = {"dataset": {"name": "people", "columns": {"y": {"role": "label"}}}}
    profile = {
        "format": "csv", "rows": 400, "sha256": "d" * 64, "warnings": [],
        "columns": [
            {"name": "fold", "kind": "category", "role": None, "distinct": 2, "missing": 0,
             "values": ["train", "test"], "minimum": None, "maximum": None}
        ],
    }  # fmt: skip
    (note,) = notes_of(brief(document=document, dataset_profile=profile), plan)
    assert "fold" in note
    fold = InputProfile("fold", Kind.CATEGORY, "string", (None, 1))
    fed = ModelProfile(
        "onnx", "classification", (fold,), (), ("0", "1"), ("Classifier",), False, "e" * 64
    ).to_json()
    asked = brief(document=document, dataset_profile=profile, model_profile=fed)
    assert not notes_of(asked, plan)
    assert not notes_of(brief(document=document), plan)


def test_what_only_the_run_could_tell_is_added() -> None:
    plan = Plan("d" * 64, None, {}, None, (), Settings(seed=3), None)
    facts = complete(
        provenance(brief()), plan=plan, layers=list(DEMANDED_LAYERS), rows=7,
        finished=1_000_000_001.0,
    )  # fmt: skip
    assert facts["audit"]["finished"] == "2001-09-09T01:46:41Z"
    assert facts["dataset"]["rows"] == 7
    assert facts["environment"]["sandbox"] == list(DEMANDED_LAYERS)
    assert facts["environment"]["versions"]["python"] == platform.python_version()
    assert facts["environment"]["lock"]["dataset_sha256"] == "d" * 64
    assert facts["environment"]["lock"]["seed"] == 3
    assert facts["warnings"] == []


def test_a_weaker_sandbox_is_named_layer_by_layer() -> None:
    assert weaknesses([f"{layer} 5" for layer in DEMANDED_LAYERS]) == []
    (warning,) = weaknesses(["namespaces"])
    assert all(layer in warning for layer in DEMANDED_LAYERS)


def test_versions_are_those_of_the_installed_packages() -> None:
    import numpy as np

    known = versions()
    assert known["numpy"] == np.__version__
    assert all(known.values())


@pytest.mark.parametrize("profile", [None, {"format": "onnx"}])
def test_an_uploaded_model_is_named_with_its_version(profile: dict[str, str] | None) -> None:
    facts = provenance(
        brief(
            model_version_id="mdv_1",
            model_name="scorer",
            model_version="2",
            model_sha256="f" * 64,
            model_profile=profile,
        )
    )
    assert facts["model"] == {
        "name": "scorer", "version": "2", "sha256": "f" * 64,
        "format": None if profile is None else "onnx",
    }  # fmt: skip
