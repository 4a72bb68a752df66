"""Whatever a note on a file quotes, it quotes nothing that fewer than five people have."""

import re
from functools import partial

from hypothesis import given, settings
from hypothesis import strategies as st

from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.data.reading import read_dataset
from audits.running.held_by_few import HIDDEN, HeldByFew
from audits.running.row_filter import choose
from audits.specification.document import ColumnSpec
from audits.specification.roles import Kind, Role

SPECS = {
    "town": ColumnSpec(role=Role.PROTECTED, kind=Kind.CATEGORY, map={"Narnia": "elsewhere"}),
    "age": ColumnSpec(role=Role.FEATURE, kind=Kind.CATEGORY),
    "y": ColumnSpec(role=Role.LABEL, kind=Kind.CATEGORY),
}
# Each makes some note speak: of case, of sums, of doubtful words, of words read as missing.
TOWNS = ("Turku", "turku", "TURKU", "Total", "Sum", "unknown", "n/a", "?", "Loimaa", "Inari")
AGES = ("12", "33", "47", "60+", "none", "n/a", "-", "41")


def held(**columns):
    data = Dataset(tuple(Column(name, Role.FEATURE, Categories.of(list(values)))
                         for name, values in columns.items()))  # fmt: skip
    return HeldByFew.of(data, {"columns": list(columns)})


@settings(max_examples=60, deadline=None)
@given(
    towns=st.dictionaries(st.sampled_from(TOWNS), st.integers(1, 9), min_size=2),
    ages=st.dictionaries(st.sampled_from(AGES), st.integers(1, 9), min_size=2),
)
def test_no_note_of_reading_quotes_what_few_rows_hold(tmp_path_factory, towns, ages):
    town = ["Turku"] * 60 + [name for name, times in towns.items() for _ in range(times)]
    age = [str(20 + row % 30) for row in range(len(town))]
    places = iter(range(len(town)))
    for word, times in ages.items():
        for place, _ in zip(places, range(times), strict=False):
            age[place] = word
    path = tmp_path_factory.mktemp("few") / "data.csv"
    lines = [
        "town,age,y",
        *(f"{t},{a},{n % 2}" for n, (t, a) in enumerate(zip(town, age, strict=True))),
    ]
    path.write_text("\n".join(lines) + "\n")
    table = read_dataset(path, SPECS)
    notes = [*choose(table, (), SPECS, partial(read_dataset, path)).notes, *table.notes]
    few = {name for name in {*town, *age} if 0 < [*town, *age].count(name) < 5}
    protected = [HeldByFew.of(table, {"columns": [*SPECS]}).note(text) for text in notes]
    for text in protected:
        for name in few - {"-", "?"}:
            assert not re.search(rf"(?<![\w+]){re.escape(name)}(?![\w+])", text), (name, text)
        assert not re.search(r"\b[1-4] (?:rows?|cells?)\b", text), text


def test_columns_options_and_common_values_stay():
    known = held(town=["Turku"] * 9 + ["Inari"], age=["12"] * 10)
    note = (
        "'turku' (3 rows) is read as a value of its own in column 'town' beside 'Turku' (9 rows): "
        "if it is one, say `map: {turku: Turku}` on the column, or `rows: {town: {except: Inari}}`"
    )
    assert known.note(note) == (
        f"{HIDDEN} is read as a value of its own in column 'town' beside 'Turku' (9 rows): "
        "if it is one, say `map: {…: Turku}` on the column, or `rows: {town: {except: …}}`"
    )
    plain = "the model's answers are the people's: `kind: number` helps, and 5 rows are missing"
    assert known.note(plain) == plain


def test_a_value_of_few_is_taken_out_of_any_sentence_and_no_word_that_holds_it():
    known = held(town=["Turku"] * 9 + ["Inari", "St. Mary's on the Hill", "no"])
    assert known.words("Inari's rate; Inarijoki; in Inari.") == (
        f"{HIDDEN}'s rate; Inarijoki; in {HIDDEN}."
    )
    assert known.words("of St. Mary's on the Hill: .5") == f"of {HIDDEN}: .5"
    # Two letters are looked for only where they stand alone: elsewhere they are a word.
    assert known.words("no") == HIDDEN
    assert known.words("no row is left") == "no row is left"
    assert known.of_few([None, "Inari"])
    assert not known.of_few(["Turku"])


def test_classes_stay_and_texts_of_few_go():
    data = Dataset(
        (
            Column("y", Role.LABEL, Categories.of(["yes"] * 8 + ["rare"])),
            Column("note", Role.FEATURE, Texts.of(["a tale of one"] + ["the same"] * 8)),
        )
    )
    known = HeldByFew.of(data, {})
    assert known.words("rare: 'a tale of one', the same") == f"rare: '{HIDDEN}', the same"
