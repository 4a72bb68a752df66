"""How little does it take to turn the model's answers?"""

from audits.probing.section import Section

SECTION = Section(
    title="Robustness",
    lede="How little does it take to turn the model's answers, for whom, and how sure is that?",
    caveat=(
        "What this is no proof of.",
        "An attack that broke nothing proves nothing: another one, or a larger budget, may. What "
        "is shown here is what these attacks broke within this budget. Only a certificate shows "
        "that something holds, and only for what it covers.",
    ),
)
