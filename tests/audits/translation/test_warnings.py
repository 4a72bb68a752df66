"""What went wrong with translations, in sentences that name one."""

from types import SimpleNamespace

from audits.translation.gender_states import Reading, State
from audits.translation.warnings import warn_of_unreadable


class Sentences(SimpleNamespace):
    def __len__(self):
        return len(self.readings)


def warned(*rows):
    said = []
    sources, outputs, readings = zip(*rows, strict=True)
    warn_of_unreadable(
        Sentences(sources=sources, outputs=outputs, readings=readings,
                  languages=["fi"] * len(rows), systems=["a"] * len(rows)),
        said.append,
    )  # fmt: skip
    return said


FINE = ("Hän.", "She.", Reading(State.SHE))


def test_each_kind_is_told_once_with_an_example():
    rows = [
        FINE,
        ("Yksi.", "", Reading(State.EMPTY)),
        ("", None, Reading(State.EMPTY)),
        ("Kaksi.", "Kaksi.", Reading(State.UNTRANSLATED)),
        ("Kolme.", "man of a man", Reading(State.NONE, flags=("repeats itself",))),
    ]
    assert warned(*rows) == [
        "2 of 5 translations gave an empty output; the first is “Yksi.” (fi a)",
        "1 of 5 translations were left untranslated or in another language; the first is "
        "“Kaksi.” gave “Kaksi.” (fi a)",
        "1 of 5 translations do not end: the output repeats itself; the first is “Kolme.” gave "
        "“man of a man” (fi a)",
    ]


def test_a_source_that_is_not_known_is_named_by_its_row_and_a_long_one_is_cut():
    assert "“row 2”" in warned(FINE, ("", "", Reading(State.EMPTY)))[0]
    assert "x" * 80 + "…" in warned(("x" * 90, "", Reading(State.EMPTY)))[0]


def test_good_translations_are_not_warned_of():
    assert warned(FINE, FINE) == []
