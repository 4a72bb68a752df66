"""Counts by hand; McNemar's exact p is 2 * P(X <= c) of a fair coin, here written out."""

import pytest

from tests.audits.translation.tables import dataset, measure

# reference, system: 5 she kept, 6 she lost, 1 he gained, 4 he kept, 2 that name no gender.
ROWS = (
    [("She.", "She.")] * 5 + [("She.", "He.")] * 6 + [("He.", "She.")] + [("He.", "He.")] * 4
    + [("They.", "He."), ("She.", "He or she.")]
)  # fmt: skip


def compared(rows=ROWS, **columns):
    human, said = zip(*rows, strict=True)
    sources = [f"s{at}" for at in range(len(rows))]
    return measure(
        dataset(list(said), sources=sources, reference=list(human), **columns),
        source_language="hu",
    )


def table(exhibits):
    (found,) = [e for e in exhibits if e.title == "The reference says she, the system says he"]
    return found.content["rows"]


def test_she_that_became_he_is_counted_beside_he_that_became_she():
    found, exhibits, _ = compared()
    (row,) = table(exhibits)
    assert row[:6] == ["Hungarian", 5, 6, 1, 4, 2]
    # 7 discordant pairs, 1 or fewer of the rarer kind: 2 * (1 + 7) / 2^7.
    assert row[6] == pytest.approx(16 / 128)
    lost = found["she_to_he_share", (("language", "hu"),)]
    gained = found["he_to_she_share", (("language", "hu"),)]
    assert (lost.value, lost.sample_size) == (6 / 11, 11)
    assert (gained.value, gained.sample_size) == (1 / 5, 5)
    assert (lost.p_value, gained.p_value) == (pytest.approx(16 / 128), None)


def test_rows_that_belong_together_have_no_paired_p():
    found, exhibits, _ = compared(cluster=[f"c{at // 2}" for at in range(len(ROWS))])
    assert table(exhibits)[0][6] is None
    assert found["she_to_he_share", (("language", "hu"),)].p_value is None


def test_each_system_is_paired_with_the_reference_beside_it_and_the_reference_with_nothing():
    rows = [("She.", "He.")] * 3 + [("She.", "She.")] * 3
    found, exhibits, _ = compared(rows, system=["one"] * 3 + ["two"] * 3)
    assert [row[:5] for row in table(exhibits)] == [
        ["Hungarian, one", 0, 3, 0, 0],
        ["Hungarian, two", 3, 0, 0, 0],
    ]
    systems = {dict(group).get("system") for metric, group in found if metric == "she_to_he_share"}
    assert systems == {"one", "two"}


def test_duplicates_count_as_often_as_they_stand():
    _, exhibits, _ = compared([*ROWS, *ROWS])
    assert table(exhibits)[0][1:5] == [10, 12, 2, 8]


def test_without_a_human_translation_there_is_no_table():
    found, exhibits, _ = measure(dataset(["She."] * 3, sources=list("abc")))
    assert not [e for e in exhibits if "reference" in e.title]
    assert not [metric for metric, _ in found if metric in ("she_to_he_share", "he_to_she_share")]
