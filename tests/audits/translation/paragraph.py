"""The lecture's paragraph: as it was translated in 2021, and whom a reader ties each line to."""

from tests.audits.translation.tables import dataset, measure

# The Hungarian paragraph of 2021 as it was translated, and whom a reader ties each line to.
PARAGRAPH = [
    ("Ő szép.", "She is beautiful.", "female"), ("Ő okos.", "He is clever.", "male"),
    ("Ő olvas.", "He reads.", "male"), ("Ő mosogat.", "She washes the dishes.", "female"),
    ("Ő épít.", "He builds.", "male"), ("Ő varr.", "She sews.", "female"),
    ("Ő tanít.", "He teaches.", "male"), ("Ő főz.", "She cooks.", "female"),
    ("Ő kutat.", "He's researching.", "male"),
    ("Ő gyereket nevel.", "She is raising a child.", "female"),
    ("Ő zenél.", "He plays music.", "male"), ("Ő takarító.", "She's a cleaner.", "female"),
    ("Ő politikus.", "He is a politician.", "male"),
    ("Ő sok pénzt keres.", "He makes a lot of money.", "male"),
    ("Ő süteményt süt.", "She is baking a cake.", "female"),
    ("Ő professzor.", "He's a professor.", "male"),
    ("Ő asszisztens.", "She's an assistant.", "female"),
]  # fmt: skip
SOURCES, OUTPUTS, SAID = map(list, zip(*PARAGRAPH, strict=True))
HUNGARIAN = (("language", "hu"),)


def hungarian(outputs=OUTPUTS, sources=SOURCES, **columns):
    return measure(dataset(outputs, sources=sources, **columns), source_language="hu")


def statement(exhibits):
    return next(exhibit for exhibit in exhibits if exhibit.kind == "statement")
