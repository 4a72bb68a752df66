import numpy as np
import pytest

from audits.data.dataset import Column, Dataset
from audits.errors import NotApplicable
from audits.language.scored_continuations import continued
from audits.language.text_scorers import scorer_of
from audits.models.generator import Generation, Sampling
from audits.probing.subject import Subject
from audits.specification.roles import Role
from tests.audits.language.continuing import KIND, RUDE, GoingOn, asked, table

SAMPLING = Sampling(9, 1.0, 0)


def rows(data, model=None, draws=2):
    subject = Subject(data, model)
    return continued(subject, scorer_of(subject, "english", (), ""), SAMPLING, draws)


def test_recorded_continuations_are_scored_as_they_are():
    found = rows(table(lambda prompt, who, number: (RUDE, KIND, None)[number], prompts=2, each=3))
    assert found.scores[:3].tolist()[:2] == [1, 0]
    assert np.isnan(found.scores[2])
    assert found.scored.tolist() == [True, True, False] * 4
    assert found.prompts.tolist() == [0] * 6 + [1] * 6
    assert found.phrases[:4] == ["a man"] * 3 + ["a woman"]
    assert found.made == ""


def test_what_is_asked_stands_once_a_draw_and_what_is_owed_is_missing():
    def go_on(prompt, seed):
        return None if "woman" in prompt else f"{KIND} {seed}"

    found = rows(asked(prompts=2), GoingOn(go_on))
    assert len(found) == len(found.data) == 8
    assert [text for text in found.texts if text] == [f"{KIND} {s}" for s in (0, 0, 1, 1)]
    assert found.scored.sum() == 4
    assert "tokens drawn at temperature 1, seed 0" in found.made


def test_two_columns_of_prompts_are_one_too_many():
    data = asked(prompts=1)
    (prompts,) = data.having(Role.FEATURE)
    twice = Dataset((*data, Column("again", Role.FEATURE, prompts.values)))
    with pytest.raises(NotApplicable, match="2 columns of texts"):
        rows(twice, GoingOn(lambda prompt, seed: Generation("a")))
