"""Dominance by hand, and what it can never be."""

from hypothesis import given
from hypothesis import strategies as st

from audits.cost.pareto import CRITERIA, Level, Scored, compared_by, dominated


def scored(name, **values):
    """A value, or a value with the ends of its interval."""
    return Scored(
        name,
        {key: Level(*value) if isinstance(value, tuple) else Level(value, value, value)
         for key, value in values.items()},
    )  # fmt: skip


def test_a_smaller_file_as_good_elsewhere_dominates():
    one, other = scored("a", accuracy=0.9, size=100), scored("b", accuracy=0.9, size=25)
    assert dominated([one, other]) == {"a": ("b",), "b": ()}


def test_one_right_answer_less_and_nothing_is_dominated():
    one, other = scored("a", accuracy=0.9, size=100), scored("b", accuracy=0.899, size=25)
    assert dominated([one, other]) == {"a": (), "b": ()}


def test_a_better_score_alone_is_no_sure_gain():
    """So many right answers more on these rows may be chance; whoever is larger is not dominated
    by it, and whoever is as large neither."""
    one, other = scored("a", accuracy=0.9, size=100), scored("b", accuracy=0.95, size=100)
    assert dominated([one, other]) == {"a": (), "b": ()}


def test_times_whose_intervals_meet_are_alike():
    one = scored("a", accuracy=0.9, size=50, latency=(1.0, 0.9, 1.1))
    close = scored("b", accuracy=0.9, size=50, latency=(1.05, 1.0, 1.2))
    apart = scored("c", accuracy=0.9, size=50, latency=(1.5, 1.4, 1.6))
    assert dominated([one, close, apart]) == {"a": (), "b": (), "c": ("a", "b")}
    # A little slower is no objection to half the size.
    small = scored("d", accuracy=0.9, size=25, latency=(1.05, 1.0, 1.2))
    assert dominated([one, small]) == {"a": ("d",), "d": ()}


def test_a_wider_gap_is_worse_and_a_higher_worst_group_better():
    one = scored("a", worst_group=0.8, gap=0.10, size=100)
    assert dominated([one, scored("b", worst_group=0.8, gap=0.11, size=25)])["a"] == ()
    assert dominated([one, scored("b", worst_group=0.79, gap=0.10, size=25)])["a"] == ()
    assert dominated([one, scored("b", worst_group=0.81, gap=0.09, size=25)])["a"] == ("b",)


def test_what_one_lacks_none_is_compared_by():
    one = scored("a", accuracy=0.9, size=100, latency=(1.0, 0.9, 1.1))
    other = scored("b", accuracy=0.9, size=25)
    assert [each.name for each in compared_by([one, other])] == ["accuracy", "size"]
    assert dominated([one, other])["a"] == ("b",)


level = st.tuples(st.integers(0, 5), st.integers(0, 2)).map(
    lambda pair: Level(pair[0], pair[0] - pair[1], pair[0] + pair[1])
)
form = st.fixed_dictionaries({each.name: level for each in CRITERIA})


@given(st.lists(form, min_size=1, max_size=6))
def test_nobody_dominates_itself_and_no_two_each_other(forms):
    variants = [Scored(str(place), levels) for place, levels in enumerate(forms)]
    by = dominated(variants)
    for name, others in by.items():
        assert name not in others
        assert all(name not in by[other] for other in others)
    # Something always stands.
    assert any(not others for others in by.values())
