"""The checklist is the published one: its sections, how many items each, and their words."""

from typing import get_args

from audits.specification.checklist_items import items, source
from audits.specification.reproducibility_statements import ItemKey


def test_it_has_the_21_items_of_version_2_in_its_five_sections():
    """Pineau et al. 2021, JMLR 22(164), figure 8: 3, 2, 5, 5 and 6."""
    sections = [item.section for item in items()]
    assert [sections.count(name) for name in dict.fromkeys(sections)] == [3, 2, 5, 5, 6]
    assert "22(164)" in source()
    assert "2.0" in source()


def test_the_words_are_the_checklists_own():
    texts = [item.text for item in items()]
    assert texts[0] == ("A clear description of the mathematical setting, algorithm, and/or model.")
    assert "A complete proof of the claim." in texts
    assert "The exact number of training and evaluation runs." in texts
    assert texts[-1] == "A description of the computing infrastructure used."


def test_the_document_has_a_key_for_each_item_and_no_other():
    keys = [item.key for item in items()]
    assert keys == list(get_args(ItemKey))
