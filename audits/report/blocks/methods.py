"""How a section was computed, told once: what its pictures share first, then what is each's own."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from audits.report.charts.shapes import Figure
from audits.report.components import Figures, Folded, Heat, How, Method, Part

# The end of a sentence: before a capital, so that `0.05` and `vs. x` are not one.
_END = re.compile(r"(?<=[.;])\s+(?=[A-Z])")


def gathered(parts: Sequence[Part]) -> Method:
    """The methods of every picture and paragraph; a sentence that many share is told once."""
    methods = list(_methods(parts))
    many = Counter(sentence for _, _, sentences in methods for sentence in dict.fromkeys(sentences))
    shared = {sentence for sentence, count in many.items() if count > 1}
    common: dict[str, None] = {}
    own: dict[tuple[str, str], str] = {}
    for id_, name, sentences in methods:
        common |= dict.fromkeys(s for s in sentences if s in shared or not name)
        left = " ".join(s for s in sentences if s not in shared)
        if name and left:
            own.setdefault((name, left), id_)
    return Method(tuple(common), tuple((id_, name, text) for (name, text), id_ in own.items()))


def _methods(parts: Sequence[Part]) -> Iterator[tuple[str, str, list[str]]]:
    """(id, name, sentences) of each part that says how it was made."""
    for part in parts:
        if isinstance(part, How):
            yield "", "", _END.split(part.words)
        elif isinstance(part, Figures):
            for figure in part.figures:
                yield figure.id, _name(figure), _END.split(figure.method)
        elif isinstance(part, Heat) and part.method:
            yield part.id, part.title.partition(":")[0], _END.split(part.method)
        elif isinstance(part, Folded):
            yield from _methods(part.parts)


def _name(figure: Figure) -> str:
    """What stands before the colon of its title: the metric, not what was found."""
    return figure.title.partition(":")[0]
