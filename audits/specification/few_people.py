"""From how few people on a number tells of single ones, and which pictures show them."""

# A cell of fewer people is no group of a protected report (`settings.disclosure: protect`).
FEWEST = 5
# Kinds of exhibits that show rows one by one.
OF_ROWS = frozenset(
    {"pairs", "sentences", "highlighted_text", "heat_picture", "side_by_side", "signed_bars",
     "scatter"}
)  # fmt: skip
