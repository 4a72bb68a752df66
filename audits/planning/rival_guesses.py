"""Of several columns that are by their names what one column can be, one stays."""

from collections.abc import Mapping, Sequence

from audits.planning.class_columns import several_classes
from audits.planning.guess_vocabulary import Guess, listed_words, value_words
from audits.specification.profiles import DatasetProfile
from audits.specification.role_names import plain, words_of_name
from audits.specification.roles import Role
from audits.specification.suggestions import listed

# Words of a name that tells how sure an answer is, and is none itself.
_SURE = frozenset(
    {"confidence", "probability", "probabilities", "proba", "prob", "score", "certainty"}
)
_ONE_EACH = (Role.LABEL, Role.PREDICTION, Role.SCORE, Role.WEIGHT, Role.COUNT, Role.SPLIT)


def keep_one_each(
    guesses: dict[str, Guess], dataset: DatasetProfile, of_classes: Mapping[str, str]
) -> None:
    """Of several labels, predictions or scores one stays: the others are left features.

    of_classes: the columns of class probabilities. Where they are of three classes or more nobody
    knows which one's is the score.
    """
    for role in _ONE_EACH:
        every = [name for name, guess in guesses.items() if guess.role is role]
        claims = _plain(role, every)
        if role is Role.SCORE and len(claims) > 2 and several_classes(claims, of_classes):
            claims = []
        for name in set(every).difference(claims):
            del guesses[name]
        if len(claims) > 1:
            claimed = _claimed(role, claims, dataset)
            others = [name for name in claims if name != claimed]
            for name in others:
                del guesses[name]
            reason = f"{guesses[claimed].reason}, as those of {listed(others, 2)} do"
            guesses[claimed] = Guess(role, reason, is_sure=False)
    protected = {name for name, guess in guesses.items() if guess.role is Role.PROTECTED}
    if any(guesses[name].is_sure for name in protected):
        for name in protected:  # F and M may be felony and misdemeanour
            if not guesses[name].is_sure:
                del guesses[name]


def _plain(role: Role, names: Sequence[str]) -> list[str]:
    """Those that tell nothing about another column, unless all do.

    KNIME's `Prediction (y)` beside `Prediction (y) (Confidence)`, Argilla's `prediction` beside
    `prediction_agent`.
    """
    if role not in (Role.PREDICTION, Role.LABEL):
        return list(names)
    about = listed_words("asides") | (_SURE if role is Role.PREDICTION else frozenset())
    return [name for name in names if about.isdisjoint(words_of_name(name))] or list(names)


def _claimed(role: Role, names: Sequence[str], dataset: DatasetProfile) -> str:
    if role is Role.SCORE:
        # The plainest name: `v_decile_score` stands beside `decile_score`; and of the
        # probabilities of 0 and 1 the one of 1.
        return min(names, key=lambda name: (len(name), words_of_name(name)[-1:] == ["0"]))
    if role is Role.SPLIT:
        # Parts called train and test say what is held out; numbers of folds do not.
        parts = {column.name: set(map(plain, column.values)) for column in dataset.columns}
        named = [name for name in names if parts[name] and parts[name] <= value_words("splits")]
        flags = [name for name in names if len(parts[name]) == 2]
        return (named or flags or names)[-1]
    if role is Role.LABEL:
        # `label` is what `label_raw` and `label_noisy` are others of.
        words = {name: set(words_of_name(name)) for name in names}
        for name in names:
            if all(words[name] <= others for others in words.values()):
                return name
    return names[-1]
