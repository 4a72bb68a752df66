"""The report as a part of a model card."""

from audits.report.exports import model_card


def test_the_model_card_says_what_it_does_not_know(report):
    found = model_card.render(report)
    assert "to be written by the model's owners" in found
    assert "False positive rate | African\\-American" in found or (
        "False positive rate | African-American" in found
    )


def test_it_lists_sixty_measurements_and_counts_the_others(make_report, estimate):
    measurements = [
        estimate("accuracy", {"race": f"g{number}"}, 0.5, [0.4, 0.6], 100) for number in range(63)
    ]
    card = model_card.render(make_report(measurements=measurements, findings=[]))
    assert sum(line.startswith("| Accuracy") for line in card.splitlines()) == 60
    assert "3 more measurements stand in the JSON report." in card


def test_what_could_not_be_measured_has_no_line(report):
    card = model_card.render(report)
    assert "Native American" not in card.partition("## Factors and metrics")[2].partition("##")[0]


def test_it_has_the_sections_of_mitchell_et_al(report):
    card = model_card.render(report)
    headings = [line[3:] for line in card.splitlines() if line.startswith("## ")]
    assert headings[:3] == ["Model details", "Evaluation data", "Factors and metrics"]
    assert headings[-1] == "Caveats"
