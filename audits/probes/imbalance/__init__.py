"""Is the accuracy more than the majority class gives for nothing?"""

from audits.probing.section import Section

SECTION = Section(
    title="Accuracy against imbalance",
    lede="Every score beside what a model that does nothing would get.",
)
