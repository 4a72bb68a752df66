"""Measurements of translations, in a plain sentence: they are about sentences, not about people."""

from audits.json_types import Json
from audits.languages import NAMES
from audits.report.number_format import SHARE, TIGHT, between, plain, size

# What was written in so many of a hundred sentences.
WRITTEN = {
    "female_share_of_gendered": "it wrote she",
    "female_share": "{writer} wrote she",
    "male_share": "{writer} wrote he",
    "neutral_share": "{writer} wrote it or they",
    "unresolved_share": "{writer} told no gender, or several,",
    "gender_accuracy": "{writer} kept the gender that the sentence states",
}
# The recorded translations of people, which stand beside a model's.
REFERENCE = "reference"


def affected(measured: Json, pair: list[Json]) -> str | None:
    """What was written, or None where the measurement is no share of translated sentences.

    pair: the estimate and the one it is compared with, or the first alone.
    """
    group = measured["group"]
    written = WRITTEN.get(measured["metric"])
    if written is None or "language" not in group or not pair:
        return None
    asked = " in which {writer} wrote he or she," if written.startswith("it ") else ","
    first, *others = pair
    sentences = _sentences(group)
    if measured["metric"] == "gender_accuracy":  # the language may be the one translated into
        sentences = f"sentences ({sentences.removesuffix(' sentences')})"
    text = f"Of 100 {sentences}{asked} {written} in {_hundred(first)}"
    text = text.format(writer=_writer(group))
    for other in others:
        text += f"; {_other(group, other['group'])}, in {_hundred(other)}"
    return f"{text}, n{TIGHT}{size(first['sample_size'])}."


def _sentences(group: Json) -> str:
    """`Finnish sentences (occupation)`: the language, and what else is told of them."""
    language = str(group["language"])
    more = [str(v) for k, v in group.items() if k not in ("language", "system") and v is not None]
    name = f"{NAMES.get(language, language)} sentences"
    # A name may hold braces, which `format` would take for a field.
    description = f"{name} ({', '.join(more)})" if more else name
    return description.replace("{", "{{").replace("}", "}}")


def _writer(group: Json) -> str:
    system = group.get("system")
    if system is None:
        return "the translator"
    return "the human translation" if system == REFERENCE else str(system)


def _other(group: Json, other: Json) -> str:
    if other.get("system") != group.get("system"):
        return _writer(other)
    return f"of {_sentences(other).replace('{{', '{').replace('}}', '}')}"


def _hundred(estimate: Json) -> str:
    return f"{plain(100 * estimate['value'], 0)} {between(estimate['interval'], SHARE, digits=0)}"
