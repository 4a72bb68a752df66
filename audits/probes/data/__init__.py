"""What is wrong with the rows themselves, before any model?"""

from audits.probing.section import Section

SECTION = Section(
    title="Data",
    lede="Are the rows what they are taken to be, before any model is asked?",
    caveat=(
        "What this is no proof of.",
        "Mistakes that a model learns as readily as the truth look right here, and what looks "
        "wrong may be right and rare: a suspect is a row to look at, not one to drop.",
    ),
    picture="label_error_rate",
)
