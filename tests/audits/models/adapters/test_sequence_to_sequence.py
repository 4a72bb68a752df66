from pathlib import Path

from audits.data.dataset import Column, Dataset, Role, Texts
from audits.models.adapters.sequence_to_sequence import HEAD
from audits.models.registry import heads
from audits.specification.document import ModelSpec
from tests.adapter_examples import Example

FOLDER = Path(__file__).parents[4] / "examples" / "translation_finnish" / "marian-fi-en-small"
SENTENCES = [
    "Hän on kaunis.", "Hän on.", "Hän työskentelee sairaalassa ja laulaa.", "Hän on lääkäri.",
    "Hän lukee kirjaa.", "Hän on sairaanhoitaja ja hän laulaa.",
]  # fmt: skip


def example(folder):
    """The small Marian from Finnish into English that an example ships."""
    data = Dataset((Column("said", Role.FEATURE, Texts.of(SENTENCES)),))
    return Example(FOLDER, ModelSpec(source_language="fi", target_language="en"), data)


def test_marian_and_the_conditional_generators_share_a_head():
    assert heads()["MarianMTModel"] is heads()["ForConditionalGeneration"] is HEAD


def test_weights_and_graphs_have_openers_of_their_own():
    assert HEAD.weights().opened is not HEAD.graph().opened
