import pytest

from audits.translation.gender_states import State
from audits.translation.grammatical_gender import read_gendered, targets

LABELLED = [
    ("es", "Ella es médica.", "she"), ("es", "Él cocina.", "he"),
    ("es", "Es una enfermera.", "she"), ("es", "Es un médico.", "he"),
    ("es", "Es una persona inteligente.", "none"), ("es", "Cocina.", "none"),
    ("es", "Él/ella trabaja.", "several"), ("es", "Ella ayuda, él no.", "mixed"),
    ("es", "El coche es rojo.", "none"), ("es", "", "empty"),
    ("fr", "Elle est médecin.", "she"), ("fr", "Il est infirmier.", "he"),
    ("fr", "Il y a un médecin.", "none"), ("fr", "C'est une infirmière.", "she"),
    ("fr", "C'est un professeur.", "none"), ("fr", "Il faut lire.", "none"),
    ("fr", "Il ou elle chante.", "several"),
    ("it", "Lei è un medico.", "she"), ("it", "Lui cucina.", "he"),
    ("it", "È un'infermiera.", "she"), ("it", "È un cuoco.", "he"), ("it", "È brava.", "none"),
    ("pt", "Ela é médica.", "she"), ("pt", "Ele canta.", "he"),
    ("pt", "É uma enfermeira.", "she"), ("pt", "O livro dele.", "he"),
    ("de", "Er ist Lehrer.", "he"), ("de", "Sie ist Ärztin.", "she"),
    ("de", "Sie sind Lehrer.", "none"), ("de", "Sie liest ein Buch.", "she"),
    ("de", "Das ist eine Lehrerin.", "she"), ("de", "Lehrer.", "none"),
    ("de", "Er oder sie ist da.", "several"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "text", "state"), LABELLED)
def test_sentences_labelled_by_hand(code, text, state):
    assert read_gendered(code, text).state == state


def test_a_copy_is_untranslated():
    assert read_gendered("de", "The nurse.", "The nurse.").state == "untranslated"


def test_every_language_file_is_read():
    assert set(targets()) == {"de", "es", "fr", "it", "pt"}


@pytest.mark.parametrize(
    ("code", "text"),
    [("fr", "Iel travaille."), ("es", "Elle es amable."), ("pt", "Elu trabalha."),
     ("de", "Xier arbeitet."), ("it", "Ləi lavora.")],
)  # fmt: skip
def test_neopronouns_are_a_state_of_their_own(code, text):
    assert read_gendered(code, text, "Hän.").state is State.NEOPRONOUN
