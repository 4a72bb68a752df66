"""What is read of a model and as what, in words for every report; and how much rounding is let.

A reading is a row of pairs (what, how): the answer, the classes, the pictures, the tokenizer.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeAlias

from audits.models.huggingface.folder_check import told_left_out
from audits.specification.document import ModelSpec

Reading: TypeAlias = tuple[tuple[str, str], ...]

# Answers to one row, asked alone and among others, may differ so much by the order of sums: of
# numbers of 32 bits, and of 16.
TOLERANCE, HALF_TOLERANCE = 1e-3, 2e-2
_MOST_CLASSES, _MOST_COLUMNS = 12, 6


def told_answer(
    outputs: Any,
    form: str | None,
    classes: Sequence[str],
    spec: ModelSpec,
    *,
    mirrored: bool = False,
) -> Reading:
    """Of a classifier: its outputs, what they were taken for and why, and its classes.

    outputs: `audits.models.onnx.outputs.Outputs`. form: probabilities, logits, or None before the
    model was asked. mirrored: whether the scores are one decision value and its negative.
    """
    words = []
    if outputs.labels is not None:
        words.append(f"output {outputs.labels!r} is the label")
    if outputs.scores is not None:
        if mirrored:
            how = "holds one decision value and its negative; the sigmoid of the second is taken"
        else:
            how = _scores(form, classes, outputs.single)
        words.append(f"output {outputs.scores!r} {how}{_why(outputs, form, spec)}")
    if spec.threshold is not None:
        words.append(f"{classes[-1]!r} from a probability of {spec.threshold:g} on")
    return (("answer", "; ".join(words)), ("classes", told_classes(classes)))


def told_classes(classes: Sequence[str]) -> str:
    """Names of the classes in the model's order, and how many more there are."""
    more = f" and {len(classes) - _MOST_CLASSES} more" if len(classes) > _MOST_CLASSES else ""
    return ", ".join(classes[:_MOST_CLASSES]) + more


def told_columns(feeds: Mapping[str, Sequence[str]]) -> Reading:
    """Inputs that a column of another spelling feeds; those of several columns are stated ones."""
    pairs = [
        f"input {name!r} takes {column!r}"
        for name, (column, *others) in feeds.items()
        if column != name and not others
    ]
    more = f" and {len(pairs) - _MOST_COLUMNS} more" if len(pairs) > _MOST_COLUMNS else ""
    return (("columns", ", ".join(pairs[:_MOST_COLUMNS]) + more),) if pairs else ()


def told_unread(outputs: Sequence[str], *, has_heads: bool = True) -> Reading:
    """That some could be answers too, and are passed over for one that is plainly named.

    outputs: their names; nothing is said without any. has_heads: whether each could be audited as
    a head of this model.
    """
    if not outputs:
        return ()
    names = ", ".join(map(repr, outputs[:_MOST_COLUMNS]))
    verb = "could be an answer too and is" if len(outputs) == 1 else "could be answers too and are"
    each = "each with `heads`" if has_heads else "record the answers of each under `heads`"
    return (("not read", f"{names} {verb} passed over; name them with `output`, or {each}"),)


def told_of(left_out: Collection[str]) -> Reading:
    """The files of the upload that nobody reads, `left_out`, as a row of the reading."""
    return (told_left_out(left_out),) if left_out else ()


def _scores(form: str | None, classes: Sequence[str], single: bool) -> str:
    if form is None:
        return "is the score"
    if single:
        about = f"{classes[-1]!r}" if classes else "the second class"
        if form == "logits":
            return f"is one logit; its sigmoid is the probability of {about}"
        return f"is one probability, of {about}"
    if form == "logits":
        return "holds logits, made probabilities by softmax"
    return "holds probabilities, one a class"


def _why(outputs: Any, form: str | None, spec: ModelSpec) -> str:
    if form is None:
        return ""
    if spec.meaning in ("probability", "logit"):
        return " (as the document says)"
    if outputs.form is not None:
        return f" (the graph ends in {outputs.ending})"
    between = "lie between 0 and 1" + (
        "" if outputs.single else " and sum to 1 in each row, rounding apart"
    )
    return f" (its numbers {between if form == 'probabilities' else 'leave 0 to 1'})"


def told_processor(processor: Any, *, rounded: bool = False) -> str:
    """How a folder's own processor prepares pictures. rounded: whether some were of 16 bits."""
    words = [type(processor).__name__]
    size = getattr(processor, "size", None)
    if size:
        words.append("size " + ", ".join(f"{key} {value}" for key, value in dict(size).items()))
    if getattr(processor, "do_rescale", False):
        words.append(f"values times {getattr(processor, 'rescale_factor', 1):.6g}")
    if getattr(processor, "do_normalize", False):
        words.append(f"mean {processor.image_mean}, std {processor.image_std}")
    flips = getattr(processor, "do_flip_channel_order", False)
    words.append("BGR" if flips else "RGB")
    if rounded:
        words.append("pictures of 16 bits are rounded to 8 before it, which is what it takes")
    return ", ".join(words)


def told_language(what: str, network: Any, tokenizer: Any, longest: int) -> Reading:
    """Of a translator or a language model: what answers, and what spells its texts.

    network, tokenizer: of transformers. longest: tokens of a text that are read.
    """
    return (
        ("answer", f"{what} by {type(network).__name__}"),
        (
            "tokenizer",
            f"{type(tokenizer).__name__}, {len(tokenizer):,} tokens; texts of up to {longest:,} "
            "tokens are read whole",
        ),
    )
