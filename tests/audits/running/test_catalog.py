from audits.running.catalog import catalog, find
from audits.specification.probe_manifest import entries


def test_a_probe_is_called_by_its_place_and_found_there():
    probe = find("fairness.selection_rate")
    assert probe is catalog()["fairness.selection_rate"]
    assert probe.name == f"fairness.{probe.measure.__name__}"


def test_the_manifest_has_the_probes_of_the_catalog_in_its_order():
    assert list(catalog()) == list(entries()) == sorted(catalog())
