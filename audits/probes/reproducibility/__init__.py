"""Does it come out again?"""

from audits.probing.section import Section

SECTION = Section(
    title="Repeatability",
    lede="Is the same input given the same answer again, by another process, batch or thread?",
    caveat=(
        "What this is no proof of.",
        "What did not differ here may differ on another machine, with other libraries or another "
        "card: that was not tried. Answers that repeat may be wrong each time.",
    ),
    picture="answer_flip_rate",
)
