import math

import numpy as np
import pytest

from audits.errors import NotApplicable
from audits.measurement import Estimate, Undetermined
from tests.audits.translation.tables import dataset, measure

SIX = ["He is here.", "He's here.", "She is here.", "They are here.", "He and she.", ""]


def value(found, metric, **group):
    item = found[metric, tuple(sorted(group.items()))]
    assert isinstance(item, Estimate), item
    return item.value


def test_shares_are_a_partition_of_every_row():
    found, *_ = measure(dataset(SIX), source_language="tr")
    shares = {g: value(found, f"{g}_share", language="tr") for g in ("female", "male", "neutral")}
    assert shares == {"female": 1 / 6, "male": 2 / 6, "neutral": 1 / 6}
    assert value(found, "unresolved_share", language="tr") == 2 / 6
    assert value(found, "reading_share", language="tr", reading="mixed") == 1 / 6
    assert value(found, "reading_share", language="tr", reading="empty") == 1 / 6
    assert value(found, "female_share_of_gendered", language="tr") == 1 / 3
    assert found["female_share", (("language", "tr"),)].sample_size == 6


def test_duplicates_are_kept():
    found, *_ = measure(dataset([*SIX, *SIX]))
    assert value(found, "male_share", language="und") == 4 / 12


def test_languages_and_systems_are_groups_and_the_reference_is_a_system():
    data = dataset(
        ["He.", "She.", "He.", "He."],
        sources=["a", "b", "a", "b"],
        language=["hu", "hu", "hu", "hu"],
        system=["one", "one", "two", "two"],
        reference=["She.", "She.", "She.", "She."],
    )
    found, *_ = measure(data)
    assert value(found, "female_share", language="hu", system="one") == 0.5
    assert value(found, "female_share", language="hu", system="two") == 0
    human = found["female_share", (("language", "hu"), ("system", "reference"))]
    assert (human.value, human.sample_size) == (1, 2)
    assert ("female_share", ()) not in found


def test_a_category_is_a_further_key_and_small_ones_are_undetermined_with_their_value():
    data = dataset(["She."] * 40 + ["He."] * 5, protected={"category": ["a"] * 40 + ["b"] * 5})
    found, *_ = measure(data)
    assert value(found, "female_share", language="und", category="a") == 1
    small = found["male_share", (("category", "b"), ("language", "und"))]
    assert isinstance(small, Undetermined)
    assert small.raw[0] == 1
    found, *_ = measure(data, smallest_group=1)
    assert value(found, "male_share", language="und", category="b") == 1


def test_all_unresolved_is_undetermined():
    found, *_ = measure(dataset(["", "Works.", "He or she."]))
    for metric in ("female_share", "male_share", "neutral_share", "tgbi"):
        assert isinstance(found[metric, (("language", "und"),)], Undetermined)
    assert value(found, "unresolved_share", language="und") == 1


def test_tgbi_is_chos():
    # Cho et al. 2019: sqrt(p_she * p_he + p_neutral).
    found, *_ = measure(dataset(["She."] * 2 + ["He."] * 5 + ["They."] * 3))
    assert value(found, "tgbi", language="und") == pytest.approx(math.sqrt(0.2 * 0.5 + 0.3))
    only, *_ = measure(dataset(["He."] * 18))
    item = only["tgbi", (("language", "und"),)]
    assert item.value == 0
    assert item.interval.upper > 0.2


def test_the_stereotype_gap_compares_womens_and_mens_occupations():
    women = [0.9] * 10 + [0.1] * 10
    data = dataset(
        ["She."] * 8 + ["He."] * 2 + ["She."] * 1 + ["He."] * 9,
        women=women, sources=[f"hän on w{word}" for word in range(20)],
    )  # fmt: skip
    found, *_ = measure(data)
    gap = found["stereotype_gap", (("language", "und"),)]
    assert gap.value == pytest.approx(0.7)
    assert gap.sample_size == (10, 10)
    # Newcombe 1998, method 10, by hand: Wilson .4902-.9433 and .0179-.4042.
    assert (gap.interval.lower, gap.interval.upper) == pytest.approx((0.2658, 0.8652), abs=2e-4)


def test_share_correlation_follows_the_labour_statistic():
    sources = [f"w{i}" for i in range(20) for _ in range(4)]
    women = [i / 20 for i in range(20) for _ in range(4)]
    said = ["She." if (i + 7 * k) % 20 < i else "He." for i in range(20) for k in range(4)]
    found, exhibits, _ = measure(dataset(said, sources=sources, women=women))
    she = [np.mean([said[4 * i + k] == "She." for k in range(4)]) for i in range(20)]
    expected = np.corrcoef(np.arange(20), she)[0, 1]
    assert value(found, "share_correlation", language="und") == pytest.approx(expected)
    assert any(exhibit.kind == "scatter" for exhibit in exhibits)


def test_few_occupations_leave_the_correlation_undetermined_with_its_value():
    sources = [f"w{i}" for i in range(8) for _ in range(4)]
    women = [i / 8 for i in range(8) for _ in range(4)]
    said = ["She." if (i + 3 * k) % 8 < i else "He." for i in range(8) for k in range(4)]
    found, _, _ = measure(dataset(said, sources=sources, women=women))
    measured = found["share_correlation", (("language", "und"),)]
    she = [np.mean([said[4 * i + k] == "She." for k in range(4)]) for i in range(8)]
    assert isinstance(measured, Undetermined)
    assert measured.raw[0] == pytest.approx(np.corrcoef(np.arange(8), she)[0, 1])


def test_clusters_widen_the_interval_and_few_are_undetermined():
    said = ["She."] * 20 + ["He."] * 40
    free = measure(dataset(said))[0]["female_share", (("language", "und"),)]
    codes = [f"c{i // 6}" for i in range(60)]
    held = measure(dataset(said, cluster=codes))[0]["female_share", (("language", "und"),)]
    assert held.interval.upper - held.interval.lower > free.interval.upper - free.interval.lower
    codes = [f"c{i // 20}" for i in range(60)]
    few = measure(dataset(said, cluster=codes))[0]["female_share", (("language", "und"),)]
    assert isinstance(few, Undetermined)
    assert few.raw[0] == pytest.approx(1 / 3)


def test_a_warning_names_the_sentence_that_was_left_untranslated():
    _, _, warnings = measure(dataset(["He.", "Ő orvos."], sources=["Ő tanár.", "Ő orvos."]))
    assert any("Ő orvos." in warning for warning in warnings)


def test_a_target_without_a_dependable_rule_is_not_guessed():
    with pytest.raises(NotApplicable, match="no dependable rule"):
        measure(dataset(["x"]), target_language="zh")
