"""Which of two answers most likely benefits the person, by its own words and its column's."""

from collections.abc import Sequence

from audits.planning.guess_vocabulary import listed_words, value_words
from audits.specification.profiles import ColumnProfile
from audits.specification.role_names import plain, words_of_name


def favourable_guess(column: ColumnProfile, beside: Sequence[str] = ()) -> str | None:
    """The value of two that most likely benefits the person: `1`, `yes`, `approved`; else None.

    Where column or value name a harm (`deny`, `arrest`, `dead`), it is the other one.

    beside: names of columns of the same answers, as the truth's beside a `predict`.
    """
    if column.distinct != 2 or len(column.values) != 2:
        return None
    return _better_beside(column.values, (column.name, *beside))


def _better_beside(values: Sequence[str], names: Sequence[str]) -> str | None:
    """The better one of two values under columns of these names; None where no word says it."""
    from audits.specification.split_parts import AFFIRMED  # a service that starts guesses nothing

    good = better_of(values)
    words = {word for name in names for word in words_of_name(name)}
    is_harm = not words.isdisjoint(listed_words("harms"))
    if good is not None and is_harm and plain(good) in AFFIRMED:
        return next(value for value in sorted(values) if value != good)
    return good


def better_of(values: Sequence[str]) -> str | None:
    """The one value that by its own words is good, or no harm; else None."""
    good = [value for value in values if plain(value) in value_words("good")]
    if not good:
        good = [value for value in values if plain(value) not in listed_words("harms")]
    return good[0] if len(good) == 1 else None


def _are_affirmed(values: Sequence[str]) -> bool:
    """Whether they are a yes and a no, in whatever words."""
    from audits.specification.split_parts import AFFIRMED

    good = better_of(values)
    return good is not None and plain(good) in AFFIRMED


def _weighs(name: str) -> bool:
    """Whether the name says by itself whether its yes is good or bad: `approved`, `denied`."""
    from audits.specification.split_parts import AFFIRMED

    telling = listed_words("harms") | (value_words("good") - AFFIRMED)
    return not telling.isdisjoint(words_of_name(name))


def likely_map(
    answers: Sequence[str], labels: Sequence[str], names: tuple[str, str] = ("", "")
) -> dict[str, str]:
    """Which of two labels each of two answers most likely means: the better one the better.

    names: of the answers' and the labels' columns: of a `defaulted` no is better than yes. Empty
    where their words do not say it.
    """
    if len(answers) != 2 or len(labels) != 2:
        return {}
    of_answers, of_labels = names
    if _are_affirmed(answers) and _are_affirmed(labels) and not _weighs(of_answers):
        of_answers = of_labels  # a yes of a `prediction` foretells the yes of the label
    good, better = _better_beside(answers, [of_answers]), _better_beside(labels, [of_labels])
    if good is None or better is None:
        return {}
    (worse,) = (label for label in labels if label != better)
    return {answer: better if answer == good else worse for answer in answers}
