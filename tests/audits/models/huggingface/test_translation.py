"""Translators of every family, alone, among others and by another engine."""

from dataclasses import replace

from audits.models import ForcedChoice, Translator

FI_EN = {"source_language": "fi", "target_language": "en"}


def test_every_family_is_a_translator_that_can_be_forced(family):
    assert isinstance(family, Translator)
    assert isinstance(family, ForcedChoice)
    outputs = family.translate(["hän on nurse .", "hän on"], **FI_EN)
    assert len(outputs) == 2


def test_order_and_company_of_sentences_change_nothing(marian):
    sentences = ["Hän on kaunis.", "Hän on.", "Hän työskentelee sairaalassa ja laulaa."]
    together = marian.translate(sentences, **FI_EN)
    assert together == [marian.translate([s], **FI_EN)[0] for s in sentences]
    backwards = marian.translate(sentences[::-1], **FI_EN)
    assert together == backwards[::-1]


def test_many_sentences_choose_an_engine_and_say_which(marian):
    from audits.translation.word_lists import sources

    marian.translate([item.text for item in sources("fi", ["occupations"])], **FI_EN)
    assert marian.fast is not None
    assert marian.notes == [
        "Translated by CTranslate2 in float32: 30 of 30 sentences were compared with the plain "
        "network, asked one by one, and agree."
    ]


def test_an_engine_that_says_another_word_is_not_used(marian, monkeypatch):
    from audits.models.huggingface.ctranslate2 import FastTranslator
    from audits.translation.word_lists import sources

    sentences = [item.text for item in sources("fi", ["occupations"])]
    plain = [made.text for made in marian._answered(sentences[:3], "en", None)]
    generate = FastTranslator.generate

    def other(self, rows, **given):
        found = generate(self, rows, **given)
        return [[*ids[:1], ids[1] + 1, *ids[2:]] for ids in found]

    monkeypatch.setattr(FastTranslator, "generate", other)
    monkeypatch.setattr(marian, "notes", [])
    monkeypatch.setattr(marian, "fast", None)
    monkeypatch.setattr(marian, "compared", {})
    assert marian.translate(sentences, **FI_EN)[:3] == plain
    assert marian.notes == ["Translated by transformers: CTranslate2 agreed on 0 of 30."]


def test_asked_anew_it_takes_no_answer_from_before(marian, monkeypatch):
    kept = {("fi", "en", "Hän on kaunis."): "an answer from before"}
    monkeypatch.setattr(marian, "compared", kept)
    assert marian.translate(["Hän on kaunis."], **FI_EN) == ["an answer from before"]
    plain = [made.text for made in marian._answered(["Hän on kaunis."], "en", None)]
    assert marian.translate_anew(["Hän on kaunis."], **FI_EN) == plain


def test_a_longer_translation_takes_more_operations_and_the_engine_stands_as_before(marian):
    short, long = ["Hän on."], ["Hän työskentelee sairaalassa ja laulaa."]
    fast, engine = marian.fast, marian.engine
    few, many = (
        marian.operations_while(lambda asked=asked: marian.translate_anew(asked, **FI_EN))
        for asked in (short, long)
    )
    assert few.multiply_accumulates["matrix product"] > 0
    assert few.multiply_accumulates["matrix product"] < many.multiply_accumulates["matrix product"]
    assert few.parameters == many.parameters
    assert marian.fast is fast
    assert marian.engine == engine


def test_what_translates_is_named(marian, monkeypatch):
    monkeypatch.setattr(marian, "fast", None)
    assert marian.engine.startswith("torch ")
    from audits.models.huggingface.ctranslate2 import FastTranslator

    monkeypatch.setattr(marian, "fast", FastTranslator(None, None, 1, None))
    assert marian.engine.startswith("CTranslate2 ")


def test_tokens_of_a_sentence_and_of_its_translation_are_counted_by_either_engine(marian):
    """By the tokenizer: of the source all, of the translation its words and its end."""
    from audits.models.huggingface.ctranslate2 import convert

    sentences = ["Hän on kaunis.", "Hän työskentelee sairaalassa ja laulaa.", "Hän on."]
    read = sum(len(ids) for ids in marian.tokenizer(sentences).input_ids)
    for engine in (None, convert(marian.network, marian.tokenizer, "marian")):
        asked = replace(marian, fast=engine, compared={})
        before = asked.tokens
        made = asked._answered(sentences, "en", engine)
        own = [asked._searched(one.tokens, "en")[1:] for one in made]
        assert all(ids[-1] == marian.tokenizer.eos_token_id for ids in own)
        assert asked.tokens.read - before.read == read
        assert asked.tokens.written - before.written == sum(map(len, own))


def test_asked_by_other_threads_either_engine_says_the_same_and_keeps_nothing(marian):
    from audits.models.huggingface.ctranslate2 import convert

    sentences = ["Hän on kaunis.", "Hän on."]
    for engine in (None, convert(marian.network, marian.tokenizer, "marian")):
        model = replace(marian, fast=engine, compared={("fi", "en", "Hän on."): "kept"})
        plain = model.translate_anew(sentences, **FI_EN)
        with model.asked_by(4) as other:
            assert "4 threads" in other.engine
            assert other.translate(sentences, **FI_EN) == plain
    with model.asked_in("float64") as other:
        assert other.fast is None
        assert other.translate_anew(sentences, **FI_EN) == plain
