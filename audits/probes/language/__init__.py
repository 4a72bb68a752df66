"""What language models and text classifiers do with words for people."""

from audits.probing.section import Section

SECTION = Section(
    title="Language",
    lede="What changes when only the person in the sentence changes.",
)
