"""`evenhand init`: a commented audit document from a look at the data.

What a name, values or a place say is taken, each with its reason; only what nobody can see is
asked: which column is the truth, and which answer benefits the person.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from audits.data.reading.amounts import amount
from audits.errors import Refused
from audits.planning.cut_points import cut_points
from audits.planning.plan import make_plan
from audits.planning.role_guesses import Guess, favourable_guess, guess_roles
from audits.specification.missing_words import quoted
from audits.specification.named_policies import DEFAULT, named_policies
from audits.specification.parsing import accept_document, load_yaml
from audits.specification.profiles import ColumnProfile, DatasetProfile, ModelProfile
from audits.specification.roles import MOST_CLASSES, Kind, Role, kind_of_role
from audits.specification.suggestions import listed, nearest
from audits.specification.yaml_spelling import in_yaml
from evenhand.drafting import MOST_GROUPS

# (question, proposal, what fits) -> the answer; the proposal where a person just agrees.
Ask = Callable[[str, str, tuple[str, ...]], str]
NOTHING = "none"
NO_ANSWERS = (
    "nothing answers yet: give a column the role prediction or score, or name a model "
    "(`evenhand init DATA MODEL`)"
)


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
    ask: Ask = agree,
) -> Written:
    """The document. data, model: their paths as the document shall name them.

    encoding: of the table, where somebody stated it.

    Raises `Refused` where an answer names no column or no value.
    """
    profiles = {column.name: column for column in dataset.columns}
    guesses = _settled(guess_roles(dataset, model_profile), dataset, ask)
    favourable, why = _favourable(guesses, profiles, ask)
    text = _text(data, dataset, guesses, favourable, why, model, encoding)
    roles = {guess.role for guess in guesses.values()}
    if model is None and not roles & {Role.PREDICTION, Role.SCORE}:
        return Written(text, guesses, (NO_ANSWERS,))
    try:
        make_plan(accept_document(load_yaml(text)), dataset=dataset, model=model_profile)
    except Refused as refused:
        return Written(text, guesses, tuple(map(str, refused.problems)))
    return Written(text, guesses, ())


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


def _favourable(
    guesses: Mapping[str, Guess], profiles: Mapping[str, ColumnProfile], ask: Ask
) -> tuple[str | None, str]:
    """The answer that benefits the person, and why it is taken; None where nobody has to say."""
    answers = [n for n, guess in guesses.items() if guess.role in (Role.LABEL, Role.PREDICTION)]
    if not answers or not any(guess.role is Role.PROTECTED for guess in guesses.values()):
        return None, ""
    column = profiles[answers[0]]
    values = tuple(sorted(column.values))
    if column.distinct != 2 or len(values) != 2:
        return None, ""
    guess = favourable_guess(column)
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
) -> str:
    profiles = {column.name: column for column in dataset.columns}
    lines = [
        "# What is audited, on what, and what must hold; every key: docs/document.md.",
        *([] if model is None else ["model:", f"  path: {in_yaml(model)}"]),
        "dataset:",
        f"  path: {in_yaml(data)}  # {dataset.rows:,} rows",
        *([] if encoding is None else [f"  encoding: {encoding}"]),
        "  columns:" if guesses else "  columns: {}  # name them: {column: {role: label}}",
    ]
    is_first = True
    for name, guess in guesses.items():
        options = [f"role: {guess.role}"]
        if guess.role in (Role.LABEL, Role.PREDICTION) and favourable is not None and is_first:
            options.append(f"favourable: {quoted(favourable)}")
            is_first = False
            guess = replace(guess, reason=f"{guess.reason}; favourable: {why}")
        if keys := _amounts(guess.role, profiles[name]):
            options += keys
            examples = [value for value in profiles[name].values if amount(value)][:1]
            such = "".join(f", such as {quoted(value)}" for value in examples)
            guess = replace(guess, reason=f"{guess.reason}; its cells are amounts{such}")
        if guess.role is Role.PROTECTED and (keys or _is_wide(profiles[name])):
            options.append(f"cut: {cut_points(profiles[name])}")
        elif guess.role is Role.PROTECTED and (largest := _largest(dataset, profiles[name])):
            options.append(f"reference: {quoted(largest)}")
            guess = replace(guess, reason=f"{guess.reason}; reference: its largest group")
        lines.append(f"    {in_yaml(name)}: {{{', '.join(options)}}}  # {guess.reason}")
    lines += [f"    # {warning}" for warning in dataset.warnings]
    others = [name for name in profiles if name not in guesses]
    policies = ", ".join(sorted(named_policies().keys() - {DEFAULT}))
    if others:
        lines.append(
            f"    # features, read by a model that has inputs of their names: {listed(others, 12)}"
        )
    lines += [
        "# names: {row: applicant, rows: applicants}  # how the report's sentences call the rows",
        "settings: {budget: 10m}  # how long probes may ask a model again",
        f"policy: {DEFAULT}  # or {policies}; or rules:",
        "# policy:",
        "#   rules:",
    ]
    protected = [name for name, guess in guesses.items() if guess.role is Role.PROTECTED]
    lines += [
        f"#     - {{metric: impact_ratio, attribute: {in_yaml(name)}, at_least: 0.8}}"
        for name in protected[:1] or ["sex"]
    ]
    return "\n".join(lines) + "\n"


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
