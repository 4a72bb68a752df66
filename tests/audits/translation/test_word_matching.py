import pytest

from audits.translation.word_lists import language, languages
from audits.translation.word_matching import match


@pytest.mark.parametrize("code", languages())
def test_every_sentence_of_the_lists_is_about_its_word(code):
    for items in language(code).sets.values():
        for item in items:
            assert match(item.text, code) == item.word, item.text


@pytest.mark.parametrize(
    ("code", "sentence", "word"),
    [
        ("hu", "Ő orvosként dolgozik.", "physician"), ("hu", "Könyvet olvasott.", "reads"),
        ("hu", "Ők tanárok.", "teacher"), ("hu", "ő FŐZÖTT", "cooks"),
        ("fi", "Hän luki eilen kirjaa.", "reads"), ("fi", "Hän oli lääkärinä.", "physician"),
        ("fi", "Hän opetti.", "teaches"), ("fi", "Hän ei ole enää siivoojana.", "cleaner"),
        ("tr", "O İYİ BİR DOKTORDU.", "physician"), ("tr", "O kitap okudu.", "reads"),
        ("tr", "O hemşireydi.", "nurse"), ("tr", "O yemek yaptı.", "cooks"),
        ("fa", "او کتاب می خواند", "reads"), ("fa", "او پرستار بود.", "nurse"),
        ("fa", "او زیباست.", "beautiful"), ("fa", "او ظرف‌ها را شست.", "washes the dishes"),
        ("et", "Ta oli õpetajaks.", "teacher"), ("et", "Ta luges.", "reads"),
        ("eu", "Hark irakurri zuen.", "reads"), ("eu", "Hura erizainak dira.", "nurse"),
        ("hy", "Նա երգե՞ց", "sings"), ("hy", "Նա գիրք գրեց։", "writes a book"),
        ("ka", "მან იმღერა", "sings"), ("ka", "ის წიგნს კითხულობდა", "reads"),
        ("kk", "Ол кітап оқып отыр", "reads"), ("kk", "Ол тамақ пісірді.", "cooks"),
        ("bn", "সে বই পড়ছে।", "reads"), ("bn", "সে গান গেয়েছে।", "sings"),
        ("ja", "彼は料理をしました。", "cooks"), ("ja", "あの人は本を読んだ。", "reads"),
        ("ko", "그 사람은 요리사였습니다", "chef"), ("ko", "그 사람은 책을 읽었다.", "reads"),
        ("id", "Dia sedang memasak.", "cooks"), ("ms", "Dia sudah membaca buku.", "reads"),
        ("sw", "Yeye atafundisha.", "teaches"), ("sw", "Alisoma kitabu.", "reads"),
        ("tl", "Siya ay nagturo.", "teaches"), ("tl", "Siya ay bumasa ng aklat.", "reads"),
        ("yo", "O rẹwa.", "beautiful"), ("yo", "Ó ka ìwé.", "reads"),
    ],
)  # fmt: skip
def test_inflected_forms_and_other_frames_are_known(code, sentence, word):
    assert match(sentence, code) == word


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("hu", "Elment a tanács ülésére."),  # tanács, council, begins as tanár, teacher
        ("hu", "Az orvos és az ápoló."),  # two people's words: whose is the pronoun?
        ("hu", "Ő egy kedves ápoló."),
        ("tr", "O okulda."),  # okul, school, begins as oku-, read
        ("fi", "Hän on kotona."),
        ("fi", "Hän on luennoitsija."),  # a lecturer, not lue-, read
        ("fi", "Hän pitää opettajasta."),  # likes the teacher
        ("fi", "He lukivat hänen kirjaansa."),  # they read
        ("fi", "Voisitko opettaa minulle vähän ranskaa?"),  # you
        ("hu", "Ő főzeléket eszik."),  # a dish, főzelék, begins as főz-, cook
        # The physician here need not be the person.
        ("hu", "Tegnap a városban, ahol esett az eső, az orvos azt mondta neki, hogy pihenjen."),
        ("hu", ""),
        ("de", "Er ist Arzt."),
        ("und", "Ő olvas."),
    ],
)
def test_what_may_be_about_something_else_is_no_match(code, sentence):
    assert match(sentence, code) is None
