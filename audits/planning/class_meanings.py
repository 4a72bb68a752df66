"""What a model's own classes mean, where no label or prediction column could say it."""

from audits.errors import Problem
from audits.specification.document import ModelSpec
from audits.specification.roles import choose_class
from audits.specification.suggestions import listed


def check_model_outcome(
    model: ModelSpec, classes: tuple[str, ...], problems: list[Problem]
) -> None:
    """No column of answers: what the model's own classes mean is said of the model."""
    check_known("model", classes or None, model.positive, model.favourable, problems)
    if len(classes) == 2 and choose_class(classes, model.positive, model.favourable) is None:
        problems.append(
            Problem(
                "model.favourable",
                f"nothing says which of {listed(classes)} benefits the person",
                f"state it of the model: `model: {{favourable: {classes[-1]}}}` (and `positive`, "
                "if it differs)",
                "favourable_needed",
            )
        )


def check_known(
    field: str,
    known: tuple[str, ...] | None,
    positive: str | None,
    favourable: str | None,
    problems: list[Problem],
) -> None:
    """What was said to be positive or favourable must be a class."""
    for word, value in (("positive", positive), ("favourable", favourable)):
        if value is not None and known is not None and value not in known:
            problems.append(
                Problem(
                    f"{field}.{word}",
                    f"{value!r} is none of the classes",
                    f"they are {listed(known)}",
                    "unknown_value",
                )
            )
