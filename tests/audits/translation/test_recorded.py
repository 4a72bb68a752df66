"""What a table of recorded translations says of its words, and what it may not say."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers, Role, Texts
from audits.errors import NotApplicable
from audits.translation.gender_states import Reading, Signal, State
from audits.translation.recorded import HUMAN, recorded, women_share
from tests.audits.translation.paragraph import HUNGARIAN, hungarian
from tests.audits.translation.tables import dataset, measure


def test_the_users_word_wins_over_the_lists():
    """Cooks is a women's word by the time-use survey; here the table says it is a men's."""
    found, *_ = hungarian(["He.", "She."], ["Ő főz.", "Ő kutat."], stereotype=["male", "female"])
    assert found["stereotype_association", HUNGARIAN].evidence == (1, 0, 0, 1)


def test_a_misspelt_direction_is_refused_with_its_remedy():
    with pytest.raises(NotApplicable, match="'masculine', which is no direction") as refusal:
        hungarian(["She.", "He."], ["a", "b"], stereotype=["female", "masculine"])
    assert "map its values" in refusal.value.remedy


def test_a_column_of_the_role_women_share_gives_directions():
    data = dataset(["She."] * 3 + ["He."] * 3, sources=list("abcdef"))
    share = Column("w", Role.WOMEN_SHARE, Numbers(np.array([90.0, 80.0, 70.0, 10.0, 20.0, 50.0])))
    found, *_ = measure(type(data)((*data, share)))
    tied = found["stereotype_association", (("language", "und"),)]
    assert tied.evidence == (3, 0, 0, 2)  # one half and half, left out


def read(text, source):
    """She, he or nothing by the first word."""
    states = {"She": State.SHE, "He": State.HE}
    return Reading(states.get((text or "").partition(" ")[0], State.NONE), Signal.PRONOUN)


def test_a_human_translation_beside_several_systems_counts_once():
    data = dataset(
        ["She a", "He a", "He b", "He b"],
        sources=["a", "b", "a", "b"],
        system=["old", "old", "new", "new"],
        reference=["He r", "She r", "He r", "She r"],
    )
    sentences = recorded(data, read, "fi")
    assert list(sentences.systems) == ["old", "old", "new", "new", HUMAN, HUMAN]
    assert list(sentences.outputs[4:]) == ["He r", "She r"]
    assert [reading.state for reading in sentences.readings[4:]] == [State.HE, State.SHE]
    assert [one.state for one in sentences.references[:4]] == [State.HE, State.SHE] * 2
    assert sentences.references[4:] == [None, None]


def test_a_system_may_not_have_the_human_translation_s_name():
    data = dataset(["She a"], sources=["a"], system=[HUMAN], reference=["He"])
    with pytest.raises(NotApplicable, match="a system is called 'reference'") as refusal:
        recorded(data, read, None)
    assert "rename that system" in refusal.value.remedy


@pytest.mark.parametrize(
    ("given", "shares"),
    [([0.2, 0.9], [0.2, 0.9]), ([20, 90], [0.2, 0.9]), ([0, 1], [0, 1]), ([1, 2], [0.01, 0.02])],
)
def test_women_s_shares_are_fractions_or_percentages(given, shares):
    assert women_share(dataset(["a", "b"], women=given)) == pytest.approx(shares)


def test_what_is_no_share_is_refused():
    with pytest.raises(NotApplicable, match="is no women's share: -1 to 3"):
        women_share(dataset(["a", "b"], women=[-1, 3]))
    assert women_share(dataset(["a"])) is None


def test_what_a_sentence_is_about_is_its_cluster_its_listed_word_or_itself():
    sources = ["Ő főz.", "Ő zsonglőr."]
    plain = recorded(dataset(["She", "He"], sources=sources), read, "hu")
    assert plain.words[1] == "Ő zsonglőr."
    assert plain.leanings[0].listed
    assert not plain.leanings[1].listed
    named = recorded(dataset(["She", "He"], sources=sources, cluster=["x", "y"]), read, "hu")
    assert list(named.words) == ["x", "y"]
    assert named.sample.clusters[0].tolist() == [0, 1]


def test_a_blank_before_the_full_stop_makes_no_other_word():
    sources = ["Ő zsonglőr.", "Ő zsonglőr .", "ő  zsonglőr"]
    plain = recorded(dataset(["She", "He", "She"], sources=sources), read, "hu")
    assert set(plain.words) == {"Ő zsonglőr."}


def test_words_and_templates_are_clusters_where_nobody_names_any():
    """Six words in four templates; a cluster that is named is the only one."""
    words = ["suutari", "räätäli", "puutarhuri", "metsuri", "lentäjä", "poliisi"]
    templates = ["Hän on %s.", "Onko hän %s?", "Hän oli hyvä %s.", "%s hän ei ole!"]
    sources = [template % word for word in words for template in templates]
    columns = (
        Column("s", Role.FEATURE, Texts.of(sources)),
        Column("t", Role.PREDICTION, Texts.of(["He works."] * 24)),
        Column("d", Role.STEREOTYPE, Categories.of((["female"] * 4 + ["male"] * 4) * 3)),
    )
    found = recorded(Dataset(columns), read, "fi").sample.clusters
    assert [len(np.unique(codes)) for codes in found] == [6, 4]
    assert [len(np.unique(found[0][4 * at : 4 * at + 4])) for at in range(6)] == [1] * 6
    named = Column("c", Role.CLUSTER, Categories.of(["a", "b"] * 12))
    (only,) = recorded(Dataset((*columns, named)), read, "fi").sample.clusters
    assert len(np.unique(only)) == 2
