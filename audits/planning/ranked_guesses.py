"""Whether a table is most likely of ranked lists: which column names the list, which the rank."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from audits.planning.guess_vocabulary import Guess, listed_words
from audits.specification.profiles import ColumnProfile, DatasetProfile
from audits.specification.role_names import words_of_name
from audits.specification.roles import Kind, Role

_NUMBER = Kind.NUMBER


@dataclass(frozen=True, slots=True)
class RankedLists:
    """Names of columns. lists: what was ranked together. rank: None where none says one."""

    lists: str
    rank: str | None


def ranked_lists(columns: Collection[ColumnProfile], rows: int) -> RankedLists | None:
    """The columns by their names, where their values can be that; None of any other table."""
    lists = next((one for one in columns if _names_lists(one, rows)), None)
    if lists is None:
        return None
    rank = next((one for one in columns if one is not lists and is_rank(one)), None)
    return RankedLists(lists.name, None if rank is None else rank.name)


def with_ranks(guesses: Mapping[str, Guess], dataset: DatasetProfile) -> dict[str, Guess]:
    """The guesses, and of ranked lists those of list, rank and relevance in place of others.

    Lists are what varies there, and no clusters. Where something else answers, it stays. Without a
    rank it is a score beside a relevance that ranks, as in a run of TREC joined to its judgements.
    """
    ranked = ranked_lists(dataset.columns, dataset.rows)
    roles = {guess.role for guess in guesses.values()}
    useful = [column.name for column in dataset.columns if is_relevance(column)]
    scored = Role.SCORE in roles
    if ranked is None or Role.PREDICTION in roles:
        return dict(guesses)
    if ranked.rank is None and not (scored and useful):
        return dict(guesses)
    lists = Guess(Role.QUERY, "its name says what was ranked together", is_sure=False)
    ranks = {ranked.lists: lists}
    if ranked.rank is None or not scored:
        reason = "its name says how useful each was"
        ranks |= dict.fromkeys(useful[:1], Guess(Role.LABEL, reason, False, _NUMBER))
    if ranked.rank is not None and not scored:
        ranks[ranked.rank] = Guess(Role.PREDICTION, "its name says rank", False, _NUMBER)
    instead = {Role.CLUSTER, *(guess.role for guess in ranks.values())}
    return {**{n: guess for n, guess in guesses.items() if guess.role not in instead}, **ranks}


def is_relevance(column: ColumnProfile) -> bool:
    """Whether numbers of 0 or more say by their name how useful an item was."""
    return _says("relevances", column) and column.minimum is not None and column.minimum >= 0


def _names_lists(column: ColumnProfile, rows: int) -> bool:
    """Several rows stand in each list; a number of searches is none."""
    of_rows = 1 < column.distinct <= (rows - column.missing) / 2
    return _says("lists", column) and of_rows and column.kind is not Kind.SEQUENCE


def is_rank(column: ColumnProfile) -> bool:
    """Whole numbers from 1 on, or from 0 on as programs count."""
    if not _says("ranks", column) or column.minimum not in (0, 1) or column.distinct < 2:
        return False
    return all(value.strip().partition(".")[0].isdigit() for value in column.values)


def _says(kind: str, column: ColumnProfile) -> bool:
    return not listed_words(kind).isdisjoint(words_of_name(column.name))
