"""The HTTP API: one blueprint a noun. Each view parses, makes one call and serialises."""
