"""What a probe says it will ask, against what models that count were asked."""

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset
from audits.explanations import (
    background_unit,
    randomisation_test,
    shortcut_share,
    subject_to_explain,
)
from audits.language.association_lists import directions, word_lists
from audits.language.bleached_sentences import sentences_of
from audits.language.identity_terms import templates, terms
from audits.language.sentence_pairs import written_pairs
from audits.models import Answers, Classifier
from audits.perturbations import images
from audits.perturbations import texts as text_changes
from audits.perturbations.corruptions import pictures as picture_corruptions
from audits.perturbations.corruptions import severities, tables
from audits.perturbations.corruptions import texts as text_corruptions
from audits.perturbations.synonyms import english
from audits.planning import forward_passes
from audits.planning.forward_passes import Asked, counted_by, per_row
from audits.running.catalog import catalog
from audits.specification.probe_manifest import entries
from audits.specification.roles import Kind, Role
from audits.translation.word_lists import language, languages, women_shares
from benchmarks.drawn_modalities import ReadingBoth, noted
from tests import pixel_models
from tests.askable import BrightCorner, LinearTable, LinearText, album, people, spots, texts
from tests.audits.probes.explanations.test_layers import Deepening
from tests.audits.probes.explanations.test_layers import people as said_by
from tests.audits.probes.language.test_masked_stereotypes import Liking, pairs
from tests.contracts.situations import Swaying, situations
from tests.subjects import Subject


@dataclass
class Counted:
    """A model that can forget, whose every copy counts into one number."""

    model: object
    count: list = field(default_factory=lambda: [0])

    def __getattr__(self, name):
        return getattr(self.model, name)

    @property
    def classes(self):
        return self.model.classes

    @property
    def reads(self):
        return self.model.reads

    def classify(self, features):
        found = self.model.classify(features)
        self.count[0] += len(found.codes)
        return found

    def classify_pixels(self, pixels):
        found = self.model.classify_pixels(pixels)
        self.count[0] += len(found.codes)
        return found

    def weight_layers(self):
        return 9

    def randomised(self, *, seed, layers=None):
        rng = np.random.default_rng(seed)
        model = self.model

        class Scrambled:
            classes, reads, fingerprint = model.classes, model.reads, "0" * 64

            def classify(self, features):
                positive = rng.random(len(next(iter(features.values()))))
                found = np.stack([1 - positive, positive], axis=1)
                return Answers((positive > 0.5).astype(np.intp), found)

        return Counted(Scrambled(), self.count)


def with_nuisance(data, rows):
    site = Categories.of(list(np.random.default_rng(2).choice(["a", "b"], rows)))
    return Dataset((*data.columns, Column("site", Role.NUISANCE, site)))


def pictures():
    rng = np.random.default_rng(4)
    held = []
    for picture in spots(40, side=64):
        # Blocks of colour on a plain ground, so that there are superpixels and an object.
        blocks = rng.integers(0, 255, (8, 8, 3)).repeat(5, axis=0).repeat(5, axis=1)
        picture[:] = picture // 8 + rng.integers(60, 140)
        picture[12:52, 12:52] = blocks
        held.append(picture)
    data = album(held)
    return Counted(BrightCorner()), with_nuisance(data, len(data)), Kind.IMAGE


def table():
    data = people(rows=200, columns=6)
    weights = {f"x{at}": 1.0 / (1 + at) for at in range(6)}
    # A table's nuisance must be read to be changed or explained.
    columns = [
        Column(c.name, Role.NUISANCE if c.name == "x5" else c.role, c.values) for c in data.columns
    ]
    return Counted(LinearTable(weights)), Dataset(tuple(columns)), Kind.CATEGORY


def sentences():
    rng = np.random.default_rng(1)
    words = [f"word{at}" for at in range(120)]
    said = [" ".join(rng.choice(words, 30, replace=False)) for _ in range(300)]
    weights = {word: float(rng.normal()) for word in words}
    return Counted(LinearText(weights)), texts(said), Kind.TEXT


# What they ask depends on the rows; the rest ask sentences of their own or need labels, and have
# tests below.
CLASSIFIERS = [
    name
    for name, probe in catalog().items()
    if probe.passes is not None
    and probe.model is Classifier
    and not name.startswith(
        (
            "language.",
            "robustness.",
            "privacy.",
            "explanations.recourse",
            "data.backdoor",
            "explanations.modality_reliance",
        )
    )
]
# Of pictures alone; the others have tests below, and what is malformed is asked beforehand.
ELSEWHERE = {
    f"robustness.{name}" for name in ("columns", "words", "fooling", "substitute", "malformed")
}
ATTACKS = [name for name in catalog() if name.startswith("robustness.") and name not in ELSEWHERE]


@pytest.mark.parametrize("made", [table, sentences, pictures])
@pytest.mark.parametrize("name", CLASSIFIERS)
def test_what_is_told_is_what_is_asked(name, made):
    """Within half and double: enough to know minutes from hours."""
    model, data, kind = made()
    probe = catalog()[name]
    parameters = {
        key: parameter.default
        for key, parameter in probe.parameters.items()
        if parameter.default is not parameter.empty
    }
    if (name, made.__name__) == ("explanations.shortcut", "sentences"):
        parameters["tokens"] = ("word1", "word2", "word3")
    nuisances = len(data.having(Role.NUISANCE))
    told = probe.passes(Asked(kind, len(data), len(model.reads), nuisances, parameters))
    subject = Subject(data, model)
    assert subject.predictions is not None  # the answers that every audit has are not counted
    model.count[0] = 0
    list(probe(subject, **parameters))
    assert told / 2 <= model.count[0] <= 2 * told, (told, model.count[0])


class CountedModalities(ReadingBoth):
    """Counts the rows that it answers."""

    asked = 0

    def classify(self, features):
        self.asked += len(features["note"])
        return super().classify(features)


def test_modalities_are_exchanged_as_often_as_was_told():
    """Two modalities and both together, each of 300 rows five times."""
    model, data = CountedModalities(0.8, 1.0), noted(300, 3, told=(0.9, 0.8))
    probe = catalog()["explanations.modality_reliance"]
    told = probe.passes(Asked(Kind.TEXT, 300, 2, 0, {}))
    subject = Subject(data, model)
    assert subject.predictions is not None
    model.asked = 0
    list(probe(subject))
    assert told == 300 * 3 * 5
    assert told / 2 <= model.asked <= told


class CountedPixels(pixel_models.LinearPixels):
    """Counts the pictures that it answers, and three passes for each slope."""

    asked = 0

    def classify_pixels(self, pixels):
        CountedPixels.asked += len(pixels)
        return super().classify_pixels(pixels)

    def slopes(self, pixels):
        class Counting(pixel_models.LinearSlopes):
            def gradient(self, pixels, slope):
                CountedPixels.asked += forward_passes.STEP_BACK * len(pixels)
                return super().gradient(pixels, slope)

        return Counting(self.weights, self.bias)


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_asks_about_as_often_as_it_says_and_hardly_more(name):
    """Rows that fall early are not asked again, so it may well be a fifth of what was told."""
    plain, data = pixel_models.linear(), pixel_models.gallery()
    probe = catalog()[name]
    parameters = {key: p.default for key, p in probe.parameters.items() if p.default is not p.empty}
    told = probe.passes(Asked(Kind.IMAGE, len(data), 1, 0, parameters))
    subject = Subject(data, CountedPixels(plain.weights, plain.bias))
    assert subject.predictions is not None
    CountedPixels.asked = 0
    list(probe(subject, **parameters))
    assert told / 6 <= CountedPixels.asked <= 1.5 * told, (told, CountedPixels.asked)


@pytest.mark.parametrize("made", [table, sentences, pictures])
@pytest.mark.parametrize("kinds", [(), 2])
def test_corruptions_ask_as_often_as_told(made, kinds):
    model, data, kind = made()
    label = Categories.of([("no", "yes")[at % 2] for at in range(len(data))])
    columns = [column for column in data.columns if column.role is not Role.LABEL]
    data = Dataset((*columns, Column("y", Role.LABEL, label)))
    known = {
        Kind.IMAGE: picture_corruptions, Kind.TEXT: text_corruptions, Kind.CATEGORY: tables,
    }[kind].CORRUPTIONS  # fmt: skip
    parameters = {"kinds": tuple(known)[:kinds] if kinds else (), "corrupted_rows": 150}
    probe = catalog()["robustness.corruptions"]
    told = probe.passes(Asked(kind, len(data), len(model.reads), 0, parameters))
    subject = Subject(data, model)
    assert subject.predictions is not None
    model.count[0] = 0
    list(probe(subject, **parameters))
    assert told / 2 <= model.count[0] <= 2 * told, (told, model.count[0])


class CountedAsPixels(Counted):
    """The same of a model that is asked with pixels."""

    def classify_pixels(self, pixels):
        found = self.model.classify_pixels(pixels)
        self.count[0] += len(found.codes)
        return found


@pytest.mark.parametrize(
    ("name", "situation", "kind"),
    [
        ("robustness.columns", "a classifier of tables", Kind.CATEGORY),
        ("explanations.recourse", "a classifier of tables", Kind.CATEGORY),
        ("robustness.fooling", "a classifier of tables", Kind.CATEGORY),
        ("robustness.fooling", "a classifier of texts", Kind.TEXT),
        ("robustness.fooling", "a classifier of pixels", Kind.IMAGE),
        ("robustness.substitute", "a classifier of pixels", Kind.IMAGE),
        ("privacy.extraction", "a classifier of pixels", Kind.IMAGE),
        ("privacy.extraction", "a classifier of tables", Kind.CATEGORY),
    ],
)
def test_what_changes_inputs_asks_as_often_as_told(name, situation, kind):
    place = situations()[situation]
    model, probe = CountedAsPixels(place.model), catalog()[name]
    parameters = {key: p.default for key, p in probe.parameters.items() if p.default is not p.empty}
    told = probe.passes(Asked(kind, len(place.data), len(model.reads), 0, parameters))
    subject = Subject(place.data, model)
    assert subject.predictions is not None
    model.count[0] = 0
    list(probe(subject, **parameters))
    assert told / 2 <= model.count[0] <= 2 * told, (told, model.count[0])


@pytest.mark.parametrize("draws", [100, 400])
def test_certificates_ask_as_often_as_told(draws):
    model, data = Counted(pixel_models.linear()), pixel_models.gallery()
    probe = catalog()["robustness.certified"]
    parameters = {"certified_rows": 20, "draws": draws, "first_draws": 50, "sigma": 0.02}
    told = probe.passes(Asked(Kind.IMAGE, len(data), 1, 0, parameters))
    assert told == 20 * (draws + 50)
    subject = Subject(data, model)
    assert subject.predictions is not None
    model.count[0] = 0
    list(probe(subject, **parameters))
    assert told / 2 <= model.count[0] <= told


def test_words_of_usual_texts_are_exchanged_as_often_as_told():
    """Thirty words, of which three in ten have others for them."""
    rng, listed = np.random.default_rng(1), list(english())
    plain = [f"word{at}" for at in range(100)]
    said = [
        " ".join([*rng.choice(listed, 9, replace=False), *rng.choice(plain, 21, replace=False)])
        for _ in range(60)
    ]
    label = Column("y", Role.LABEL, Categories.of(["no", "yes"] * 30))
    model, probe = LinearText({}), catalog()["robustness.words"]
    told = probe.passes(Asked(Kind.TEXT, 60, 1, 0, {"attacked_rows": 60, "queries": 500}))
    subject = Subject(Dataset((*texts(said).columns, label)), model)
    right = int((subject.predictions.codes == 0).sum()) // 2
    model.asked = 0
    list(probe(subject))
    # Half of the labels are right before, and only those are asked about.
    assert told / 2 <= model.asked * 60 / right <= 2 * told, (told, model.asked)


class CountedTranslator(Swaying):
    """Counts the sentences that it translates, and those it is forced to choose in."""

    def __init__(self):
        self.translated = self.forced = 0

    def translate(self, sentences, **languages):
        self.translated += len(sentences)
        return super().translate(sentences, **languages)

    def log_odds(self, sentences, **readings):
        self.forced += len(sentences)
        return super().log_odds(sentences, **readings)


def subject_of(model, data):
    return Subject(data, model, source_language="fi", target_language="en")


def asked_of(name, model, data, **given):
    """What the probe says, and a run of it to count."""
    probe = catalog()[name]
    parameters = {key: p.default for key, p in probe.parameters.items() if p.default is not p.empty}
    parameters |= given
    told = probe.passes(Asked(Kind.TEXT, len(data), 1, 0, parameters))
    list(probe(subject_of(model, data), **parameters))
    return told


@pytest.mark.parametrize("how_many", [3, 40])
def test_a_translator_is_asked_for_the_words_of_a_pronoun_as_often_as_told(how_many):
    model = CountedTranslator()
    told = asked_of("explanations.source_words", model, finnish_of(model), how_many=how_many)
    assert told / 2 <= model.translated + model.forced <= 2 * told


@pytest.mark.parametrize("sets", [("dataset", "seed", "occupations"), ("seed", "activities")])
def test_a_translator_is_asked_for_pronouns_as_often_as_told(sets):
    """The translation of the dataset's own sentences is the answer that each audit has."""
    model = CountedTranslator()
    data = finnish_of(model)
    told = asked_of("translation.gendered_pronouns", model, data, sets=sets)
    own = len(data) if "dataset" in sets else 0
    assert told / 2 <= model.translated - own + model.forced <= 2 * told


def finnish_of(model):
    (data,) = {place.data for place in situations().values() if type(place.model) is Swaying}
    return data


@pytest.mark.parametrize("swapped", [(), ("religion", "age")])
def test_a_classifier_is_asked_about_people_as_often_as_told(swapped):
    model = LinearText({"kind": 1.0})
    given = {"swapped": swapped, "positive": "yes"}
    told = asked_of("language.identity_terms", model, texts(["it was a day"] * 50), **given)
    assert model.asked == told


class CountedLanguage(Liking):
    asked = 0

    def preference(self, first, second):
        self.asked += len(first) + len(second)
        return super().preference(first, second)


@pytest.mark.parametrize(("rows", "written"), [(0, True), (30, True), (30, False)])
def test_a_language_model_is_asked_for_both_sentences_of_a_pair(rows, written):
    model = CountedLanguage(["old"])
    data = pairs([("age", "the old man", "the young man")] * rows) if rows else Dataset(())
    assert asked_of("language.masked_stereotypes", model, data, written=written) == model.asked


def test_rows_of_layers_are_asked_once():
    model = Deepening()
    told = asked_of("explanations.layers", model, said_by(), rows=40)
    assert told == 40
    assert asked_of("explanations.layers", model, said_by(), rows=10**6) == len(said_by())


def test_a_number_of_passes_a_row_is_found_again_by_its_name():
    asked = Asked(Kind.TEXT, 300, 1, 0, {"rows": 40, "none": None})
    for passes, count in (
        (per_row(2), 600), (per_row(0.5), 150), (per_row(3, "rows"), 120),
        (per_row(1, "none"), 300), (per_row(1, "absent"), 300),
    ):  # fmt: skip
        assert passes(asked) == counted_by(passes.__name__)(asked) == count
    with pytest.raises(KeyError):
        counted_by("per_row(a)")


def test_sentences_with_names_are_those_that_are_shipped():
    from audits.language.correspondence_cases import persons, sentences

    assert len(sentences()) == forward_passes.NAME_SENTENCES
    names = sum(person.signal == "name" for person in persons())
    asked = Asked(Kind.TEXT, 1, 1, 0, {})
    assert forward_passes.names_found(asked) == len(sentences()) * names == 720


@pytest.mark.parametrize(
    ("rows", "roles", "parameters", "asked"),
    [
        (90, {Role.FEATURE, Role.PROTECTED, Role.CLUSTER}, {}, 90),  # whole prompts
        (40, {Role.FEATURE, Role.CLUSTER}, {}, 40 * 36),  # cases with {person}
        (40, {Role.FEATURE}, {"exchanged": ["age", "religion"]}, 40 * (10 + 15)),
        (1, {Role.ID}, {"cases": ["hiring"], "draws": 2}, 10 * 36 * 2),  # the shipped ones
        (0, None, {}, 40 * 36),
    ],
)  # fmt: skip
def test_cases_are_asked_with_every_person_that_goes_into_them(rows, roles, parameters, asked):
    told = None if roles is None else frozenset(roles)
    about = Asked(Kind.TEXT, rows, 1, 0, parameters | {"most_tokens": 4}, roles=told)
    assert forward_passes.decisions(about) == 4 * asked


@pytest.mark.parametrize(("forced", "two", "three"), [(True, 270, 360), (False, 90, 90)])
def test_options_are_weighed_one_by_one_or_asked_for_in_one_question(forced, two, three):
    about = Asked(Kind.TEXT, 90, 1, 0, {}, forced=forced)
    assert forward_passes.two_options(about) == two
    assert forward_passes.three_options(about) == three


@pytest.mark.parametrize(
    ("rows", "roles", "parameters", "asked"),
    [
        (90, {Role.FEATURE, Role.PROTECTED, Role.OPTION}, {}, 90),  # whole prompts
        (5, {Role.FEATURE, Role.CLUSTER}, {"plants": ["plain", "turn"]}, 5 * (1 + 2 * 3)),
        (1, {Role.ID}, {}, 456),  # the shipped ones: 24 documents, bare and with 18 plants
    ],
)
def test_documents_are_asked_with_every_plant_that_goes_into_them(rows, roles, parameters, asked):
    about = Asked(Kind.TEXT, rows, 1, 0, parameters | {"most_tokens": 4}, roles=frozenset(roles))
    assert forward_passes.planted(about) == 4 * asked


def test_every_probe_that_asks_again_says_how_often():
    """Those that may ask are those that name a model's protocol; translations are asked too."""
    for name, probe in catalog().items():
        asks = probe.model is not None or name in (
            "translation.gendered_pronouns", "robustness.certified", "robustness.one_pixel",
            "privacy.membership", "privacy.attribute", "data.drift", "language.toxic_drift",
                "language.question_bias", "language.stereotype_items", "language.coreference",
                "language.refusals",
            "language.decisions", "language.continuations", "language.self_consistency",
            "language.instructions",
        )  # fmt: skip
        assert (probe.passes is not None) is asks, name
        assert asks == (entries()[name].passes is not None)
        if asks:
            assert counted_by(entries()[name].passes)


def test_fewer_samples_ask_less_of_pictures():
    for name, entry in entries().items():
        if entry.passes is None:
            assert entry.sampled == ()
            continue
        given = {
            key: schema.get("default") for key, schema in entry.parameters["properties"].items()
        }
        asked = [
            counted_by(entry.passes)(Asked(Kind.IMAGE, 1000, 1, 1, {**given, **fewer}))
            for fewer in ({}, *entry.sampled)
        ]
        assert asked == sorted(set(asked), reverse=True), name
        for fewer in entry.sampled:
            assert set(fewer) <= set(given)


def test_the_constants_are_those_of_the_explanations():
    assert (forward_passes.BACKGROUND, forward_passes.TABLE_SHUFFLES) == (
        subject_to_explain.BACKGROUND,
        subject_to_explain.TABLE_SHUFFLES,
    )
    assert (forward_passes.LAYER_ROWS, forward_passes.LAYER_PARTS) == (
        randomisation_test.CURVE_ROWS,
        randomisation_test.CURVE_PARTS,
    )
    assert len(text_changes.CHANGES) == forward_passes.TEXT_CHANGES
    assert len(picture_corruptions.CORRUPTIONS) == forward_passes.PICTURE_CORRUPTIONS
    assert len(text_corruptions.KINDS) == forward_passes.TEXT_CORRUPTIONS
    assert len(tables.CORRUPTIONS) == forward_passes.TABLE_CORRUPTIONS
    assert severities.SHARES == forward_passes.FAULTY
    assert len(images.CHANGES) + 2 == forward_passes.PICTURE_CHANGES
    assert background_unit.PIECES**2 + 1 == forward_passes.PIECES
    assert shortcut_share.COLOURS == forward_passes.BACKGROUND


def test_the_constants_are_those_of_the_lists():
    apart = [term for term in terms() if term.name != term.reference]
    assert dict(Counter(term.attribute for term in apart)) == forward_passes.IDENTITY_TERMS
    assert len(templates()) == forward_passes.IDENTITY_TEMPLATES
    assert len(written_pairs()) == forward_passes.WRITTEN_PAIRS
    lists = {word for listed in word_lists().values() for word in listed}
    pairs = {word for pair in directions()["gender"] for word in pair}
    words = lists | pairs | set(women_shares())
    asked = [sentences_of(word, persons=women_shares()) for word in words]
    assert sum(map(len, asked)) == forward_passes.BLEACHED
    sizes = Counter(
        tuple(len(language(code).sets[name]) for name in forward_passes.LISTED)
        for code in languages()
    )
    assert sizes.most_common(1)[0][0] == tuple(forward_passes.LISTED.values())


def test_named_rows_are_counted_once_each():
    asked = Asked(Kind.IMAGE, 100, 1, 0, {"rows": [3, 3, 5], "how_many": 50})
    assert asked.explained() == 2
    assert Asked(Kind.IMAGE, 3, 1, 0, {"how_many": 50}).explained() == 3


def test_a_search_for_triggers_asks_what_is_told():
    from tests.audits.data_quality.backdoor.poisoned import Network, dataset, network

    class Counting(Network):
        def gradient(self, pixels, slope):
            self.asked += forward_passes.STEP_BACK * len(pixels)
            return super().gradient(pixels, slope)

    plain = network()
    model = Counting(plain.first, plain.second, plain.bias, plain.last)
    subject = Subject(dataset(), model)
    assert subject.predictions is not None
    model.asked = 0
    entry = catalog()["data.backdoor"]
    parameters = {"steps": 40, "attacked_rows": 400, "reference_models": 0}
    list(entry(subject, **parameters))
    told = entry.passes(Asked(Kind.IMAGE, 797, 1, 0, parameters))
    assert told / 2 <= model.asked <= 2 * told, (told, model.asked)
