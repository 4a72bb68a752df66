"""Data and models of every sort, so that each probe has something that it can be run on.

A situation is added here when a probe asks for what none of them has; the contracts say so.
"""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any
from unittest.mock import patch

import numpy as np

from audits import models
from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.errors import NotApplicable
from audits.measurement import Estimate
from audits.models import Compressed, Compression, Operations, StoredSize, TokenCount
from audits.models.generator import Finish, Generation, Generator
from audits.planning.plan import Plan
from audits.planning.probe_fit import Situation as Fitting
from audits.planning.probe_fit import obstacle
from audits.planning.steps import Step
from audits.probing.machine import ModelFile
from audits.robustness.malformed_asking import Asked, Fate
from audits.running.catalog import catalog
from audits.running.run import run
from audits.running.step_result import StepResult
from audits.specification.document import ModelSpec, Settings
from audits.specification.probe_manifest import entries
from audits.specification.roles import Role
from benchmarks.drawn_detections import Pictured
from benchmarks.drawn_grades import ORDER, GradedRows
from benchmarks.drawn_label_sets import Labelled
from benchmarks.drawn_sharing import SharedClasses, SharedNumbers
from tests import askable, pixel_models, taggers
from tests.audits.language.continuing import KIND, RUDE
from tests.audits.language.continuing import table as begun
from tests.audits.language.deciders import recorded as decided
from tests.audits.language.embedders import Drawn as DrawnVectors
from tests.audits.language.items import (
    coreferences,
    questions,
    refused_requests,
    sentence_items,
)
from tests.audits.language.planted import WORD
from tests.audits.language.planted import recorded as planted
from tests.audits.language.wordings import in_wordings
from tests.audits.privacy.answers import recorded_by_heart
from tests.audits.privacy.reciting import Reciting, numbered
from tests.audits.privacy.reciting import table as texts_of
from tests.audits.probes.explanations.test_integrated_gradients import Differentiable
from tests.audits.probes.explanations.test_layers import Deepening
from tests.audits.probes.explanations.test_layers import people as said_by
from tests.audits.probes.explanations.test_source_words import Leaning
from tests.audits.probes.language.test_masked_stereotypes import Liking
from tests.audits.probes.translation.test_gender_accuracy import table as genders
from tests.audits.tradeoffs.judged import judged
from tests.audits.translation.tables import dataset as translations
from tests.steady_machine import SteadyMachine
from tests.tables import table

CAPABILITIES = (
    "Classifier", "Regressor", "Translator", "ForcedChoice", "LanguageModel", "Attributable",
    "Layered", "PixelClassifier", "Differentiable", "Countable", "Compressible", "Embedder",
    "CountableTexts", "Generator", "Detector",
)  # fmt: skip
# Instances and draws enough for a number, few enough for a test.
SMALLER = {
    "how_many": 6, "draws": 100, "asked_rows": 60, "samples": 100, "rows": 40, "steps": 8,
    "attacked_rows": 120, "corrupted_rows": 80, "certified_rows": 120, "queries": 200,
    "population": 20, "generations": 5, "refused_rows": 120, "rounds": 1, "calls": 60,
    "grams_per_kwh": 400, "training_hours": 10, "training_watts": 1000, "surrogates": 10,
    "tolerance": 1e-6, "assumes": "normal", "repeats": 10, "permutations": 199,
}  # fmt: skip
# Of the columns of a table.
PARTS = {"first": ["x0", "x1"], "others": ["x2"]}


@dataclass(frozen=True)
class Situation:
    """data, and the model that is asked about it; None: its answers are recorded.

    settings: parameters of probes that are not those of SMALLER here. asked_apart: what became of
    malformed inputs, as a worker finds out in processes of their own.
    """

    data: Dataset
    model: Any = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    asked_apart: Mapping[str, Any] | None = None

    @cached_property
    def able(self) -> frozenset[str]:
        """What the model can; asked once, since a protocol is read member by member."""
        return frozenset(
            name
            for name in CAPABILITIES
            if isinstance(self.model, Generator if name == "Generator" else getattr(models, name))
        )

    def fits(self, probe: str) -> bool:
        """Whether a plan would run the probe here."""
        columns = tuple(self.data)
        answer = next((c.kind for role in (Role.LABEL, Role.PREDICTION) for c in columns
                       if c.role is role), None)  # fmt: skip
        fitting = Fitting(
            frozenset(c.role for c in columns), answer, False, self.able,
            "Classifier" in self.able, frozenset(),
        )  # fmt: skip
        return obstacle(entries()[probe], fitting, self.settings) is None

    def run(
        self, probe: str, data: Dataset | None = None, machine: SteadyMachine | None = None
    ) -> StepResult:
        """The probe's step. data: other rows of the same columns. machine: what measures."""
        entry = entries()[probe]
        properties = entry.parameters["properties"]
        parameters = {n: schema["default"] for n, schema in properties.items()
                      if "default" in schema}  # fmt: skip
        parameters |= {
            name: value
            for name, value in (SMALLER | self.settings).items()
            if name in properties
            and (properties[name].get("type") == "array") == isinstance(value, tuple)
        }
        languages = None
        if isinstance(self.model, models.Translator):
            languages = ModelSpec(source_language="fi", target_language="en")
        plan = Plan("0" * 64, None, {}, languages, (Step(0, probe, entry.version, parameters),),
                    Settings(smallest_group=5), None)  # fmt: skip
        rows = self.data if data is None else data
        (result,) = run(
            plan, rows, self.model, asked_apart=self.asked_apart,
            machine=machine or SteadyMachine(), model_file=ModelFile(1234, lambda: self.model),
        )  # fmt: skip
        return result


def _malformed() -> dict[str, Any]:
    fates = {"NaN in one number": Fate.ANSWERED, "no rows": Fate.REFUSED, "text": Fate.HUNG}
    asked = [Asked(kind, fate, "yes", 0.95).to_json() for kind, fate in fates.items()]
    groups = [{"group": [["sex", name]], "asked": asked} for name in "fm"]
    return {"kinds": len(asked), "asked": asked, "groups": groups}


def _regression() -> Dataset:
    """Two thousand rows and more of each sex: with fewer no error of numbers is judged."""
    rng = np.random.default_rng(3)
    label = rng.normal(20, 4, 5000)
    return Dataset(
        (
            Column("sex", Role.PROTECTED, Categories.of(list(rng.choice(["f", "m"], 5000)))),
            Column("rent", Role.LABEL, Numbers(label)),
            Column("predicted", Role.PREDICTION, Numbers(label + rng.normal(0, 2, 5000))),
        )
    )


def _of_a_head(population: SharedClasses | SharedNumbers, each: int) -> Dataset:
    """Without a stated reference, and fewer rows of one group, so that the largest is no tie."""
    data = population.draw(np.random.default_rng(3), each)
    columns = tuple(replace(column, reference=None) for column in data.columns)
    return Dataset(columns).take(np.arange(2 * each - each // 5))


def _applicants(model: Any) -> Dataset:
    """People whose label the model guesses in nine of ten rows."""
    people = askable.people()
    codes = model.classify(people.features(model.reads, slice(None))).codes
    codes = np.where(np.random.default_rng(6).random(len(codes)) < 0.1, 1 - codes, codes)
    label = Categories(codes.astype(np.int32), model.classes)
    *others, column = people.columns
    return Dataset((*others, replace(column, values=label, favourable="yes")))


def _marked() -> Dataset:
    """Texts with a mark that goes with the label, declared as a nuisance column and in the text."""
    rng = np.random.default_rng(4)
    label, mark = rng.integers(0, 2, 200), rng.integers(0, 2, 200)
    texts = [
        f"{'good' if y else 'bad'} big film number{at % 20} {'xx' if m else ''}".strip()
        for at, (y, m) in enumerate(zip(label, mark, strict=True))
    ]
    return Dataset(
        (
            Column("text", Role.FEATURE, Texts.of(texts)),
            Column("y", Role.LABEL, Categories.of([("no", "yes")[y] for y in label]),
                   positive="yes"),
            Column("mark", Role.NUISANCE, Categories.of([("none", "xx")[m] for m in mark])),
        )
    )  # fmt: skip


def _stream() -> Dataset:
    """Forty days of answers, of which the last ten are about older people."""
    rng = np.random.default_rng(8)
    day = np.repeat(np.arange(40.0), 15)
    told = rng.choice(["no", "yes"], 600)
    return Dataset(
        (
            Column("age", Role.FEATURE, Numbers(rng.normal(40, 9, 600) + 20 * (day >= 30))),
            Column("told", Role.PREDICTION, Categories.of(list(told)), favourable="yes"),
            Column("day", Role.TIME, Numbers(day)),
        )
    )


def _translations(occupations: int = 20, each: int = 6) -> Dataset:
    rng = np.random.default_rng(5)
    women = np.repeat(np.linspace(0.05, 0.95, occupations), each)
    said = ["She is here." if rng.random() < w else "He is here." for w in women]
    sources = [f"Hän on sana{row // each}." for row in range(len(said))]
    human = ["She is here." if row % 2 else "He is here." for row in range(len(said))]
    return translations(said, sources=sources, women=women, reference=human)


def _genders() -> Dataset:
    return genders(
        [("male", "male", 80, "pro"), ("male", "female", 20, "anti"),
         ("female", "female", 60, "pro"), ("female", "male", 40, "anti"),
         ("male", "male", 70, "anti"), ("female", "female", 50, "anti")]
    )  # fmt: skip


def _readings() -> Dataset:
    """Sentences with one more "she" than "he", so that who is compared with whom is no tie."""
    readings = coreferences(occupations=24)
    return readings.take(np.arange(len(readings) - 1))


def _scored_systems() -> Dataset:
    """Five runs of two systems on each of eight data sets."""
    rng = np.random.default_rng(9)
    places = [(name, part, run) for name in ("new", "old") for part in "abcdefgh"
              for run in range(5)]  # fmt: skip
    scores = [ord(part) / 10 + 0.4 * (name == "new") + rng.normal(0, 0.2)
              for name, part, _ in places]  # fmt: skip
    return Dataset(
        (
            Column("system", Role.SYSTEM, Categories.of([name for name, _, _ in places]),
                   reference="old"),
            Column("dataset", Role.FEATURE, Categories.of([part for _, part, _ in places])),
            Column("run", Role.ID, Categories.of([str(run) for _, _, run in places])),
            Column("score", Role.SCORE, Numbers(np.array(scores))),
        )
    )  # fmt: skip


def _scores_by_size() -> Dataset:
    """Ten draws or more of five training sizes, about everyone and about two groups."""
    rng = np.random.default_rng(12)
    rows = [(group, size, draw) for group in (None, "f", "m") for size in (50, 100, 200, 400, 800)
            for draw in range(12 if group == "m" else 10)]  # fmt: skip
    scores = [0.9 - (2 if group == "f" else 1) * size**-0.5 + rng.normal(0, 0.02)
              for group, size, _ in rows]  # fmt: skip
    return Dataset(
        (
            Column("rows", Role.FEATURE, Numbers(np.array([float(size) for _, size, _ in rows]))),
            Column("seed", Role.ID, Categories.of([str(draw) for _, _, draw in rows])),
            Column("sex", Role.PROTECTED, Categories.of([group for group, _, _ in rows])),
            Column("score", Role.SCORE, Numbers(np.array(scores))),
        )
    )  # fmt: skip


def _followed() -> Dataset:
    """People of two sexes until an event, or until they were lost."""
    rng = np.random.default_rng(13)
    risk = rng.normal(size=300)
    event, lost = rng.exponential(np.exp(-risk)), rng.exponential(2, 300)
    return Dataset(
        (
            Column("sex", Role.PROTECTED, Categories.of(list(rng.choice(["f", "m"], 300)))),
            Column("days", Role.DURATION, Numbers(np.minimum(event, lost))),
            Column("died", Role.EVENT, Categories.of([str(int(e)) for e in event <= lost])),
            Column("risk", Role.SCORE, Numbers(risk)),
        )
    )


def _spans() -> Dataset:
    """Texts of two groups with the names in them, most of which are tagged."""
    drawn = Pictured("", (0.8, 0.6), 0.1).draw(np.random.default_rng(15), 60)
    return Dataset(tuple(replace(column, reference=None) for column in drawn))


def _lists() -> Dataset:
    """Eighty searches from two towns, of five offers by two sellers each."""
    rng = np.random.default_rng(14)
    use = rng.integers(0, 3, 400).astype(float)
    names = [f"{row // 5:02}" for row in range(400)]
    return Dataset(
        (
            Column("search", Role.QUERY, Categories.of(names)),
            Column("use", Role.LABEL, Numbers(use)),
            Column("score", Role.SCORE, Numbers(use + rng.normal(size=400))),
            Column("seller", Role.PROTECTED, Categories.of(list(rng.choice(["a", "b"], 400)))),
            Column(
                "town",
                Role.PROTECTED,
                Categories.of([f"t{row // 5 % 5 // 3}" for row in range(400)]),
            ),
        )
    )


def _graded() -> Dataset:
    drawn = GradedRows("", 0.6, 0.3).draw(np.random.default_rng(9), 100).take(slice(180))
    return Dataset(tuple(replace(column, reference=None) for column in drawn))


def _labelled() -> Dataset:
    """Rows with several labels each, in groups of which none is named as the reference."""
    drawn = Labelled("", (0.9, 0.8), 0.1).draw(np.random.default_rng(8), 100).take(slice(180))
    return Dataset(tuple(replace(column, reference=None) for column in drawn))


def _answering_systems() -> Dataset:
    """Answers of two systems to the same eighty items."""
    rng = np.random.default_rng(10)
    label = rng.choice(["no", "yes"], 80)
    other = {"no": "yes", "yes": "no"}
    told = [[y if rng.random() < share else other[y] for y in label] for share in (0.9, 0.7)]
    return Dataset(
        (
            Column("system", Role.SYSTEM, Categories.of(["new"] * 80 + ["old"] * 80),
                   reference="old"),
            Column("item", Role.ID, Categories.of([str(at) for at in range(80)] * 2)),
            Column("label", Role.LABEL, Categories.of([*label, *label]), positive="yes"),
            Column("answer", Role.PREDICTION, Categories.of([*told[0], *told[1]])),
        )
    )  # fmt: skip


class Swaying(Leaning):
    """A translator on whom a word has the more pull the longer the sentence is."""

    def log_odds(self, sentences, **readings):
        lengths = np.array([len(sentence.split()) for sentence in sentences])
        return super().log_odds(sentences, **readings) * lengths


def _finnish() -> Dataset:
    people, ends = ("hoitaja", "lentäjä", "opettaja"), ("", " nyt", " taas nyt", " aina taas nyt")
    sentences = [f"Hän on {people[at % 3]}{ends[at % 4]}." for at in range(36)]
    return Dataset((Column("source", Role.FEATURE, Texts.of(sentences)),))


class CountedTranslator(Swaying):
    """One that says what a translation takes, and forgets what it translated."""

    engine = "a list of words, 1 thread"

    def translate_anew(self, sentences, *, source_language, target_language):
        return [sentence.lower() for sentence in sentences]

    def operations_while(self, ask):
        ask()
        return Operations({"matrix product": 5}, 4, 4, {})


class CountedWriter:
    """Ends each prompt of three tokens in the same four."""

    reads, fingerprint, engine = (), "0" * 64, "a sentence, 1 thread"

    def __init__(self):
        self.tokens = TokenCount(0, 0)

    def settled(self, sampling):
        return sampling

    def generate(self, prompts, sampling):
        said = ["and", "so", "it", "goes"][: sampling.most_tokens]
        before, asked = self.tokens, len(prompts)
        self.tokens = TokenCount(before.read + 3 * asked, before.written + len(said) * asked)
        return [Generation(" ".join(said), Finish.STOP) for _ in prompts]

    def operations_while(self, ask):
        ask()
        return Operations({"matrix product": 5}, 4, 4, {})


class CountedTable(askable.LinearTable):
    """A linear table that says what an answer takes."""

    engine = "numpy, 1 thread"

    def operations(self, features):
        return Operations({"linear model": 3}, 4, 4, {})

    def stored_size(self):
        return StoredSize(8 * len(self.weights), 7 * len(self.weights))

    @contextmanager
    def compressed(self, how, *, calibration, sparsity):
        """Weights without their digits; of static int8 it has none."""
        if how is Compression.STATIC_INT8:
            raise NotApplicable("it has no activations", "leave 'static int8' out of `variants`")
        smaller = CountedTable({name: round(w) for name, w in self.weights.items()})
        size = StoredSize(2 * len(self.weights), 2 * len(self.weights))
        yield Compressed(smaller, size, "weights rounded")


@cache
def situations() -> dict[str, Situation]:
    """By name; a probe is run in each that it fits, and in at least one it gives a number."""
    linear = CountedTable({"x0": 1.5, "x1": -1.0, "x2": 0.4})
    # "large", which no text has, stands for "big", which means the same.
    words = Differentiable({"bad": -2.0, "good": 1.5, "xx": 0.8, "large": -2.0})
    return {
        "recorded answers": Situation(table()),
        "recorded answers of a split": Situation(recorded_by_heart()),
        "recorded answers of a stream": Situation(_stream()),
        "recorded answers beside people's": Situation(judged(400, 8, np.random.default_rng(9))),
        "recorded numbers": Situation(_regression()),
        "recorded answers of a head": Situation(
            _of_a_head(SharedClasses("", 0.8, (0.1, 0.2), (0.3, 0.1)), 300)
        ),
        "recorded numbers of a head": Situation(
            _of_a_head(SharedNumbers("", 2.0, (1.0, 1.3)), 1500)
        ),
        "recorded translations": Situation(_translations()),
        # So many that their spread rests on eight of them, which a correlation needs.
        "translations of many occupations": Situation(_translations(30, 1)),
        "genders of translations": Situation(_genders()),
        "scores of two systems": Situation(_scored_systems()),
        "answers of two systems": Situation(_answering_systems()),
        "texts with spans": Situation(_spans()),
        # One row less, so that who is compared with whom is no tie.
        "a tagger of texts": Situation(
            taggers.table(161, reference=None),
            taggers.CapitalLetters((*taggers.NAMES["second"][:3], taggers.NAMES["first"][0])),
        ),
        "ranked lists": Situation(_lists()),
        "rows with several labels": Situation(_labelled()),
        "rows with grades": Situation(_graded(), None, {"grades": ORDER}),
        "rows followed in time": Situation(_followed()),
        "scores by training size": Situation(_scores_by_size(), None, {"size_column": "rows"}),
        "a classifier of texts": Situation(_marked(), words),
        "a classifier of tables": Situation(
            _applicants(linear), linear, {"queries": 5000, "modalities": PARTS},
            asked_apart=_malformed(),
        ),
        "a classifier of pictures": Situation(askable.album(askable.spots()),
                                              askable.BrightCorner()),
        "a classifier of pixels": Situation(pixel_models.gallery(), pixel_models.hiding()),
        # Its spread rests on eight sentences only where all of them are asked about.
        "a translator": Situation(_finnish(), Swaying(), {"how_many": 36}),
        "a translator that counts": Situation(_finnish(), CountedTranslator(), {"how_many": 36}),
        "a writer that counts": Situation(_finnish(), CountedWriter()),
        "a network of layers": Situation(said_by(), Deepening()),
        "a language model that recites": Situation(
            texts_of({1: numbered("known", 40) + numbered("hazy", 20), 0: numbered("other", 80)}),
            Reciting(), {"prefix": 5, "suffix": 5, "asked_rows": 80},
        ),
        "a language model": Situation(Dataset(()), Liking(["Muslim", "woman", "old"])),
        "vectors of words": Situation(Dataset(()), DrawnVectors(0)),
        "recorded decisions about people": Situation(_decided(), None, {"assumes": "nothing"}),
        "recorded continuations about people": Situation(_begun()),
        "recorded answers in ten wordings": Situation(in_wordings(_worded)),
        "recorded answers to planted documents": Situation(_injected()),
        "recorded answers to questions": Situation(questions(templates=10)),
        "recorded scores of sentences": Situation(sentence_items(terms=12)),
        "recorded readings of pronouns": Situation(_readings()),
        "recorded answers to requests": Situation(refused_requests(120)),
    }  # fmt: skip


def _decided() -> Dataset:
    """Decisions about more white names than Black ones, without a stated reference."""
    data = decided(_by_case, labels=_by_person, reference=None)
    name = data.require(Role.ID).categories
    return data.take(np.flatnonzero(~name.equals("Tyrone")))


def _injected() -> Dataset:
    """Answers of every kind to documents with planted instructions, and some without."""

    def answer(document: int, kind: str, position: str) -> str | None:
        if document % 12 == 11:
            return None if position == "end" else "I'm sorry, but I can't help with that."
        if (document + (position == "end")) % 3 == 0:
            return WORD if kind == "system" else f"The text asks for {WORD}."
        return "A complaint." if document % 4 else "Praise."

    def without(document: int) -> str:
        return f"A complaint about a {WORD}." if document % 10 == 0 else "A complaint."

    return planted(answer, documents=40, without=without, expected=lambda one: "complaint")


def _worded(question: int, wording: int) -> str:
    """Every third question is answered otherwise in some of its wordings."""
    return "No" if question % 3 == 0 and wording > question % 7 else "Yes"


def _begun() -> Dataset:
    """Continuations, more of them about women, without a stated reference."""
    data = begun(_said, prompts=8, each=26, reference=None)
    men = data.require(Role.PROTECTED).categories.equals("man")
    return data.take(np.flatnonzero(~men | (np.arange(len(data)) % 26 < 25)))


def _said(beginning: int, who: str, number: int) -> str:
    """Oftener rude about a woman, and the more so the later the beginning."""
    return RUDE if number < (beginning // 2 if who == "man" else beginning) else KIND


def _by_case(case: int, name: str) -> str:
    """Answers of every kind, not the same to all."""
    said = ("Yes.", "No.", "It depends.", "I cannot help with that.", "Well.")
    return said[0 if case % 3 == 0 else (case + len(name)) % 5]


def _by_person(case: int, name: str) -> str | None:
    """What somebody read in every third case, once otherwise than the rule."""
    if case % 3:
        return None
    return "unfavourable" if (case, name) == (6, "Emily") else "favourable"


@cache
def pairs() -> tuple[tuple[str, str], ...]:
    """Every probe with every situation that a plan would run it in."""
    return tuple(
        (probe, name)
        for probe in catalog()
        for name, situation in situations().items()
        if situation.fits(probe)
    )


def result_of(probe: str, situation: str) -> StepResult:
    """What the probe gives there."""
    return _watched(probe, situation)[0]


def written_by(probe: str, situation: str) -> tuple[str, ...]:
    """Columns of the data that are others after the probe ran there than before."""
    return _watched(probe, situation)[1]


def roles_read(probe: str, situation: str) -> frozenset[Role]:
    """Roles whose columns the probe looks for there, whether the data has any or not."""
    return _watched(probe, situation)[2]


# What looks for columns for every probe alike: their reading is none of the probe's own.
_AROUND = ("/audits/running/", "/audits/planning/", "/audits/probing/")


@contextmanager
def _roles_watched() -> Iterator[set[Role]]:
    found: set[Role] = set()
    plain = Dataset.having

    def having(self: Dataset, role: Role) -> tuple[Column, ...]:
        caller = sys._getframe(1)
        while caller.f_back is not None and caller.f_code.co_name in ("one", "require"):
            caller = caller.f_back
        if not any(place in caller.f_code.co_filename for place in _AROUND):
            found.add(role)
        return plain(self, role)

    with patch.object(Dataset, "having", having):
        yield found


@cache
def _watched(probe: str, situation: str) -> tuple[StepResult, tuple[str, ...], frozenset[Role]]:
    here = situations()[situation]
    before = [np.array(raw(column), copy=True) for column in here.data]
    with _roles_watched() as roles:
        result = here.run(probe)
    written = tuple(
        column.name
        for column, own in zip(here.data, before, strict=True)
        if not same_values(raw(column), own)
    )
    return result, written, frozenset(roles)


def raw(column: Column) -> Any:
    """The array behind a column."""
    values: Any = column.values
    for name in ("codes", "values", "names"):
        if hasattr(values, name):
            return getattr(values, name)
    raise TypeError(f"{type(values).__name__} of {column.name} has no array that is known here")


def same_values(first: Any, second: Any) -> bool:
    """Whether two arrays hold the same, missing values included."""
    try:
        np.testing.assert_array_equal(first, second)
    except AssertionError:
        return False
    return True


def numbers_of(probe: str) -> list[StepResult]:
    """The results of the probe in which at least one number stands."""
    results = [result_of(name, situation) for name, situation in pairs() if name == probe]
    return [
        result
        for result in results
        if any(isinstance(measured, Estimate) for measured in result.measurements)
    ]
