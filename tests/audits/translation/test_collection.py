"""What asking a translator leaves behind for the rest of the audit."""

from audits.data.dataset import Column, Dataset, Texts
from audits.probing.subject import Subject
from audits.specification.roles import Role
from audits.translation.collection import ask_everything


class Twice:
    """Says each sentence twice."""

    reads = ("source",)
    fingerprint = "0" * 64

    def translate(self, sentences, *, source_language, target_language):
        return [f"{sentence} {sentence}" for sentence in sentences]


def test_the_translations_of_the_datasets_rows_are_kept_for_pairing():
    data = Dataset((Column("source", Role.FEATURE, Texts.of(["ő a.", None, "ő b."])),))
    subject = Subject(data, Twice(), source_language="hu", target_language="en")
    assert subject.translated is None
    ask_everything(subject, subject.model, ["hu"], ["dataset"], 3)
    assert subject.translated == ["ő a. ő a.", " ", "ő b. ő b."]


def test_without_sentences_of_its_own_there_is_nothing_to_keep():
    data = Dataset((Column("label", Role.LABEL, Texts.of(["a"])),))
    subject = Subject(data, Twice(), source_language="hu", target_language="en")
    ask_everything(subject, subject.model, ["hu"], ["seed"], 3)
    assert subject.translated is None
