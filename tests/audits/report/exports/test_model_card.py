"""The report as a part of a model card."""

import yaml

from audits.report.exports import model_card

# Of https://github.com/huggingface/hub-docs, modelcard.md: what a result may have.
RESULT = {"task", "dataset", "metrics", "source"}
METRIC = {"type", "value", "name", "config", "args", "verified", "verifyToken"}
DATASET = {"type", "name", "config", "split", "revision", "args"}


def front_matter(card: str) -> dict:
    _, matter, _ = card.split("---\n", 2)
    return yaml.safe_load(matter)


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
    listed = card.partition("## Factors and metrics")[2]
    assert sum(line.startswith("| Accuracy") for line in listed.splitlines()) == 60
    assert "3 more measurements stand in the JSON report." in card


def test_what_could_not_be_measured_has_no_line(report):
    card = model_card.render(report)
    assert "Native American" not in card.partition("## Factors and metrics")[2].partition("##")[0]


def test_it_has_the_sections_of_mitchell_et_al(report):
    card = model_card.render(report)
    headings = [line[3:] for line in card.splitlines() if line.startswith("## ")]
    assert headings[:4] == [
        "Accuracy and gaps", "Model details", "Evaluation data", "Factors and metrics",
    ]  # fmt: skip
    assert headings[-1] == "Caveats"


def test_the_front_matter_is_the_hubs_with_intervals(make_report, estimate):
    gap = estimate(
        "demographic_parity_difference", {"race": "a: <b>\n---"}, -0.2, [-0.3, -0.1], [40, 60],
        reference={"race": "c"},
    )  # fmt: skip
    accuracy = estimate("accuracy", {}, 0.7, [0.6, 0.8], 100)
    card = model_card.render(make_report(measurements=[gap, accuracy], findings=[]))
    (entry,) = front_matter(card)["model-index"]
    (result,) = entry["results"]
    assert set(result) <= RESULT
    assert set(result["dataset"]) <= DATASET
    assert all(set(metric) <= METRIC for metric in result["metrics"])
    first, second = result["metrics"]
    assert (first["type"], first["value"]) == ("accuracy", 0.7)
    assert first["args"]["interval"] == [0.6, 0.8]
    assert first["args"]["sample_size"] == 100
    assert second["args"]["group"] == {"race": "a: <b>\n---"}
    assert second["args"]["reference"] == {"race": "c"}


def test_a_card_without_results_has_no_front_matter(make_report):
    assert model_card.render(make_report(measurements=[], findings=[])).startswith("# Model card")
