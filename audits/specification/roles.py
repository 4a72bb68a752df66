"""What a column is for and what it holds. Read by plans and pages, so numpy-free."""

from collections.abc import Sequence
from enum import StrEnum


class Role(StrEnum):
    """What a column is for. Probes read roles, never column names."""

    FEATURE = "feature"
    LABEL = "label"
    PREDICTION = "prediction"
    SCORE = "score"
    CLASS_PROBABILITY = "class_probability"  # of one class, by a model that did not see the row
    # Of the row's label, by a model that never saw the row.
    REFERENCE_SCORE = "reference_score"
    ANNOTATION = "annotation"  # what a person answered about the row
    ANNOTATOR = "annotator"  # who did, where each answer has a row of its own
    PROTECTED = "protected"
    NUISANCE = "nuisance"  # should not matter, e.g. the scanner a picture came from
    WEIGHT = "weight"  # sampling weight: n stays the number of rows
    COUNT = "count"  # frequency: n is the sum
    SPLIT = "split"
    TIME = "time"
    DURATION = "duration"  # how long the row was followed
    EVENT = "event"  # whether that ended with what was waited for
    CLUSTER = "cluster"
    QUERY = "query"  # the list, of what was ranked together, that the row stands in
    MASK = "mask"
    ID = "id"
    LANGUAGE = "language"
    SYSTEM = "system"
    REFERENCE = "reference"
    # Whom what the row is about is tied to (female, male or neither), or what of an item of a test
    # keeps to the stereotype.
    STEREOTYPE = "stereotype"
    # What is in a picture or a text, and what was detected there: boxes or spans, as JSON.
    OBJECTS = "objects"
    DETECTIONS = "detections"
    # Labels of which a row may have several at once, and those that were answered, as lists.
    LABEL_SET = "label_set"
    ANSWER_SET = "answer_set"
    OPTION = "option"  # an answer to choose among, in a test of language models
    WOMEN_SHARE = "women_share"  # of an occupation, 0 to 1 or percent
    SINGLE_TASK = "single_task"  # what a model for this task alone answered, beside one of several


class Kind(StrEnum):
    """What a column holds."""

    NUMBER = "number"
    CATEGORY = "category"
    TEXT = "text"
    IMAGE = "image"
    AUDIO = "audio"
    SEQUENCE = "sequence"  # numbers in the order of time, one array a row


# Kinds of columns whose cells name a file beside the table.
FILES = frozenset({Kind.IMAGE, Kind.AUDIO})
# Kinds of columns whose values run over time.
OVER_TIME = frozenset({Kind.AUDIO, Kind.SEQUENCE})

_KINDS = {
    **dict.fromkeys(
        (
            Role.SCORE, Role.CLASS_PROBABILITY, Role.REFERENCE_SCORE, Role.WEIGHT, Role.COUNT,
            Role.WOMEN_SHARE, Role.DURATION,
        ),
        Kind.NUMBER,
    ),
    **dict.fromkeys(
        (
            Role.PROTECTED, Role.SPLIT, Role.CLUSTER, Role.LANGUAGE, Role.SYSTEM, Role.ID,
            Role.STEREOTYPE, Role.ANNOTATOR, Role.EVENT, Role.QUERY,
        ),
        Kind.CATEGORY,
    ),
    Role.REFERENCE: Kind.TEXT,
    Role.OPTION: Kind.TEXT,
    Role.OBJECTS: Kind.TEXT,
    Role.DETECTIONS: Kind.TEXT,
    Role.LABEL_SET: Kind.TEXT,
    Role.ANSWER_SET: Kind.TEXT,
    Role.MASK: Kind.IMAGE,
}  # fmt: skip
# Numbers that name classes are whole and at most so many; a column with more is a quantity.
MOST_CLASSES = 20


def kind_of_role(role: Role) -> Kind | None:
    """The kind that the role alone settles."""
    return _KINDS.get(role)


# Never fed to a model, whatever its inputs are called: they are answers or bookkeeping.
NEVER_FED = frozenset(
    {
        Role.LABEL, Role.PREDICTION, Role.SCORE, Role.WEIGHT, Role.COUNT, Role.ID,
        Role.STEREOTYPE, Role.WOMEN_SHARE, Role.CLASS_PROBABILITY, Role.REFERENCE_SCORE,
        Role.ANNOTATION, Role.ANNOTATOR, Role.OPTION, Role.DURATION, Role.EVENT,
        Role.QUERY, Role.OBJECTS, Role.DETECTIONS, Role.SINGLE_TASK, Role.LABEL_SET,
        Role.ANSWER_SET,
    }
)  # fmt: skip

# Keys that measurements use for themselves; a protected column of this name must be renamed.
RESERVED_GROUP_KEYS = frozenset(
    [
        "annotator",
        "attack",
        "batch",
        "class",
        "column",
        "corruption",
        "epsilon",
        "fpr",
        "fraction",
        "head",
        "inserted",
        "language",
        "layer",
        "modality",
        "norm",
        "nuisance",
        "prevalence",
        "queries",
        "radius",
        "reading",
        "set",
        "severity",
        "shots",
        "split",
        "system",
        "target",
        "term",
        "threshold",
        "trigger",
        "variant",
    ]
)

# What a two-valued column means by "positive" when nobody says so, and what it then says besides:
# of 1 and 2 either could be meant.
UNSAID = ("1", "true")
OTHERWISE = frozenset({"0", "-1", "false"})


def choose_class(levels: Sequence[str], stated: str | None, other: str | None) -> str | None:
    """The stated class, else the other statement's; None where nothing says it.

    Of two values `1` or `true` says it by itself beside `0`, `-1` or `false`.
    """
    if stated is not None:
        return stated
    if other is not None:
        return other
    for level in UNSAID:
        if level in levels and len(levels) <= 2 and {*levels} - {level} <= OTHERWISE:
            return level
    return None
