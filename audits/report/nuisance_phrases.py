"""Measurements about a nuisance, in a plain sentence: they are about rows, not about people."""

from audits.json_types import Json
from audits.report.number_format import SHARE, TIGHT, between, plain, size, with_unit
from audits.report.view import View


def affected(view: View, measured: Json) -> str | None:
    """Who or what is affected, or None where the measurement is not about a nuisance alone."""
    nuisance = measured["group"].get("nuisance")
    if nuisance is None:
        return None
    counted = f"n{TIGHT}{size(measured['sample_size'])}"
    hundred = (
        f"{plain(100 * measured['value'], 0)} {between(measured['interval'], SHARE, digits=0)}"
    )
    match measured["metric"]:
        case "intervention_flip_rate":
            return (
                f"Of 100 answers, {hundred} change when {nuisance} is changed and nothing else, "
                f"{counted}."
            )
        case "worst_group_accuracy":
            return (
                f"In the worst combination of label and {nuisance}, {hundred} of 100 answers are "
                f"right, {counted}."
            )
        case "nuisance_only_skill":
            return f"Knowing {nuisance} alone, {hundred} of 100 labels are given right, {counted}."
        case "confound_dependence":
            scale = view.word("confound_dependence").scale
            return (
                f"Among rows with the same label, the answer goes with {nuisance} by "
                f"{with_unit(measured['value'], scale)} {between(measured['interval'], scale)} on "
                f"a scale from 0 to 1, {counted}."
            )
    return None
