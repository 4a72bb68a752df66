"""Names that stand in a trail: one is not taken for another."""

import pytest

from audits.errors import Refused
from service.names import checked_name


@pytest.mark.parametrize(
    "name",
    [
        "ada", "Ada Lovelace", "pipeline 7", "Łukasz", "José", "Пётр Ильич", "Αθηνά", "山田 太郎",
        "می\u200cخواهم", "R&D", "ops-2026", "Ada (Ада)",
    ],
)  # fmt: skip
def test_names_of_people_in_their_own_scripts_are_taken(name: str) -> None:
    assert checked_name(name) == name


def test_one_name_has_one_spelling() -> None:
    assert checked_name("Jose\u0301") == "Jos\u00e9"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("ada\u200b", "unseen_character"), ("a\u00adda", "unseen_character"),
        ("ada\u2060", "unseen_character"), ("\ufeffada", "unseen_character"),
        ("ada\U000e0041", "unseen_character"), ("\u202eada", "unseen_character"),
        ("ad\u200ca", "unseen_character"), ("a\u0085b", "unseen_character"),
        ("a\tb", "unseen_character"), ("a\u2028b", "unseen_character"),
        # Cyrillic a and e, Greek omicron: as in the confusables of UTS #39.
        ("\u0430da", "looks_like_another"), ("p\u0435ople", "looks_like_another"),
        ("r\u03bfot", "looks_like_another"), ("\uff41da", "looks_like_another"),
        ("\U0001d41ada", "looks_like_another"), ("ad\u00aa", "looks_like_another"),
        ("", "invalid"), (" ada", "invalid"), ("ada\u3000", "invalid"), ("x" * 200, "invalid"),
    ],
)  # fmt: skip
def test_a_name_that_looks_like_another_is_refused_with_what_it_holds(name: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        checked_name(name)
    (problem,) = refusal.value.problems
    assert (problem.field, problem.code) == ("name", code)
