"""A probe is its function: name by its place, schema by its signature, words by its docstring."""

from audits.data.dataset import Dataset
from audits.measurement import Undetermined
from audits.probing.probe import Asks, Metric, Scale, Subject, probe


@probe(metrics=(Metric("loudness", "How loud.", Scale.NUMBER),), asks=Asks.SCORE)
def measure(subject, *, smallest_group: int = 30, loud: bool = False):
    """How loud it is.

    loud: whether to shout.
    """
    yield Undetermined("loudness", (), "quiet" if not loud else "loud", smallest_group)


def test_a_probe_is_called_as_its_function_is():
    assert [each.reason for each in measure(Subject(Dataset(())), loud=True)] == ["loud"]
    assert [each.sample_size for each in measure(Subject(Dataset(())))] == [30]


def test_its_schema_is_the_signature_and_its_words_the_docstring():
    assert {name: each.default for name, each in measure.parameters.items()} == {
        "smallest_group": 30, "loud": False,
    }  # fmt: skip
    assert measure.summary == "How loud it is."
    assert measure.description == "loud: whether to shout."


def test_its_name_is_its_place_under_the_probes():
    measure.measure.__module__ = "audits.probes.noise.loudness"
    assert measure.name == "noise.loudness"
