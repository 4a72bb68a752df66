"""Why the model answered as it did, with a card that says how far that may be believed."""

from audits.probing.section import Section

SECTION = Section(
    title="Explanations",
    lede="What moved an answer, by each method, with how far each method may be believed.",
    caveat=(
        "What an explanation is not.",
        "It is not a cause, a reason, or a promise about the next case. It says which "
        "parts of this input moved this answer under one way of asking.",
    ),
)
