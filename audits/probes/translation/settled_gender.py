"""Whether a sentence before, or a name, that settles a gender wins over the stereotype."""

from collections.abc import Iterator

from audits.errors import ModelFailure, NotApplicable
from audits.languages import language_code
from audits.measurement import Exhibit, Measurement
from audits.models import Translator
from audits.planning import forward_passes
from audits.probing.probe import Asks, Metric, Scale, Subject, probe
from audits.specification.parameter_bounds import Confidence
from audits.statistics.share_measurements import Stated
from audits.translation import settled_measurements
from audits.translation.gender_readers import reader_of
from audits.translation.gender_states import State
from audits.translation.settled_genders import read_second, settled
from audits.translation.settled_measurements import Answered


@probe(
    metrics=(
        Metric(
            settled_measurements.KEPT,
            "Share of texts whose second sentence keeps the gender that the first one settles.",
            Scale.SHARE,
            overall=False,
            title="settled gender kept",
        ),
        Metric(
            settled_measurements.GAP,
            "Kept where the stereotype says the other gender, minus where it says the same.",
            Scale.SHARE_DIFFERENCE,
            overall=False,
            two_sided=True,
            null=0.0,
            title="settled gender, against the stereotype minus with it",
        ),
    ),
    asks=Asks.NOTHING,
    model=Translator,
    by_default=False,
    passes=forward_passes.settled_gender,
)
def settled_gender(
    subject: Subject, *, languages: tuple[str, ...] = (), confidence: Confidence = 0.95
) -> Iterator[Measurement | Exhibit]:
    """Whether a translator keeps the gender that an earlier sentence settles, against stereotypes.

    Texts of two sentences come with Evenhand in 17 languages: the first is about a mother, a father
    or somebody by name, the second says an occupation without a gender. The two texts of a pair
    differ in the first alone, so that one of them goes with the stereotype and one against it.

    languages: of the sources, e.g. hu and fi; empty means the model's own.
    confidence: of every interval.
    """
    model = subject.model
    if not isinstance(model, Translator):
        raise NotApplicable("there is no translator to ask", "give a translator as `model`")
    target = subject.target_language or getattr(model, "target_language", None) or "en"
    own = subject.source_language or getattr(model, "source_language", None)
    named = list(languages) or ([own] if own else [])
    if not named:
        raise NotApplicable(
            "nobody says which language is translated",
            "name `languages`, or the model's `source_language`",
        )
    read, stated = reader_of(target), Stated(confidence, 1)
    for index, name in enumerate(dict.fromkeys(named)):
        texts = settled(language_code(name))
        outputs = model.translate(
            [one.text for one in texts], source_language=name, target_language=target
        )
        if len(outputs) != len(texts):
            raise ModelFailure(f"{len(texts)} texts were asked and {len(outputs)} answered")
        readings = [
            read_second(read, output, one.text) for one, output in zip(texts, outputs, strict=True)
        ]
        answered = Answered(texts, outputs, readings)
        silent = sum(reading.state is State.UNANSWERED for reading in readings)
        if silent:
            subject.warn(
                f"{silent} of {len(texts)} texts ({name}) have no answer; they count as not kept, "
                "and no rule passes by them"
            )
        group = (("language", language_code(name)),)
        yield from settled_measurements.measurements(group, answered, stated)
        yield settled_measurements.counted(group, answered, confidence)
        yield settled_measurements.sentences(group, answered)
        subject.on_progress((index + 1) / len(named))
