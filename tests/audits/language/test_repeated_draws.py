from audits.data.dataset import Dataset
from audits.language.repeated_draws import repeated_draws, texts_in
from audits.models.generator import Sampling
from audits.probing.subject import Subject
from tests.audits.language.continuing import GoingOn


def test_each_draw_has_the_seed_that_follows_and_progress_runs_over_all():
    done = []
    subject = Subject(Dataset(()), on_progress=done.append)
    model = GoingOn(lambda prompt, seed: f"{prompt} {seed % 2}")
    draws = repeated_draws(subject, model, ["a", None, "b"], Sampling(5, 1.0, 7), 3)
    assert [texts_in(draw) for draw in draws] == [
        ["a 1", None, "b 1"], ["a 0", None, "b 0"], ["a 1", None, "b 1"]
    ]  # fmt: skip
    assert [seed for _, seed in model.asked] == [7, 7, 8, 8, 9, 9]
    assert done == sorted(done)
    assert done[-1] == 1
    assert not subject.warnings


def test_draws_that_are_one_answer_are_one_and_told():
    subject = Subject(Dataset(()))
    draws = repeated_draws(
        subject, GoingOn(lambda prompt, seed: prompt), ["a"], Sampling(5, None, None), 4
    )
    assert len(draws) == 1
    assert "the 4 draws of every prompt are the very same answer" in subject.warnings[0]
