"""Audits of every shape end in a page: two classes, many, numbers, no label, no policy."""

import random
from html.parser import HTMLParser

import pytest

from audits.data.group_sizes import describe
from audits.data.reading import profile_dataset, read_dataset
from audits.judging.policy import judge
from audits.planning.plan import make_plan
from audits.report import html
from audits.report.assemble import assemble
from audits.report.exports import junit, markdown, model_card, sarif
from audits.report.json import canonical_sha256
from audits.report.sentences import sentences
from audits.report.view import View
from audits.running.run import run
from audits.specification.parsing import parse_document

SEX = {"role": "protected", "reference": "m"}
SHAPES = {
    "two classes": (
        {"sex": SEX, "y": {"role": "label", "positive": "1"}, "p": {"role": "prediction"},
         "s": {"role": "score"}},
        [{"metric": "demographic_parity_difference", "attribute": "sex", "within": 0.05},
         {"metric": "accuracy_gain_over_majority", "above": 0.0}],
    ),
    "no label": (
        {"sex": SEX, "p": {"role": "prediction", "favourable": "1"}},
        [{"metric": "impact_ratio", "attribute": "sex", "at_least": 0.8}],
    ),
    "nobody is protected": (
        {"y": {"role": "label", "positive": "1"}, "p": {"role": "prediction"}},
        [{"metric": "accuracy", "at_least": 0.1}],
    ),
    "many classes": ({"sex": SEX, "c": {"role": "label"}, "d": {"role": "prediction"}}, []),
    "numbers": (
        {"sex": SEX, "x": {"role": "label", "kind": "number"},
         "z": {"role": "prediction", "kind": "number"}},
        [{"metric": "mean_absolute_error", "attribute": "sex", "at_most": 3.0}],
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    draw = random.Random(7)
    lines = ["sex,y,p,s,c,d,x,z"]
    for _ in range(400):
        sex, label = draw.choice("mf"), draw.random() < 0.4
        said = draw.random() < (0.7 if label else 0.2) * (1.0 if sex == "m" else 0.5)
        kinds, number = draw.choice("abc"), draw.gauss(0, 1)
        score = min(max(draw.gauss(0.7 if said else 0.3, 0.1), 0), 1)
        lines.append(
            f"{sex if draw.random() < 0.98 else ''},{label:d},{said:d},{score:.3f},{kinds},"
            f"{kinds if draw.random() < 0.6 else 'a'},{number:.4f},{number + draw.gauss(0, 1):.4f}"
        )
    path = tmp_path_factory.mktemp("data") / "people.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def audit(path, columns, rules):
    document = parse_document(
        {"dataset": {"path": path.name, "columns": columns},
         **({"policy": {"rules": rules}} if rules else {})}
    )  # fmt: skip
    plan = make_plan(document, dataset=profile_dataset(path))
    data = read_dataset(path, plan.columns)
    steps = [result.to_json() for result in run(plan, data)]
    found = judge(plan, steps, context=describe(data))
    return assemble(
        plan.to_json(), steps, [f.to_json() for f in found.findings], {},
        gate=str(found.gate), blocking=found.blocking, reason=found.reason,
    )  # fmt: skip


class Text(HTMLParser):
    """The words of a page."""

    def __init__(self, page):
        super().__init__()
        self.words = []
        self.feed(page)

    def handle_data(self, data):
        self.words.append(data)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_of_audit_ends_in_a_page(table, shape):
    report = audit(table, *SHAPES[shape])
    page = html.render(report)
    words = "".join(Text(page.split("<article ")[1]).words)
    assert "could not be drawn" not in words
    assert "There is no drawing" not in words
    for nothing in ("None", "nan", "NaN", "{}", "[]"):
        assert nothing not in words.split()
    assert len(page.encode()) <= 300_000
    for form in (markdown, junit, sarif, model_card):
        assert form.render(report)


def test_the_same_inputs_give_the_same_fingerprint(table):
    first, second = (audit(table, *SHAPES["two classes"]) for _ in range(2))
    assert canonical_sha256(first) == canonical_sha256(second)
    assert html.render(first) == html.render(second)


@pytest.mark.parametrize("shape", SHAPES)
def test_sentences_never_promise_what_was_not_shown(table, shape):
    found = sentences(View(audit(table, *SHAPES[shape])))
    assert found.all
    for _, answer in found.all:
        assert answer
        for word in ("fair", "bias-free", "compliant", "unbiased", "certified"):
            assert word not in answer.lower().replace("fairness", "").split()
