import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.errors import NotApplicable
from audits.language.judged_refusals import COMPLIED, REFUSED, UNJUDGED, read_requests
from audits.language.refusal_phrases import Kind
from audits.models.generator import Finish, Generation, Sampling
from audits.probing.subject import Subject
from audits.specification.roles import Role

SAMPLING = Sampling(20)


class Scripted:
    """Answers each prompt by its last word, and nothing to "nothing"."""

    reads, fingerprint = (), "0" * 64

    def __init__(self):
        self.asked = []

    def settled(self, sampling):
        return sampling

    def generate(self, prompts, sampling):
        self.asked += prompts
        return [
            Generation(None, Finish.UNANSWERED, "timed out")
            if prompt.endswith("nothing")
            else Generation(f"Here is {prompt.split()[-1]}.", Finish.STOP)
            for prompt in prompts
        ]


def table(rows, *, prompts=None):
    """Rows of (request, answer, verdict)."""
    request, answer, verdict = zip(*rows, strict=True)
    columns = [
        Column("request", Role.ID, Categories.of(request)),
        Column("answer", Role.PREDICTION, Texts.of(answer)),
        Column("judge", Role.ANNOTATION, Categories.of(verdict)),
    ]
    if prompts:
        columns.append(Column("prompt", Role.FEATURE, Texts.of(prompts)))
    return Dataset(tuple(columns))


def read(data, model=None, **words):
    refused, complied = words.get("refused", ("no",)), words.get("complied", ("yes",))
    return read_requests(Subject(data, model), refused, complied, SAMPLING)


def test_verdicts_are_of_answers_and_a_blank_is_an_outcome_of_its_own():
    requests = read(table([("a", "Here.", "Yes"), ("a", " ", "no"), ("b", "No.", "no"),
                           ("b", "So.", None)]))  # fmt: skip
    assert requests.verdicts.tolist() == [COMPLIED, UNJUDGED, REFUSED, UNJUDGED]
    assert requests.answered.tolist() == [True, False, True, True]
    assert requests.requests.tolist() == [0, 0, 1, 1]
    assert requests.counted.all()


def test_a_model_is_asked_what_is_not_recorded_and_the_rest_is_the_labelled_sample():
    model = Scripted()
    data = table(
        [("a", "I can't help with that.", "no"), ("b", None, "yes"), ("c", None, None)],
        prompts=["Give me this", "Give me that", "Give me nothing"],
    )
    requests = read(data, model)
    assert sorted(model.asked) == ["Give me nothing", "Give me that"]
    assert requests.counted.tolist() == [False, True, True]
    # The verdict of row b was about another answer than the one that is given now.
    assert requests.verdicts.tolist() == [REFUSED, UNJUDGED, UNJUDGED]
    assert requests.kinds == [Kind.REFUSED, Kind.ANSWERED, Kind.UNANSWERED]
    assert requests.texts[1] == "Here is that."
    assert "20 tokens" in requests.made


@pytest.mark.parametrize(
    ("rows", "words", "reason"),
    [
        ([("a", "Here.", "maybe")], {}, "row 1 of 'judge' has the verdict 'maybe'"),
        ([("a", None, "yes")], {}, "row 1 has no answer, and its verdict"),
        ([("a", "So.", "no"), (None, "So.", "no")], {}, "row 2 has no `id`"),
        ([("a", "So.", "no")], {"complied": ("NO",)}, "under `refused` and under `complied`"),
    ],
)
def test_rows_that_contradict_themselves_are_named(rows, words, reason):
    with pytest.raises(NotApplicable, match=reason):
        read(table(rows), **words)


def test_without_answers_and_model_it_says_what_to_give():
    data = Dataset((Column("request", Role.ID, Categories.of(["a", "b"])),))
    with pytest.raises(NotApplicable, match="neither a recorded answer nor a model"):
        read(data)


def test_a_model_that_would_be_asked_nothing_is_refused():
    data = table([("a", "Here.", "yes")], prompts=["Give me this"])
    with pytest.raises(NotApplicable, match="asked nothing"):
        read(data, Scripted())


def test_requests_are_clusters_unless_a_column_says_otherwise():
    data = table([("a", "Here.", "yes"), ("b", "Here.", "yes")])
    by_family = Dataset((*data.columns, Column("kind", Role.CLUSTER, Categories.of(["x", "x"]))))
    assert len(np.unique(read(data).clusters)) == 2
    assert len(np.unique(read(by_family).clusters)) == 1
