import re

import pytest

from audits.translation.stereotype_directions import (
    Direction,
    by_share,
    leaning,
    leanings,
    read_direction,
)
from audits.translation.word_lists import language, languages

SHIPPED = sorted(
    {item.word for code in languages() for s in language(code).sets.values() for item in s}
)
# A percentage, a count of countries or people, a duration, a share in words, or a finding.
FIGURE = re.compile(r"\d+(\.\d+)? (%|of \d+)|an hour a day|a fifth to a third|is asked of women")


@pytest.mark.parametrize("word", SHIPPED)
def test_every_shipped_word_has_a_direction_with_its_source_and_figure_or_says_why_not(word):
    said = leaning(word)
    assert said.listed
    if said.direction is None:
        assert said.figure
        assert not said.source
    else:
        assert re.search(r"\b(19|20)\d\d\b", said.source), said.source
        assert FIGURE.search(said.figure), said.figure


def test_no_word_is_in_the_file_that_is_not_shipped():
    """Occupations of the labour statistic may be more than the lists ask."""
    from importlib.resources import files

    from audits.specification.parsing import load_yaml

    text = files("audits.texts").joinpath("directions.yaml").read_text("utf-8")
    stated = load_yaml(text)
    assert set(stated["words"]) <= set(SHIPPED)
    used = {said["source"] for said in stated["words"].values() if "source" in said}
    assert used == set(stated["sources"])


@pytest.mark.parametrize(
    ("word", "direction"),
    [
        # Zhao et al. 2018, table 1: carpenter 2, hairdresser 92, tailor 80, teacher 78 % women.
        ("carpenter", "male"), ("hairdresser", "female"), ("sews", "female"), ("builds", "male"),
        # A labour statistic and not an idea of ours: it weakens the well-known example.
        ("teaches", "female"),
        # Reading at Risk (2004): 55.1 % of women, 37.6 % of men; weakens it too.
        ("reads", "female"),
        # Williams & Best 1990.
        ("strong", "male"), ("beautiful", "female"),
        # Sources disagree, or there is none.
        ("clever", None), ("plays music", None),
    ],
)  # fmt: skip
def test_directions_follow_their_publications(word, direction):
    assert leaning(word).direction == direction


def test_figures_of_two_groups_point_where_the_larger_is():
    """Read off the printed figure: 68 % of women, 42 % of men is a women's word."""
    pairs = re.compile(r"([\d.]+) % of (?:women|mothers), ([\d.]+) % of (?:men|fathers)")
    shares = re.compile(r"([\d.]+) % women")
    checked = 0
    for word, said in leanings().items():
        if match := pairs.search(said.figure):
            women = float(match[1]) > float(match[2])
        elif match := shares.search(said.figure):
            women = float(match[1]) > 50
        else:
            continue
        checked += 1
        assert said.direction is (Direction.FEMALE if women else Direction.MALE), word
    assert checked > 60


@pytest.mark.parametrize(
    ("cell", "direction"),
    [("female", "female"), ("Male", "male"), ("neither", "neither"), ("women", "female"),
     ("male-stereotyped", "male"), ("feminine", None), ("", None), (None, None)],
)  # fmt: skip
def test_a_cell_is_read_as_it_is_spelled(cell, direction):
    assert read_direction(cell) == direction


def test_half_and_half_is_neither_and_unknown_is_nothing():
    assert by_share(0.5) is Direction.NEITHER
    assert by_share(float("nan")) is None
