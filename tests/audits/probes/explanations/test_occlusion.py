"""Occlusion by hand."""

from audits.measurement import Estimate, Exhibit, Undetermined
from audits.running.catalog import catalog
from tests.askable import BrightCorner, LinearText, album, spots, texts
from tests.subjects import Subject


def test_nothing_is_random_so_stability_is_not_a_metric():
    probe = catalog()["explanations.occlusion"]
    assert not any(metric.name.endswith("_stability") for metric in probe.metrics)
    found = list(probe(Subject(album(spots()), BrightCorner()), window=8))
    measured = {(m.metric, m.group): m for m in found if not isinstance(m, Exhibit)}
    assert isinstance(measured["occlusion_sanity", ()], Undetermined)  # no weights to shuffle
    own = measured["occlusion_deletion_auc", ()]
    random = measured["occlusion_deletion_auc", (("set", "random order"),)]
    assert isinstance(own, Estimate)
    assert own.value < random.value


def test_an_empty_dataset_of_texts_is_left_out_by_name():
    subject = Subject(texts(["", " . "]), LinearText({"a": 1.0}))
    found = list(catalog()["explanations.occlusion"](subject))
    (sanity,) = [m for m in found if getattr(m, "metric", "") == "occlusion_sanity"]
    assert "empty text" in sanity.reason
