"""How often a probe asks a model again, told before it starts; numpy-free, for plans.

One forward pass is one row (one picture, one changed row of a table) that the model answers. The
first answer to every row is not counted here: each audit has it. A probe whose cost is so many
passes a row says `@probe(passes=per_row(2), ...)`; another names one of the functions below,
`passes=forward_passes.lime`. `probes.json` carries the name, and `counted_by` finds the function
again. Too many is a probe that is sampled without need, too few an audit that is cut: where the
number depends on the data (words of a text, distinct values of a column), these are middling.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any, TypeAlias

from audits.specification.roles import Kind, Role

# Rows that stand for an absent value of a table, shuffled models of a table, and parts and rows of
# the curve over shuffled layers: as in `audits.explanations` (a test compares them).
BACKGROUND, TABLE_SHUFFLES, LAYER_PARTS, LAYER_ROWS = 8, 8, 3, 2
# Deletion and insertion with random orders beside them, and asking twice whether it is steady.
CURVES, STEADY = 110, 2
# Words of a text, windows of a picture (an eighth of its side) and superpixels.
WORDS, WINDOWS, SUPERPIXELS = 30, 64, 50
# Spans of time of a sound or a sequence.
SPANS = 16
# The usual changes of pictures with the two of backgrounds, and of texts.
PICTURE_CHANGES, TEXT_CHANGES = 9, 8
# A picture's background and the pieces of its object.
PIECES = 10
# Points on the way from a baseline, there and back.
WAY = 400
# Terms of the identity lists by attribute, without the references; and sentences with a gap.
IDENTITY_TERMS = {
    "nationality": 5, "ethnicity": 4, "religion": 4, "disability": 4, "gender": 3,
    "orientation": 3, "name": 3, "age": 2,
}  # fmt: skip
IDENTITY_TEMPLATES = 22
# Pairs of sentences that come with Evenhand, and sentences of the lists of most languages.
WRITTEN_PAIRS = 60
LISTED = {"seed": 17, "occupations": 120, "adjectives": 20, "activities": 10}
OCCUPATIONS = 24
# Smaller forms that are made of a model.
FORMS = 4
# Words of the lists of associations, directions and occupations, and sentences that each stands in.
BLEACHED = 4022
# Cases of the correspondence study that come with Evenhand, of each kind, and persons by signal.
CASES, CASES_OF_A_KIND, PERSONS = 40, 10, {"name": 36, "age": 10, "religion": 15, "disability": 10}
# Documents for planted instructions that come with Evenhand, kinds of plants, and where each goes.
DOCUMENTS, PLANTS, POSITIONS = 24, 6, 3
# Sentences with a name to be found.
NAME_SENTENCES = 20
# Sizes of the curve of an attack, and what a step forward and back costs in passes.
CURVE_SIZES, STEP_BACK = 6, 3
# Ways in which a picture, a text, a table, a sound and a sequence get worse.
PICTURE_CORRUPTIONS, TEXT_CORRUPTIONS, TABLE_CORRUPTIONS = 15, 5, 5
SOUND_CORRUPTIONS, SEQUENCE_CORRUPTIONS = 9, 6
# Shares of a table's rows that a fault falls on in each column, at five severities.
FAULTY = (0.05, 0.1, 0.2, 0.35, 0.5)
# Values of a column of a table that differ, and the share of pairs asked before one turns a row.
COLUMN_VALUES, SEARCHED = 12, 0.5
# Classes that an attack toward each of them has beside the true one.
OTHER_CLASSES = 9
# Share of a text's words that have others of the same meaning, and how many they have.
LISTED_WORDS, SUBSTITUTES = 0.3, 2
# Of a search for triggers: pictures a window and a step, and rows that a word is tried in.
WINDOW_PICTURES, STEP_PICTURES, SCREENED = 400, 130, 24
# Words of a sentence about one person, and values seen between the same two words.
SENTENCE_WORDS, BETWEEN = 5, 8


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked about.

    kind: what the model reads: image, text, audio, sequence, or category for a table.
    rows: in the dataset. columns: that the model reads. nuisances: columns with that role.
    parameters: the step's, complete; None where left out. forced: whether the model can be asked
    which of two readings it finds likelier, as one behind an address can only where it is said to
    tell `logprobs`. roles: that the columns have; None where that is not known. texts: whether a
    feature is a text.
    """

    kind: Kind
    rows: int
    columns: int
    nuisances: int
    parameters: Mapping[str, Any]
    forced: bool = True
    roles: frozenset[Role] | None = None
    texts: bool = True

    @property
    def tabular(self) -> bool:
        return self.kind is Kind.CATEGORY

    def has(self, role: Role) -> bool:
        """Whether any column has it, as is taken where that is not known; none without rows."""
        return self.rows > 0 and (self.roles is None or role in self.roles)

    def number(self, name: str, *, table: int, other: int) -> int:
        """A parameter, or what stands for it where it is left out."""
        stated = self.parameters.get(name)
        return int(stated) if stated is not None else (table if self.tabular else other)

    def within(self, count: float) -> int:
        """So many passes, and no more than the step may ask in all."""
        most = self.parameters.get("most_queries")
        return round(count) if most is None else min(round(count), int(most))

    def explained(self, *, table: int = 8, other: int = 4) -> int:
        """Rows explained: those named, else how many."""
        named = self.parameters.get("rows")
        if isinstance(named, list | tuple) and named:
            return len(set(named))
        return min(self.number("how_many", table=table, other=other), self.rows)

    @property
    def again(self) -> int:
        """Explanations of a row: its own, of other seeds, and of shuffled weights."""
        shuffles = TABLE_SHUFFLES if self.tabular else 1
        return 1 + self.number("seeds", table=0, other=0) + shuffles

    @property
    def each(self) -> int:
        """Inputs that stand for one row with absent units."""
        return BACKGROUND if self.tabular else 1

    @property
    def units(self) -> int:
        """Units that are taken away one by one."""
        if self.tabular:
            return self.columns
        return {Kind.TEXT: WORDS, Kind.AUDIO: SPANS, Kind.SEQUENCE: SPANS}.get(self.kind, WINDOWS)

    def replaced(self, samples: int) -> int:
        """Values tried for a unit: between the same words often fewer were seen than wanted."""
        return samples // 2 if self.kind is Kind.TEXT else samples

    def studied(self, draws: int) -> int:
        """Rows explained again and again with so many draws each, with their curves."""
        count = self.explained()
        beside = CURVES * self.each + STEADY
        return count * (self.again * draws + beside) + min(count, LAYER_ROWS) * LAYER_PARTS * draws


Passes: TypeAlias = Callable[[Asked], int]

_KNOWN: dict[str, Passes] = {}
_PER_ROW = re.compile(r"per_row\((\d+(?:\.\d+)?)(?:, (\w+))?\)")


def known(count: Passes) -> Passes:
    """A function that probes may name."""
    _KNOWN[count.__name__] = count
    return count


def per_row(each: float, rows: str = "") -> Passes:
    """So many passes a row; of all rows, or of as many as the parameter `rows` says."""

    def count(asked: Asked) -> int:
        named = asked.parameters.get(rows)
        return round(each * (asked.rows if named is None else min(int(named), asked.rows)))

    count.__name__ = f"per_row({each:g}, {rows})" if rows else f"per_row({each:g})"
    return count


def counted_by(name: str) -> Passes:
    """The function of this name, as `probes.json` carries it; `KeyError` where there is none."""
    match = _PER_ROW.fullmatch(name)
    return per_row(float(match[1]), match[2] or "") if match else _KNOWN[name]


@known
def timed(asked: Asked) -> int:
    """Single rows, batches that are tried, a quarter as many calls of the largest, cold starts."""
    sizes = (1, *(asked.parameters.get("batches") or ()))
    calls = asked.number("calls", table=400, other=400)
    starts = asked.number("openings", table=7, other=7)
    # Before each part one call warms up.
    best = (1 + max(7, calls // 4)) * max(sizes)
    return int(1 + calls + 8 * sum(sizes) + best + 1 + starts)


@known
def stretches(asked: Asked) -> int:
    """As many single rows as fit into a hundred stretches of a twentieth of a second.

    That is told as if each took a millisecond: whatever they take, the seconds are the same.
    """
    return 100 * 50


@known
def compressed(asked: Asked) -> int:
    """The model and each form of it answer the rows, and take turns while they are timed.

    Energy is told as if each row took a millisecond, as of `stretches`.
    """
    forms = len(asked.parameters.get("variants") or ("",) * FORMS)
    rows = min(asked.rows, asked.number("asked_rows", table=5000, other=5000))
    calls = asked.number("calls", table=200, other=200)
    timed_rows = (calls + 1) * sum((1, *(asked.parameters.get("batches") or ())))
    return int((forms + 1) * (rows + stretches(asked)) + 2 * forms * timed_rows)


@known
def lime(asked: Asked) -> int:
    """A table's draws are asked once for all rows, and twice for the global view."""
    samples = asked.number("samples", table=5000, other=1000)
    if not asked.tabular:
        return asked.studied(samples)
    rounds = asked.again + LAYER_PARTS + 2
    return rounds * samples + asked.explained() * CURVES * BACKGROUND


@known
def kernel_shap(asked: Asked) -> int:
    """All sets of units where those are fewer than the samples."""
    samples = asked.number("samples", table=2048, other=1000)
    return asked.studied(_coalitions(asked, samples) * asked.each)


@known
def occlusion(asked: Asked) -> int:
    """Each unit is left out alone."""
    return asked.studied((asked.units + 2) * asked.each)


@known
def prediction_difference(asked: Asked) -> int:
    """Each unit as often as values are tried for it."""
    return asked.studied(asked.units * asked.replaced(asked.number("samples", table=100, other=30)))


@known
def integrated_gradients(asked: Asked) -> int:
    """A pass forward and one back a point of the way."""
    return asked.studied(WAY)


@known
def agreement(asked: Asked) -> int:
    """Each method once a row."""
    samples = asked.number("samples", table=5000, other=1000)
    shared, own = (samples, 0) if asked.tabular else (0, samples)
    own += _coalitions(asked, min(samples, 2048)) * asked.each
    own += asked.units * (asked.each + asked.replaced(100 if asked.tabular else 30))
    return shared + asked.explained() * (own + STEADY)


@known
def shortcut(asked: Asked) -> int:
    """LIME and prediction difference once a row; a picture has ten pieces on eight backgrounds."""
    samples = asked.number("samples", table=5000, other=500)
    count = asked.explained(table=100, other=16)
    if asked.tabular:
        return samples + count * 30 * asked.units
    if asked.kind is Kind.TEXT:
        return count * (samples + 30 * asked.units + STEADY)
    # Ten pieces have so few sets that some four in ten draws were drawn before.
    return count * (round(0.6 * samples) + PIECES) * BACKGROUND


@known
def transparency(asked: Asked) -> int:
    """Each unit of each row alone."""
    units = SUPERPIXELS if asked.kind is Kind.IMAGE else asked.units
    return asked.explained(table=50, other=12) * (units + 2) * asked.each


@known
def interventions(asked: Asked) -> int:
    """Each row as it is, in each usual way, and with each nuisance exchanged and its control."""
    usual = {Kind.IMAGE: PICTURE_CHANGES, Kind.TEXT: TEXT_CHANGES}.get(asked.kind, 0)
    count = min(asked.number("asked_rows", table=400, other=400), asked.rows)
    return count * (1 + usual + 2 * asked.nuisances)


@known
def modality_reliance(asked: Asked) -> int:
    """Each row with each of two modalities, or more, and with all of them, as often as it says."""
    modalities = len(asked.parameters.get("modalities") or (1, 2)) + 1
    count = min(asked.number("exchanged_rows", table=1000, other=1000), asked.rows)
    return count * modalities * asked.number("exchanges", table=5, other=5)


@known
def source_words(asked: Asked) -> int:
    """Each sentence as it is, and each of its words as other words seen there."""
    count = asked.number("how_many", table=40, other=40)
    tried = min(asked.number("samples", table=12, other=12), BETWEEN)
    return (min(count, asked.rows) or count) * (2 + SENTENCE_WORDS * tried)


@known
def identity_terms(asked: Asked) -> int:
    """Each term and its reference in each sentence with a gap."""
    swapped = asked.parameters.get("swapped") or tuple(IDENTITY_TERMS)
    terms = sum(IDENTITY_TERMS.get(attribute, 0) for attribute in swapped)
    return 2 * terms * IDENTITY_TEMPLATES


@known
def sentence_pairs(asked: Asked) -> int:
    """Both sentences of each pair; a masked model passes each once more a word they share."""
    return 2 * (asked.rows + (WRITTEN_PAIRS if asked.parameters.get("written", True) else 0))


@known
def two_options(asked: Asked) -> int:
    """The question alone, and with each option behind it; one question where words are all."""
    return asked.rows * (3 if asked.forced else 1)


@known
def three_options(asked: Asked) -> int:
    """The same of three options."""
    return asked.rows * (4 if asked.forced else 1)


@known
def word_lists(asked: Asked) -> int:
    """Every word in each of the sentences that say little else; a list is only looked up."""
    return BLEACHED


@known
def pronouns(asked: Asked) -> int:
    """The lists translated, every sentence asked for she or he, and paragraphs of the lists.

    Each language named has lists of its own.

    The translation of the dataset's own sentences is its first answer.
    """
    sets = asked.parameters.get("sets") or ("dataset", *LISTED)
    listed = sum(LISTED.get(name, 0) for name in sets)
    inside = listed - (LISTED["occupations"] if "occupations" in sets else 0)
    own = asked.rows if "dataset" in sets else 0
    size = asked.number("paragraph_size", table=3, other=3)
    languages = max(1, len(asked.parameters.get("languages") or ()))
    paragraphs = ceil(inside / size) + ("seed" in sets)
    if not asked.forced:
        return languages * (listed + paragraphs)
    return own + languages * (2 * listed + paragraphs)


@known
def settled_gender(asked: Asked) -> int:
    """Each occupation behind a woman and a man, of whom a word or a name tells, by language."""
    languages = max(1, len(asked.parameters.get("languages") or ()))
    return languages * 4 * OCCUPATIONS


@known
def gradient_attack(asked: Asked) -> int:
    """Each attack at each size, while rows stand; a step forward and back is three passes."""
    attacks = asked.parameters.get("attacks") or ("pgd",)
    given = asked.parameters.get("epsilons")
    sizes = len(given) + 1 if given else CURVE_SIZES
    starts = asked.number("restarts", table=1, other=1)
    steps = asked.number("steps", table=20, other=20) * len(attacks) * starts
    # At sizes beside the stated one about half of the rows have fallen before.
    whole = STEP_BACK * steps * (1 + (sizes - 1) / 2) + STEP_BACK * 3 * steps / len(attacks)
    return asked.within(
        whole * min(asked.rows, asked.number("attacked_rows", table=200, other=200))
    )


@known
def query_attack(asked: Asked) -> int:
    """So many questions a row; about half of the rows are turned on the way."""
    rows = min(asked.rows, asked.number("attacked_rows", table=200, other=200))
    return asked.within(rows * asked.number("queries", table=1000, other=1000) * 2 // 3)


@known
def worst_case(asked: Asked) -> int:
    """Four attacks by gradients with their checks, questions, and a copy's inputs."""
    rows = min(asked.rows, asked.number("attacked_rows", table=200, other=200))
    starts, steps = (
        asked.number("restarts", table=1, other=1),
        asked.number("steps", table=20, other=20),
    )
    return asked.within(
        rows * (STEP_BACK * 5 * starts * steps + asked.number("queries", table=500, other=500))
    )


@known
def corruptions(asked: Asked) -> int:
    """Each row in each way at five severities; rows of a table that no fault falls on are not."""
    every = {
        Kind.IMAGE: PICTURE_CORRUPTIONS, Kind.TEXT: TEXT_CORRUPTIONS,
        Kind.AUDIO: SOUND_CORRUPTIONS, Kind.SEQUENCE: SEQUENCE_CORRUPTIONS,
    }  # fmt: skip
    named = asked.parameters.get("kinds")
    kinds = len(named) if named else every.get(asked.kind, TABLE_CORRUPTIONS)
    rows = min(asked.rows, asked.number("corrupted_rows", table=200, other=200))
    touched = 1.0
    if asked.tabular:
        touched = sum(1 - (1 - share) ** asked.columns for share in FAULTY) / len(FAULTY)
    return asked.within(len(FAULTY) * kinds * rows * touched)


@known
def certified(asked: Asked) -> int:
    """A row's noisy pictures, and those that choose its class; intervals are a few passes."""
    rows = min(asked.rows, asked.number("certified_rows", table=100, other=100))
    if asked.parameters.get("method") == "intervals":
        return 2 * 15 * rows
    first = asked.number("first_draws", table=100, other=100)
    return asked.within(rows * (asked.number("draws", table=1000, other=1000) + first))


@known
def one_pixel(asked: Asked) -> int:
    """A generation of candidates a row, again and again, for each number of pixels.

    Toward each class as often as there are others, of which a plan knows nothing: ten classes.
    """
    runs = len(asked.parameters.get("pixels") or (1,))
    runs *= OTHER_CLASSES if asked.parameters.get("targeted") else 1
    rows = min(asked.rows, asked.number("attacked_rows", table=50, other=50))
    candidates = asked.number("population", table=50, other=50)
    return asked.within(
        rows * runs * candidates * (1 + asked.number("generations", table=20, other=20))
    )


@known
def row_changes(asked: Asked) -> int:
    """Single changes of a row and, while they are cheap, two at once; most rows turn before."""
    values = min(asked.number("values", table=20, other=20), COLUMN_VALUES)
    single = values * asked.columns
    several = asked.number("most_columns", table=2, other=2) > 1
    each = single * (1 + single / 2 * SEARCHED) if several else single
    each = min(each, asked.number("queries", table=5000, other=5000))
    named = asked.parameters.get("attacked_rows") or asked.parameters.get("refused_rows") or 100
    return asked.within(each * min(asked.rows, int(named)))


@known
def word_changes(asked: Asked) -> int:
    """Each text without each word that has others, and with each of them, until it turns."""
    each = min(
        WORDS * LISTED_WORDS * (1 + SUBSTITUTES), asked.number("queries", table=500, other=500)
    )
    return asked.within(each * min(asked.rows, asked.number("attacked_rows", table=200, other=200)))


@known
def fooling(asked: Asked) -> int:
    """Real inputs and three sorts that are drawn, and eight children of each that is evolved."""
    drawn = 4 * min(asked.rows, asked.number("asked_rows", table=200, other=200))
    made = asked.number("made", table=40, other=40)
    children = 8 * asked.number("generations", table=50, other=50)
    steps = STEP_BACK * asked.number("steps", table=30, other=30)
    return asked.within(drawn + made * (children + (steps if asked.kind is Kind.IMAGE else 0)))


@known
def patch(asked: Asked) -> int:
    """Steps on a batch for each size, and the other half with the patch and with its control."""
    sizes = len({*(asked.parameters.get("areas") or ()), asked.parameters.get("area")}) or 1
    rows = min(asked.rows, asked.number("attacked_rows", table=400, other=400))
    steps = asked.number("steps", table=120, other=120)
    return asked.within(sizes * (STEP_BACK * steps * min(32, rows) + rows))


@known
def backdoor(asked: Asked) -> int:
    """Words or values in two dozen rows each; of pictures windows, and steps along the slopes."""
    rows = min(asked.rows, asked.number("attacked_rows", table=400, other=400))
    if asked.kind is Kind.IMAGE:
        steps = asked.number("steps", table=40, other=40)
        return WINDOWS * WINDOW_PICTURES + round(2.5 * steps) * STEP_BACK * STEP_PICTURES + 6 * rows
    tried = asked.number("words_tried", table=400, other=400)
    return tried * SCREENED + 14 * rows


@known
def substitute(asked: Asked) -> int:
    """Half of the rows, doubled from round to round, and the other half attacked and with noise."""
    rows = min(asked.rows, asked.number("attacked_rows", table=400, other=400))
    doubled = rows / 2 * (1 << asked.number("rounds", table=4, other=4))
    return asked.within(rows + doubled)


@known
def extraction(asked: Asked) -> int:
    """The thief's half, doubled from round to round: its own rows are asked once more."""
    rows = min(asked.rows, asked.number("attacked_rows", table=2000, other=2000))
    return asked.within(rows / 2 * (1 << asked.number("rounds", table=2, other=2)))


@known
def memorisation(asked: Asked) -> int:
    """Each text once as it is, and once a token that is added to its beginning."""
    rows = min(asked.rows, asked.number("asked_rows", table=2000, other=2000))
    return asked.within(rows * (1 + asked.number("suffix", table=20, other=20)))


@known
def continuations(asked: Asked) -> int:
    """A token after the other of what is asked for; a scorer is asked once a row."""
    if asked.parameters.get("scorer") in ("model", "recorded"):
        return asked.rows
    return asked.rows * asked.number("most_tokens", table=40, other=40)


@known
def decisions(asked: Asked) -> int:
    """A token after the other of each prompt's answer.

    Rows of no group are cases into which each person goes; without prompts it is those that come
    along.
    """
    kinds = len(set(asked.parameters.get("cases") or ())) * CASES_OF_A_KIND or CASES
    signals = set(asked.parameters.get("exchanged") or ("name",))
    persons = sum(PERSONS.get(signal, 0) for signal in signals)
    prompts = asked.rows
    if not (asked.has(Role.FEATURE) and asked.texts):
        prompts = kinds * persons
    elif not asked.has(Role.PROTECTED):
        prompts = asked.rows * persons
    drawn = prompts * asked.number("draws", table=1, other=1)
    return drawn * asked.number("most_tokens", table=60, other=60)


@known
def planted(asked: Asked) -> int:
    """A token after the other of each prompt's answer.

    Rows that name no planted word are documents, each asked without a plant and with each at up to
    three places; without prompts it is those that come along.
    """
    kinds = len(set(asked.parameters.get("plants") or ())) or PLANTS
    of_a_document = 1 + kinds * POSITIONS
    prompts = asked.rows
    if not asked.has(Role.FEATURE):
        prompts = DOCUMENTS * of_a_document
    elif not (asked.has(Role.OPTION) and asked.has(Role.PROTECTED)):
        prompts = asked.rows * of_a_document
    drawn = prompts * asked.number("draws", table=1, other=1)
    return drawn * asked.number("most_tokens", table=100, other=100)


@known
def names_found(asked: Asked) -> int:
    """Each sentence with each name; whether rows are templates is seen when they are read."""
    return NAME_SENTENCES * PERSONS["name"]


@known
def drawn_continuations(asked: Asked) -> int:
    """Each prompt so often, a token after the other; a scorer reads whole texts and its own."""
    if asked.parameters.get("scorer") == "model":
        return asked.rows + IDENTITY_TEMPLATES * sum(IDENTITY_TERMS.values())
    drawn = asked.rows * asked.number("each", table=25, other=25)
    return drawn * asked.number("most_tokens", table=40, other=40)


def _coalitions(asked: Asked, samples: int) -> int:
    return min(samples, 2**asked.columns) if asked.tabular and asked.columns <= 20 else samples
