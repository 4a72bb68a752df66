"""Whether she and he go with the stereotype, in plain sentences: what translations are read for."""

from audits.json_types import Json
from audits.report.number_format import RATIO, TIGHT, bare, between, listed, plain, significant
from audits.report.translation_phrases import REFERENCE
from audits.report.view import View, group_name

METRIC, GAP = "stereotype_association", "stereotype_gap"
MOST_NAMED = 4
SHE_TO_HE, HE_TO_SHE = "she_to_he_share", "he_to_she_share"
# A place of its own; whatever else a group says is a part of it.
WHERE = frozenset({"language", "system"})


def associations(view: View) -> list[Json]:
    """One a language and system, human translations last."""
    measurements = [m for m in view.of_metric(METRIC) if set(m["group"]) <= WHERE]
    return sorted(measurements, key=lambda m: m["group"].get("system") == REFERENCE)


def leading(view: View, group: Json | None = None) -> Json | None:
    """The association to tell first: of the group's language and system, else the surest one."""
    candidates = associations(view)
    if group is not None:
        same = {key: value for key, value in group.items() if key in WHERE}
        return next((m for m in candidates if m["group"] == same), None)
    machines = [m for m in candidates if m["group"].get("system") != REFERENCE] or candidates
    known = [m for m in machines if "value" in m]
    if not known:
        return machines[0] if machines else None
    return min(known, key=lambda m: m["p_value"])


def others(view: View, measured: Json) -> str:
    """Which translations are not told: `Finnish and Turkish stand below.`"""
    names = [group_name(m["group"]) for m in associations(view) if m is not measured]
    if not names:
        return ""
    if len(names) > MOST_NAMED:
        return f"{len(names)} other translations stand below."
    return f"{listed(names)} stand{'s' if len(names) == 1 else ''} below."


def words(measured: Json) -> str:
    """Who became what: `Of 10 women's words 8 became she and 2 he; of 5 men's words, …`."""
    name = group_name(measured["group"])
    if "value" not in measured:
        return (
            f"{name}: whether she and he follow a stereotype is open: {measured['undetermined']}."
        )
    a, b, c, d = cells(measured)
    return (
        f"{name}: of {_many(a + b, 'women')} {a} became she and {b} he; of {_many(c + d, 'men')} "
        f"{c} became she and {d} he."
    )


def _many(words: int, whose: str) -> str:
    return f"{words} {whose}'s word{'' if words == 1 else 's'}"


def size(measured: Json) -> str:
    """How strong that is, and how likely by chance alone."""
    value = bare(measured["value"], RATIO)
    lower, upper = measured["interval"]
    many = abs(measured["value"]) >= 10
    value = plain(measured["value"], 0) if many else value
    interval = between((lower, upper), RATIO, digits=1)
    how = " (median unbiased, since one cell of the table is 0)" if 0 in cells(measured) else ""
    return (
        f"The odds of she are {value} times {interval} as high for a women's word as for a men's"
        f"{how}; were the two unrelated, p{TIGHT}={TIGHT}{exact(measured['p_value'])} (Fisher's "
        "exact test)."
    )


def cells(measured: Json) -> tuple[int, int, int, int]:
    """Women's words that became she and he, and men's."""
    a, b, c, d = (round(cell) for cell in measured["evidence"])
    return a, b, c, d


def exact(p_value: float) -> str:
    """A p-value with its size, however small: `0.0070`, `4.1e−5`."""
    return significant(p_value) if p_value < 0.001 else f"{p_value:.4f}"


def sentence(view: View, group: Json | None = None) -> str:
    """Both in one text; empty where nothing was measured."""
    association = leading(view, group)
    if association is None:
        return ""
    return (
        f"{words(association)} {size(association)}"
        if "value" in association
        else words(association)
    )


def turned(view: View) -> str:
    """`google: of 7 she of the human translation 3 became he; of 78 he 1 became she.`"""
    known = [m for m in view.of_metric(SHE_TO_HE) if "value" in m and set(m["group"]) <= WHERE]
    if not known:
        return ""
    lost = min(known, key=lambda m: m.get("p_value", 1.0))
    text = (
        f"{group_name(lost['group'])}: of {lost['sample_size']} she of the human translation "
        f"{hits(lost)} became he"
    )
    gained = view.estimate(HE_TO_SHE, lost["group"])
    if gained is not None:
        text += f"; of {gained['sample_size']} he {hits(gained)} became she"
    if "p_value" in lost:
        p = exact(lost["p_value"])
        text += f"; were both as likely, p{TIGHT}={TIGHT}{p} (McNemar's exact test)"
    return f"{text}."


def hits(share: Json) -> int:
    """How many sentences a share counted."""
    return round(float(share["value"]) * int(share["sample_size"]))
