"""Does what is claimed follow from the numbers that are shown for it?"""

from audits.probing.section import Section

SECTION = Section(
    title="Claims",
    lede="Does what is claimed follow from the numbers that are shown for it?",
    caveat=(
        "What this is no proof of.",
        "A claim that stands holds for such data sets, runs and items as the table has, and a "
        "claim that is not shown is not refuted: a small table shows little. Nothing here says "
        "that the numbers themselves were measured as they should be.",
    ),
    picture="claims",
)
