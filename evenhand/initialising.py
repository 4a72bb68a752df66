"""`evenhand init`: a commented audit document from a look at the data.

What a name, values or a place say is taken, each with its reason; only what nobody can see is
asked: which column is the truth, and which answer benefits the person.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from audits.data.reading.amounts import amount
from audits.errors import Refused
from audits.planning.cut_points import cut_points, date_points
from audits.planning.favourable_guesses import favourable_guess, likely_map
from audits.planning.guess_vocabulary import Guess
from audits.planning.label_set_guesses import LabelSetGuess, guess_label_set
from audits.planning.plan import make_plan
from audits.planning.role_guesses import proposed_roles
from audits.specification.missing_words import quoted
from audits.specification.named_policies import DEFAULT, named_policies
from audits.specification.parsing import accept_document, load_yaml
from audits.specification.profiles import ColumnProfile, DatasetProfile, ModelProfile
from audits.specification.role_names import words_of_name
from audits.specification.roles import MOST_CLASSES, Kind, Role, kind_of_role
from audits.specification.suggestions import listed, nearest
from audits.specification.yaml_spelling import in_yaml
from evenhand.drafting import MOST_GROUPS, Words, parted, roles_of
from evenhand.label_set_drafting import label_set_lines

# (question, proposal, what fits) -> the answer; the proposal where a person just agrees.
Ask = Callable[[str, str, tuple[str, ...]], str]
NOTHING = "none"
NO_ANSWERS = (
    "nothing answers yet: give a column the role prediction or score, or name a model "
    "(`evenhand init DATA MODEL`)"
)


ANSWERS = {Role.PREDICTION, Role.SCORE}
NOTHING_SAID = Words()


@dataclass(frozen=True)
class Written:
    """The document's text, what was taken of each column, and what still does not fit."""

    text: str
    guesses: Mapping[str, Guess]
    problems: tuple[str, ...]


def agree(question: str, proposal: str, fitting: tuple[str, ...]) -> str:
    """Takes every proposal, as `--yes` does."""
    return proposal


def write_document(
    data: str,
    dataset: DatasetProfile,
    *,
    model: str | None = None,
    model_profile: ModelProfile | None = None,
    encoding: str | None = None,
    words: Words = NOTHING_SAID,
    ask: Ask = agree,
) -> Written:
    """The document. data, model: their paths as the document shall name them.

    encoding: of the table, where somebody stated it. words: what was said of its columns, which
    no guess contradicts.

    What is still to say stands in the document too, as comments.

    Raises `Refused` where a word or an answer names no column or no value.
    """
    profiles = {column.name: column for column in dataset.columns}
    words = _with_grouped(parted(words, profiles))
    roles = roles_of(words, dataset)
    guesses = _overruled(proposed_roles(dataset, model_profile), roles)
    guesses = {name: guesses[name] for name in profiles if name in guesses}
    labels = None if model or ANSWERS & {*roles.values()} else guess_label_set(dataset)
    guesses = _settled(guesses, dataset, ask) if labels is None else _beside(guesses, labels)
    favourable, why = _favourable(guesses, profiles, ask, words.favourable)
    text = _text(data, dataset, guesses, favourable, why, model, encoding, words, labels)
    answered = labels is not None or {guess.role for guess in guesses.values()} & ANSWERS
    if model is None and not answered:
        return Written(_with_comments(text, (NO_ANSWERS,)), guesses, (NO_ANSWERS,))
    try:
        make_plan(accept_document(load_yaml(text)), dataset=dataset, model=model_profile)
    except Refused as refused:
        problems = tuple(map(str, refused.problems))
        return Written(_with_comments(text, problems), guesses, problems)
    return Written(text, guesses, ())


def _with_grouped(words: Words) -> Words:
    """A column that is cut, or has a reference group, makes groups: it is protected."""
    grouped = [
        name
        for name, options in words.columns.items()
        if {"cut", "reference"} & options.keys() and name not in words.protected
    ]
    return replace(words, protected=(*words.protected, *grouped))


def _overruled(guesses: Mapping[str, Guess], roles: Mapping[str, Role]) -> dict[str, Guess]:
    """The guesses that what was said leaves: one column a role that one can have."""
    taken = {role for role in roles.values() if role is not Role.NUISANCE}
    others = {name: guess for name, guess in guesses.items() if guess.role not in taken}
    stated = {name: Guess(role, "you said so") for name, role in roles.items()}
    for name, guess in guesses.items():
        if name in stated and stated[name].role is guess.role:
            stated[name] = replace(stated[name], kind=guess.kind)
    return {**others, **stated}


def _beside(guesses: Mapping[str, Guess], labels: LabelSetGuess) -> dict[str, Guess]:
    """The guesses of the columns that no label reads, and that are no other answer."""
    own = {Role.LABEL, *ANSWERS}
    return {
        name: guess
        for name, guess in guesses.items()
        if name not in labels.columns and guess.role not in own
    }


def _with_comments(text: str, problems: Sequence[str]) -> str:
    lines = [f"# Still to say: {' '.join(problem.split())}" for problem in problems]
    first, _, rest = text.partition("\n")
    return "\n".join([first, *lines, rest])


def _settled(guesses: dict[str, Guess], dataset: DatasetProfile, ask: Ask) -> dict[str, Guess]:
    """The guesses with the label that a person named, where no name says it."""
    profiles = {column.name: column for column in dataset.columns}
    label = next((name for name, guess in guesses.items() if guess.role is Role.LABEL), None)
    if label is not None and guesses[label].is_sure:
        return guesses
    answered = ask(
        "Which column says what is true (none: answers alone are audited)?",
        label or NOTHING,
        (*profiles, NOTHING),
    )
    for column in dataset.unread:
        if answered == column.name:
            raise Refused([column.problem(f"label, column {answered!r}")])
    if answered not in (*profiles, NOTHING):
        raise Refused.because(
            "label", f"the data have no column {answered!r}", nearest(answered, profiles),
            "unknown_column",
        )  # fmt: skip
    if answered == label:
        return guesses
    others = {name: guess for name, guess in guesses.items() if name != label}
    if answered != NOTHING:
        others[answered] = Guess(Role.LABEL, "you said so")
    return {name: others[name] for name in profiles if name in others}


# Words of a name whose yes is that of the label.
_NEUTRAL = frozenset(
    {"model", "prediction", "predicted", "predict", "pred", "preds", "y", "hat", "output", "ai"}
)


def _favourable(
    guesses: Mapping[str, Guess],
    profiles: Mapping[str, ColumnProfile],
    ask: Ask,
    stated: str | None = None,
) -> tuple[str | None, str]:
    """The answer that benefits the person, and why it is taken; None where nobody has to say."""
    if stated is not None:
        return stated, "you said so"
    answers = [n for n, guess in guesses.items() if guess.role in (Role.LABEL, Role.PREDICTION)]
    if not answers or not any(guess.role is Role.PROTECTED for guess in guesses.values()):
        return None, ""
    column = profiles[answers[0]]
    values = tuple(sorted(column.values))
    if column.distinct != 2 or len(values) != 2:
        return None, ""
    # What a `prediction` foretells is the label, in whatever words; an `approval` is another thing.
    is_of_label = {*words_of_name(column.name)} <= _NEUTRAL
    beside = [n for n in answers if is_of_label or {*profiles[n].values} == {*values}]
    guess = favourable_guess(column, beside)
    question = f"Which answer benefits the person, {values[0]} or {values[1]}?"
    answered = ask(question, guess or values[-1], values)
    if answered not in values:
        raise Refused.because(
            "favourable", f"{answered!r} is no value of {column.name}", f"one of {listed(values)}",
            "unknown_value",
        )  # fmt: skip
    return answered, "a guess: check it" if ask is agree else "you said so"


def _text(
    data: str,
    dataset: DatasetProfile,
    guesses: Mapping[str, Guess],
    favourable: str | None,
    why: str,
    model: str | None,
    encoding: str | None,
    words: Words,
    labels: LabelSetGuess | None,
) -> str:
    profiles = {column.name: column for column in dataset.columns}
    # Which column says what the answers mean.
    classes = [n for n, guess in guesses.items() if guess.role in (Role.LABEL, Role.PREDICTION)]
    scores = [n for n, guess in guesses.items() if guess.role is Role.SCORE]
    has_it = [n for n in classes if favourable in profiles[n].values]
    meaning = next(iter((*has_it, *classes, *scores)), None)
    lines = [
        "# What is audited, on what, and what must hold; every key: docs/document.md.",
        *([] if model is None else ["model:", f"  path: {in_yaml(model)}"]),
        "dataset:",
        f"  path: {in_yaml(data)}  # {dataset.rows:,} rows",
        *([] if encoding is None else [f"  encoding: {encoding}"]),
        "  columns:" if guesses else "  columns: {}  # name them: {column: {role: label}}",
    ]
    mapped = _likely_map(guesses, profiles, words)
    if favourable is not None and mapped:  # in the words that the answers are read as
        favourable = mapped.get(favourable, favourable)
    for name, guess in guesses.items():
        stated = words.columns.get(name, {})
        options = [f"role: {guess.role}", *(f"{key}: {_flow(stated[key])}" for key in stated)]
        if guess.kind is not None:
            options.append(f"kind: {guess.kind}")
        if name == meaning and favourable is not None:
            options.append(f"favourable: {quoted(favourable)}")
            guess = replace(guess, reason=f"{guess.reason}; favourable: {why}")
        if name == meaning and words.positive is not None:
            options.append(f"positive: {quoted(str(words.positive))}")
        if guess.role is Role.SCORE and words.threshold is not None:
            options.append(f"threshold: {words.threshold:g}")
        if mapped and guess.role is Role.PREDICTION:
            options.append(f"map: {_flow(mapped)}")
            guess = replace(guess, reason=f"{guess.reason}; map: a guess: check it")
        if keys := _amounts(guess.role, profiles[name]):
            options += keys
            examples = [value for value in profiles[name].values if amount(value)][:1]
            such = "".join(f", such as {quoted(value)}" for value in examples)
            guess = replace(guess, reason=f"{guess.reason}; its cells are amounts{such}")
        if guess.role is Role.PROTECTED and not {"map", "cut", "reference"} & stated.keys():
            # Of a table of counts the rows do not say which group is the largest.
            sizes = not any(one.role in (Role.COUNT, Role.WEIGHT) for one in guesses.values())
            option, reason = _grouped(dataset, profiles[name], is_amount=bool(keys), sizes=sizes)
            options += option
            guess = replace(guess, reason=f"{guess.reason}{reason}")
        lines.append(f"    {in_yaml(name)}: {{{', '.join(options)}}}  # {guess.reason}")
    lines += [f"    # {warning}" for warning in dataset.warnings]
    own = frozenset() if labels is None else labels.columns
    others = [name for name in profiles if name not in guesses and name not in own]
    if others:
        lines.append(
            f"    # features, read by a model that has inputs of their names: {listed(others, 12)}"
        )
    lines += [] if labels is None else label_set_lines(labels)
    lines += [
        "# names: {row: applicant, rows: applicants}  # how the report's sentences call the rows",
        "settings: {budget: 10m}  # how long probes may ask a model again",
        *_policy_lines(guesses, words),
    ]
    return "\n".join(lines) + "\n"


def _policy_lines(guesses: Mapping[str, Guess], words: Words) -> list[str]:
    """What must hold: a named policy, or of ranked lists, of which none is, who is shown."""
    policies = ", ".join(sorted(named_policies().keys() - {DEFAULT}))
    protected = [name for name, guess in guesses.items() if guess.role is Role.PROTECTED]
    is_ranked = any(guess.role is Role.QUERY for guess in guesses.values())
    if is_ranked and protected and words.policy is None:
        shown = f"metric: exposure_ratio, attribute: {in_yaml(protected[0])}, within: [0.8, 1.25]"
        return ["policy:", "  rules:", f"    - {{{shown}}}  # who is shown: docs/outcomes.md"]
    return [
        f"policy: {in_yaml(words.policy or DEFAULT)}  # or {policies}; or rules:",
        "# policy:",
        "#   rules:",
        *(
            f"#     - {{metric: impact_ratio, attribute: {in_yaml(name)}, at_least: 0.8}}"
            for name in protected[:1] or ["sex"]
        ),
    ]


def _likely_map(
    guesses: Mapping[str, Guess], profiles: Mapping[str, ColumnProfile], words: Words
) -> dict[str, str]:
    """Which label each answer most likely means, where no answer is ever a label."""
    by_role = {guess.role: profiles[name] for name, guess in guesses.items()}
    label, answer = by_role.get(Role.LABEL), by_role.get(Role.PREDICTION)
    if label is None or answer is None or set(label.values) & set(answer.values):
        return {}
    if any("map" in words.columns.get(column.name, {}) for column in (label, answer)):
        return {}
    return likely_map(answer.values, label.values, (answer.name, label.name))


def _grouped(
    dataset: DatasetProfile, column: ColumnProfile, *, is_amount: bool, sizes: bool
) -> tuple[list[str], str]:
    """How a protected column becomes groups, or which of them is the reference; and why.

    sizes: whether rows are people, so that the group with most rows is the largest.
    """
    if is_amount or _is_wide(column):
        return [f"cut: {cut_points(column)}"], ""
    if column.distinct > MOST_GROUPS and (points := date_points(column)):
        return [f"cut: {points}"], "; cut: the middle of its dates, a guess: check it"
    if sizes and (largest := _largest(dataset, column)):
        return [f"reference: {quoted(largest)}"], "; reference: its largest group"
    return [], ""


def _flow(value: object) -> str:
    """What a document says, on a line of YAML."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{quoted(str(k))}: {quoted(str(v))}' for k, v in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(str, value))}]"
    return quoted(str(value))


def _largest(dataset: DatasetProfile, column: ColumnProfile) -> str | None:
    """The value with most rows: written down, it is the same tomorrow, with other rows."""
    counts = dict(dataset.counts).get(column.name, ())
    if not counts or column.distinct > MOST_GROUPS:
        return None
    rows = dict(zip(column.values, counts, strict=False))
    return max(sorted(rows), key=rows.__getitem__)


def _amounts(role: Role, column: ColumnProfile) -> list[str]:
    """The keys that read numbers with a unit, where the cells leave no doubt and are no classes."""
    amounts = column.amounts
    if amounts is None or not amounts.is_alike or amounts.doubtful:
        return []
    if column.distinct <= MOST_CLASSES and kind_of_role(role) is not Kind.NUMBER:
        return []
    (unit,) = amounts.units
    keys = ["percent: share"] if unit == "%" else [f"unit: {quoted(unit)}"]
    if amounts.decimal != ".":
        keys.append(f"decimal: {quoted(amounts.decimal)}")
    if amounts.thousands:
        keys.append(f"thousands: {quoted(amounts.thousands)}")
    return keys


def _is_wide(column: ColumnProfile) -> bool:
    return column.kind is Kind.NUMBER and column.distinct > MOST_GROUPS


def default_target(data: Path) -> Path:
    """Where the document is put where nobody says it: beside the data."""
    return data.parent / "audit.yaml"
