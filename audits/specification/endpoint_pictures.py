"""What of pictures an endpoint can be sent: in which layouts, and how many in one request.

A picture as a tensor is long as JSON: a number takes up to fourteen characters, and four where it
is a whole one. So a request carries as many as stay within a mebibyte together, and at least one.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from audits.errors import Problem
from audits.specification.document import ModelSpec, Preprocessing
from audits.specification.endpoint import Descriptor
from audits.specification.endpoint_forms import CLASSES, NUMBERS
from audits.specification.suggestions import listed

# Of one request about rows, which the process that speaks to the endpoint takes; of others less.
MOST_REQUEST_BYTES, MOST_WORDS_BYTES = 4 << 20, 1 << 20
_TOGETHER_BYTES = 1 << 20
_NUMBER_BYTES, _WHOLE_BYTES = 14, 4
# Taken where nothing says how large they are: height, width, as most networks are trained.
_SIZE, _CHANNELS = (224, 224), 3
# Layouts of rows in which a picture has a place that is documented, by form.
_LAYOUTS: Mapping[str, tuple[str, ...]] = {
    "sagemaker": ("lists", "records"),
    "mlflow": ("inputs", "instances"),
}
_DATATYPES = ("FP32", "FP64", "FP16", "UINT8")


def most_request_bytes(descriptor: Descriptor) -> int:
    """Bytes that one request may have. descriptor: of the endpoint."""
    return MOST_REQUEST_BYTES if descriptor.task in (CLASSES, NUMBERS) else MOST_WORDS_BYTES


def is_whole(descriptor: Descriptor, name: str) -> bool:
    """Whether this input takes pixels as whole numbers. name: of the input."""
    return descriptor.datatypes.get(name) == "UINT8"


def picture_bytes(shape: Sequence[int], *, whole: bool) -> int:
    """At most, as JSON. shape: of the tensor, in any order. whole: numbers without fractions."""
    count = 1
    for length in shape:
        count *= length
    return count * (_WHOLE_BYTES if whole else _NUMBER_BYTES)


def pictures_a_request(descriptor: Descriptor, preprocessing: Preprocessing) -> int:
    """Rows with a picture that go in one request.

    preprocessing: as the document says it; where it says no size, pictures of 224 x 224.
    """
    whole = "UINT8" in descriptor.datatypes.values()
    shape = (*(preprocessing.size or _SIZE), preprocessing.channels or _CHANNELS)
    return max(1, min(descriptor.batch, _TOGETHER_BYTES // picture_bytes(shape, whole=whole)))


def picture_problems(
    spec: ModelSpec, descriptor: Descriptor, pictures: Collection[str]
) -> Iterator[Problem]:
    """What stands in the way of sending pictures as the document says.

    spec: of the model, with its `inputs`. pictures: columns of them that feed it.
    """
    inputs = spec.inputs or {}
    if descriptor.form == "openai":
        yield from _chat_problems(spec, descriptor)
        return
    if spec.preprocessing.layout is None:
        yield Problem(
            "model.preprocessing.layout", "nothing says where a picture's colours stand",
            "say `layout: nchw` or `layout: nhwc`, as the model takes it", "no_layout",
        )  # fmt: skip
    for name, fed in inputs.items():
        if len(fed) > 1 and set(fed) & set(pictures):
            yield Problem(
                f"model.inputs.{name}", "one input is fed a picture and other columns",
                "give each of its columns an input of its own", "mixed_kinds",
            )  # fmt: skip
        given = descriptor.datatypes.get(name)
        if given not in (None, *_DATATYPES) and set(fed) & set(pictures):
            yield Problem(
                f"model.endpoint.datatypes.{name}", f"a picture is not sent as {given}",
                f"give one of {listed(_DATATYPES)}", "wrong_datatype",
            )  # fmt: skip
    layouts = _LAYOUTS.get(descriptor.form)
    if layouts is None:
        return
    if descriptor.layout not in layouts:
        yield Problem(
            "model.endpoint.layout", f"a picture has no place in rows as {descriptor.layout!r}",
            f"give one of {listed(layouts)}", "no_place_for_pictures",
        )  # fmt: skip
    elif descriptor.layout != "records" and len(inputs) > 1:
        yield Problem(
            "model.inputs", "a row of lists is the picture itself, and other columns are sent too",
            "name the column of pictures alone" + (
                ", or give `layout: records`" if "records" in layouts else ""
            ), "mixed_kinds",
        )  # fmt: skip


def _chat_problems(spec: ModelSpec, descriptor: Descriptor) -> Iterator[Problem]:
    if descriptor.words.api != "chat":
        yield Problem(
            "model.endpoint.api", "completions are sent no pictures", "ask by `api: chat`",
            "no_place_for_pictures",
        )  # fmt: skip
    stated = spec.preprocessing.model_dump(exclude_defaults=True)
    for name in sorted(stated.keys() - {"size", "channels"}):
        yield Problem(
            f"model.preprocessing.{name}", "a chat is sent pictures as PNG, and no tensors",
            "take it out; `size` and `channels` may stand there",
        )  # fmt: skip
