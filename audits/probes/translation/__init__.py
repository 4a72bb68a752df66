"""What translators do with a person's gender."""

from audits.probing.section import Section

SECTION = Section(
    title="Translations",
    lede="What the translator chose where the source leaves it open.",
)
