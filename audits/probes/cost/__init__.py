"""What does an answer cost: time, memory, operations?"""

from audits.probing.section import Section

SECTION = Section(
    title="Cost",
    picture="throughput",
    lede="What does an answer cost in time, memory, operations and energy, on which machine?",
    caveat=(
        "What this is no proof of.",
        "Times and memory are of the machine that is named, with nothing else running on it: a "
        "phone, a GPU or a busy server gives others. What was counted from the graph (operations, "
        "parameters) is the same everywhere, and says nothing of time by itself.",
    ),
)
