"""Does something that should not matter explain the answers?"""

from audits.probing.section import Section

SECTION = Section(
    title="Confounds",
    lede="Does something that should not matter explain the answers?",
    caveat=(
        "How far this goes.",
        "“Explained by” means: consistent with a difference in the nuisance. It is never "
        "a proof of a cause.",
    ),
)
