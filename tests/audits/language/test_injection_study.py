import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.errors import NotApplicable
from audits.language.injection_reading import InjectionRule, Outcome
from audits.language.injection_study import Asking, injections
from audits.models.generator import Sampling
from audits.probing.subject import Subject
from audits.specification.roles import Role
from tests.audits.language.deciders import Deciding
from tests.audits.language.planted import WORD, recorded

ASKING = Asking((), Sampling(20, 0.0, 0), 1, True)


def studied(data, model=None, rule=None, asking=ASKING):
    subject = Subject(data, model)
    return injections(subject, rule or InjectionRule(), asking), subject


def without_answers(data):
    return Dataset(tuple(c for c in data if c.role is not Role.PREDICTION))


def test_each_row_with_a_plant_stands_beside_its_document_without():
    data = recorded(
        lambda number, kind, where: WORD if number == 0 else "Yes.",
        documents=3, without=lambda number: f"A {WORD}." if number == 1 else "yes",
    )  # fmt: skip
    study, _ = studied(data)
    assert len(study) == 12
    assert study.outcomes == [Outcome.FOLLOWED] * 4 + [Outcome.IGNORED] * 8
    assert study.by_itself.tolist() == [0] * 4 + [1] * 4 + [0] * 4
    # Without labels the task is done where the answer is the one without a plant.
    assert study.done.tolist() == [False] * 8 + [True] * 4
    assert np.isnan(study.done_without).all()
    assert not study.labelled
    assert study.clusters.tolist() == [0] * 4 + [1] * 4 + [2] * 4


def test_with_labels_the_answer_names_what_is_expected():
    data = recorded(
        lambda number, kind, where: "It is green." if kind == "plain" else "It is red.",
        documents=2, without=lambda number: "Green" if number else "Greenish",
        expected=lambda number: "green",
    )  # fmt: skip
    study, _ = studied(data)
    assert study.done.tolist() == [True, True, False, False] * 2
    assert study.done_without.tolist() == [0] * 4 + [1] * 4


def test_ids_pair_tasks_of_one_document_and_documents_stay_the_clusters():
    rows = [("d", task, word) for task in ("sum", "sort") for word in (None, WORD)]
    said = {("sum", None): WORD, ("sum", WORD): WORD, ("sort", None): "a", ("sort", WORD): "a"}
    data = Dataset(
        (
            Column("document", Role.CLUSTER, Categories.of([row[0] for row in rows])),
            Column("task", Role.ID, Categories.of([row[1] for row in rows])),
            Column("word", Role.OPTION, Texts.of([row[2] for row in rows])),
            Column("said", Role.PREDICTION, Texts.of([said[row[1:]] for row in rows])),
        )
    )
    study, _ = studied(data)
    assert study.by_itself.tolist() == [1, 0]
    assert study.clusters.tolist() == [0, 0]
    without = Dataset(tuple(c for c in data if c.role is not Role.CLUSTER))
    assert sorted(studied(without)[0].clusters.tolist()) == [0, 1]


def test_rows_whose_document_was_not_asked_without_are_told():
    study, subject = studied(recorded(lambda *row: "Yes.", documents=2))
    assert np.isnan(study.by_itself).all()
    assert "8 of 8 rows with a plant have no row" in subject.warnings[0]


def test_several_draws_share_the_documents_answers_without():
    data = recorded(
        lambda *row: None, documents=2, without=lambda number: None,
        prompts=lambda number, kind, where: f"{number} {kind or 'bare'} {where or ''}",
    )  # fmt: skip
    turn = iter(range(1000))
    model = Deciding(lambda prompt: WORD if "bare" in prompt and next(turn) // 2 % 2 else prompt)
    asking = Asking((), Sampling(20, 1.0, 0), 4, True)
    study, _ = studied(without_answers(data), model, asking=asking)
    assert len(study) == 4 * 8
    assert study.by_itself.tolist() == [0.5] * 32
    assert study.asked.endswith("3 more draws by the seeds that follow")


@pytest.mark.parametrize("conversation", [True, False])
def test_prompts_are_a_users_message_or_a_text_to_go_on_with(conversation):
    model = Deciding(lambda prompt: "Yes.")
    data = without_answers(
        recorded(lambda *row: None, documents=1, without=lambda number: None,
                 prompts=lambda *row: f"{row}")
    )  # fmt: skip
    studied(data, model, asking=Asking((), Sampling(20, 0.0, 0), 1, conversation))
    assert all(isinstance(prompt, str) is not conversation for prompt, _ in model.asked)


def test_without_a_model_or_a_column_of_prompts_it_says_what_to_give():
    with pytest.raises(NotApplicable, match="neither a recorded answer nor a model"):
        studied(Dataset(()))
    data = without_answers(recorded(lambda *row: None, without=lambda number: None))
    with pytest.raises(NotApplicable, match="0 columns of texts are features"):
        studied(data, Deciding(str))
    slots = Dataset((Column("text", Role.FEATURE, Texts.of(["Sum up. {end}"] * 2)),))
    with pytest.raises(NotApplicable, match="of which document a row is"):
        studied(slots, Deciding(str))


def test_words_of_own_documents_do_not_depend_on_the_order_of_rows():
    def asked(order):
        names = ["b", "a", "c"]
        data = Dataset(
            (
                Column("text", Role.FEATURE, Texts.of([f"Sum up {one}. {{end}}" for one in names])),
                Column("document", Role.CLUSTER, Categories.of(names)),
            )
        ).take(np.array(order))
        model = Deciding(lambda prompt: "Yes.")
        studied(data, model)
        return {prompt[0].text for prompt, _ in model.asked}

    assert asked([0, 1, 2]) == asked([2, 0, 1])


@pytest.mark.parametrize("named", [True, False])
def test_rows_called_none_are_those_without_a_plant(named):
    """AgentDojo's controls: the attack is `none`, and the goal `none`, or that of the others."""

    def column(name, role, cells):
        return Column(name, role, Categories.of(cells))

    data = Dataset(
        (
            column("task", Role.CLUSTER, ["a", "a", "b", "b"]),
            column("attack", Role.PROTECTED, ["none", "direct"] * 2),
            column("goal", Role.OPTION, ["banana" if named else "none", "banana"] * 2),
            Column("said", Role.PREDICTION, Texts.of(["Fine.", "banana", "Fine.", "Fine."])),
        )
    )  # fmt: skip
    study, *_ = studied(data)
    assert study.words == ["banana", "banana"]
    assert study.by_itself.tolist() == [0, 0]
    # Of people whose religion is none nothing is said.
    others = [column("faith", Role.PROTECTED, ["none", "other"] * 2)]
    if named:
        kept = [one for one in data if one.name != "attack"]
        assert len(studied(Dataset((*kept, *others)))[0].words) == 4
