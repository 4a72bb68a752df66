"""What is gained, for whom, and at what price?"""

from audits.probing.section import Section

SECTION = Section(
    title="Trade-offs",
    lede="What is gained, and for whom, beside people, simpler models and more data?",
    caveat=(
        "What this is no proof of.",
        "People, items and simpler models are those at hand: others may do better or worse, and "
        "people who know that a model is asked too answer otherwise. More accuracy is no reason "
        "by itself, and nothing here says who should decide.",
    ),
    picture="accuracy_gain_over_median_person",
)
