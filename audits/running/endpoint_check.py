"""Thirty sentences are asked again, one by one, of a translator behind an endpoint.

Nobody promised that it answers alike each time: a model that draws its words, or a new version
behind the same address, gives another text. So a difference is a warning that counts, with the
first one shown, and no error: what it means for the numbers is the reader's to judge. The first
answers are those that are audited, so thirty requests are all that this adds.
"""

from audits.data.dataset import Dataset
from audits.models.endpoint.translator import EndpointTranslator
from audits.models.output_reading import Reading
from audits.running.sentence_check import languages_of, sentences_of


def ask_endpoint_again(model: EndpointTranslator, data: Dataset) -> tuple[Reading, tuple[str, ...]]:
    """What came out, in words, and the warning where answers differ.

    Raises `ModelFailure` where the endpoint answers nothing.
    """
    asked = sentences_of(model, data)
    if not asked:
        return (), ()
    answers = model.again([one.text for one in asked], **languages_of(model))
    pairs = [
        (one, first, second)
        for one, (first, second) in zip(asked, answers, strict=True)
        if first is not None and second is not None
    ]
    apart = [pair for pair in pairs if pair[1] != pair[2]]
    comparison = (
        f"{len(asked)} sentences were sent a second time, one by one: {len(pairs) - len(apart)} of "
        f"{len(pairs)} answers are equal"
    )
    if len(pairs) < len(asked):
        comparison += f"; {len(asked) - len(pairs)} stayed without an answer"
    reading = (("asked again", comparison),)
    if not apart:
        return reading, ()
    one, first, second = apart[0]
    return reading, (
        f"answers differ when asked again: {len(apart)} of {len(pairs)} (for example {one.name}: "
        f"“{first[:80]}”, then “{second[:80]}”); the first answer is audited, and another audit "
        "may come out otherwise",
    )
