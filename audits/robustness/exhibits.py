"""What is shown of an attack: a curve, pictures before and after, checks and budget."""

from collections.abc import Mapping, Sequence
from typing import Any

from audits.data.picture_addresses import thumbnail
from audits.measurement import Exhibit, Measurement
from audits.perturbations.norm_balls import Pixels
from audits.perturbations.shown_pictures import over_its_change, seen
from audits.robustness.attacked_rows import Attacked
from audits.robustness.masking import Sign, facts
from audits.robustness.measuring import value_of

MOST_PAIRS = 6
NO_PROOF = (
    "What was left standing is not shown to hold: another attack, or a larger budget, may break it."
)


def curve_of(
    title: str,
    points: Mapping[str, Sequence[tuple[float, Measurement]]],
    x_title: str,
    y_title: str,
    *,
    stated: float | None = None,
    note: str = NO_PROOF,
    logarithmic: bool = False,
    masked: str | None = None,
) -> Exhibit:
    """Lines of shares with their intervals. points: by line, x and the share measured there.

    stated: the x at which the policy judges, drawn as a line. masked: why what is drawn shows
    nothing; it stands as the note, and title and ink say so at a glance.
    """
    if masked is not None:
        title, note = f"{title}: masked, shows nothing", f"{masked[:1].upper()}{masked[1:]}."
    series: list[dict[str, Any]] = []
    for name, line in points.items():
        known = [(x, value) for x, each in line if (value := value_of(each)) is not None]
        series.append(
            {
                "name": name,
                "points": [[x, value] for x, (value, _) in known],
                "intervals": [[ends.lower, ends.upper] for _, (_, ends) in known],
                **({"muted": True} if masked is not None else {}),
            }
        )
    guides = [] if stated is None else [{"at": stated, "label": "stated", "vertical": True}]
    return Exhibit(
        "curve",
        title,
        {
            "series": series,
            "x": {"title": x_title, "scale": "number", "logarithmic": logarithmic},
            "y": {"title": y_title, "scale": "share", "domain": [0, 1]},
            "guides": guides,
            "note": note,
        },
    )


def pictures(
    title: str,
    attacked: Attacked,
    places: Sequence[int],
    made: Mapping[int, Pixels],
    codes: Mapping[int, int],
    classes: Sequence[str],
) -> Exhibit | None:
    """Rows before, and after beside the difference magnified; None where nothing was turned.

    places: of the rows among those attacked. made: the changed pixels of each that was turned, and
    codes: what it is answered then.
    """
    pairs = [
        {
            "before": {
                "image": thumbnail(seen(attacked.pixels[index])),
                "caption": f"row {int(attacked.rows[index])}: {classes[attacked.labels[index]]}",
            },
            "after": {
                "image": thumbnail(over_its_change(attacked.pixels[index], made[index]), side=220),
                "caption": f"answered {_named(classes, codes[index])}",
            },
            "note": "Below: the change, magnified; grey is none.",
        }
        for index in places
        if index in made
    ][:MOST_PAIRS]
    return Exhibit("pairs", title, {"pairs": pairs}) if pairs else None


def _named(classes: Sequence[str], code: int) -> str:
    return classes[code] if code >= 0 else "nothing"


def checks(title: str, signs: Sequence[Sign]) -> Exhibit:
    """The checks of the attack itself, one a line."""
    return Exhibit("facts", title, {"facts": facts(signs)})


def budget(title: str, lines: Sequence[tuple[str, str]]) -> Exhibit:
    """What the attacker was given, and what it took. lines: a name and what it was."""
    return Exhibit(
        "facts", title, {"facts": [{"question": name, "answer": words} for name, words in lines]}
    )
