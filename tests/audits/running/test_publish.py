"""What is written of a probe, from its declaration alone."""

from collections.abc import Iterator
from typing import Annotated, Literal

from audits.measurement import Measurement
from audits.planning.forward_passes import per_row
from audits.probing.probe import Asks, Metric, Probe, Scale, Subject, probe
from audits.running import publish
from audits.specification.parameter_bounds import Between, RowNumbers
from audits.specification.roles import Kind, Role


@probe(
    metrics=(
        Metric("noise_auc", "It.", Scale.UNIT, overall=False, null=0.5),
        Metric("f9", "That.", Scale.SHARE, title="F9"),
    ),
    needs=(Role.LABEL,),
    asks=Asks.SCORE,
    label=Kind.CATEGORY,
    honours=(Role.WEIGHT,),
    passes=per_row(2, "size"),
    sampled=({"size": 5},),
    by_default=False,
)
def noise(
    subject: Subject,
    *,
    size: Annotated[int, Between(2, 9)] = 3,
    share: Annotated[float | None, Between(0, below=1)] = None,
    how: Literal["a", "b"] = "a",
    rows: RowNumbers = (),
) -> Iterator[Measurement]:
    """Whether noise matters.

    Noise is added.

    size: of it,
        in pixels.
    share: of rows.
    """
    yield from ()


def test_an_entry_holds_all_that_was_declared():
    entry = publish.describe(noise)
    assert (entry.summary, entry.version) == ("Whether noise matters.", 1)
    properties = entry.parameters["properties"]
    assert properties["size"] == {
        "type": "integer", "minimum": 2, "maximum": 9, "default": 3,
        "description": "of it, in pixels.",
    }  # fmt: skip
    assert properties["share"]["anyOf"] == [{"type": "number"}, {"type": "null"}]
    assert (properties["share"]["minimum"], properties["share"]["exclusiveMaximum"]) == (0, 1)
    assert properties["how"]["enum"] == ["a", "b"]
    assert properties["rows"]["items"] == {"type": "integer", "minimum": 0}
    assert properties["rows"]["maxItems"] == 1000
    assert [(metric.name, metric.title) for metric in entry.metrics] == [
        ("noise_auc", "noise AUC"), ("f9", "F9"),
    ]  # fmt: skip
    assert (entry.needs, entry.asks, entry.label, entry.model) == (
        ("label",), "score", "category", None,
    )  # fmt: skip
    assert (entry.passes, entry.sampled) == ("per_row(2, size)", ({"size": 5},))
    assert entry.by_default is False


def test_the_page_says_what_it_needs_and_that_it_waits_to_be_named(monkeypatch):
    assert isinstance(noise, Probe)
    monkeypatch.setattr(publish, "catalog", lambda: {"robustness.noise": noise})
    text = publish.page()
    assert "Needs: a column with the role label; score." in text
    assert "Runs only where it is named." in text
    assert "fewer" not in text.partition("Over [budget]")[0]
    assert "`size` 5; then not run." in text
    assert "| `noise_auc` | It. | unit | no |" in text
