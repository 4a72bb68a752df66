"""What does the model give away about the people it was trained on?"""

from audits.probing.section import Section

SECTION = Section(
    title="Privacy",
    lede="What do the model's answers give away about the rows it was trained on?",
    caveat=(
        "What this is no proof of.",
        "An attack that found nothing proves nothing: a stronger one, or one with more knowledge, "
        "may. What is shown is the least that these attacks gain from the answers alone.",
    ),
    picture="curve",
)
