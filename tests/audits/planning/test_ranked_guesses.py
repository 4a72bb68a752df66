"""Logs of searches are known as ranked lists by names and values; what only sounds so is not."""

import pytest

from audits.planning.ranked_guesses import ranked_lists, with_ranks
from audits.planning.role_guesses import proposed_roles
from audits.specification.profiles import ColumnProfile, DatasetProfile
from audits.specification.roles import Kind, Role

CODES = tuple(map(str, range(10)))


def named(name, *, distinct=300, missing=0):
    return ColumnProfile(name, Kind.CATEGORY, None, distinct, missing, ("a", "b"))


def numbers(name, values=CODES, low=0.0):
    return ColumnProfile(
        name, Kind.NUMBER, None, len(values), 0, values, low, low + len(values) - 1
    )


@pytest.mark.parametrize(
    ("columns", "lists", "rank"),
    [
        ((named("queryID"), numbers("position")), "queryID", "position"),
        ((numbers("rank", ("1", "2", "3"), 1.0), named("qid")), "qid", "rank"),
        ((named("Suchanfrage"), numbers("Rang", CODES, 1.0)), "Suchanfrage", "Rang"),
        ((named("query"), numbers("price")), "query", None),
        # Every row has another query: nothing is ranked in them.
        ((named("query", distinct=3000), numbers("rank")), None, None),
        # A rank in the army, and a position on a map.
        ((named("query"), named("rank", distinct=9)), "query", None),
        ((named("query"), numbers("position", ("4.5", "5.25"), 4.5)), "query", None),
        ((named("person"), numbers("position")), None, None),
    ],
)
def test_lists_and_ranks_are_known_by_name_and_values(columns, lists, rank):
    found = ranked_lists(columns, 3000)
    assert (None if found is None else found.lists) == lists
    assert (None if found is None else found.rank) == rank


def table(*columns):
    return DatasetProfile("csv", 3000, columns, "d" * 64)


def test_ranks_answer_and_clicks_are_what_is_true():
    log = table(
        named("queryID"), numbers("position"), named("objectID", distinct=900),
        numbers("clicked", ("0", "1")), named("seller_gender", distinct=2),
    )  # fmt: skip
    guesses = proposed_roles(log)
    assert {name: (guess.role, guess.kind) for name, guess in guesses.items()} == {
        "queryID": (Role.QUERY, None),
        "position": (Role.PREDICTION, Kind.NUMBER),
        "clicked": (Role.LABEL, Kind.NUMBER),
        "seller_gender": (Role.PROTECTED, None),
    }


def test_a_prediction_that_stands_there_stays():
    log = table(named("query"), numbers("rank"), named("prediction", distinct=2))
    roles = {name: guess.role for name, guess in proposed_roles(log).items()}
    assert roles["prediction"] is Role.PREDICTION
    assert Role.QUERY not in roles.values()


def test_a_score_orders_the_lists_that_a_rank_tells_of():
    scored = ColumnProfile("score", Kind.NUMBER, None, 3000, 0, (), 0.0, 1.0)
    guesses = proposed_roles(table(named("query"), numbers("rank"), scored, named("label")))
    assert (guesses["query"].role, guesses["score"].role) == (Role.QUERY, Role.SCORE)
    assert "rank" not in guesses


def test_a_table_without_lists_is_guessed_as_before():
    assert with_ranks({}, table(named("person"), numbers("position"))) == {}


def test_a_score_beside_a_relevance_ranks_without_a_rank():
    """A run of TREC joined to its judgements; without a relevance nothing says what is true."""
    run = (named("query_id"), named("doc_id", distinct=900), numbers("score"))
    guesses = proposed_roles(table(*run, numbers("relevance", ("0", "1", "2"))))
    assert {name: guess.role for name, guess in guesses.items()} == {
        "query_id": Role.QUERY, "score": Role.SCORE, "relevance": Role.LABEL,
    }  # fmt: skip
    assert Role.QUERY not in {guess.role for guess in proposed_roles(table(*run)).values()}
