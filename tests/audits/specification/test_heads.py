import pytest

from audits.errors import Refused
from audits.specification.parsing import parse_document

DATASET = {"path": "p.csv"}


def heads(given):
    return parse_document({"dataset": DATASET, "heads": given}).heads


def test_a_head_has_its_own_columns_by_their_role():
    (head,) = heads({"left": {"label": "y", "prediction": "answer"}}).values()
    assert head.columns == {"label": "y", "prediction": "answer"}
    assert head.to_json() == {"label": "y", "prediction": "answer"}


def test_a_name_alone_is_a_head_without_a_label():
    (head,) = heads({"left": None}).values()
    assert head.columns == {}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"left": {"labell": "y"}}, "labell"),
        ({"": {"label": "y"}}, "heads"),
        ({f"h{n}": {"label": "y"} for n in range(21)}, "heads"),
    ],
)
def test_what_no_head_can_say_is_refused_with_its_field(given, field):
    with pytest.raises(Refused, match=field):
        heads(given)
