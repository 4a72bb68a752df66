"""What each verdict means, for who reads a report far from the documentation."""

# docs/what_a_verdict_means.md says the same in its table; a test compares them.
MEANINGS = {
    "pass": "The data show that the bound is kept: not just the value, but the whole range it may "
    "lie in.",
    "fail": "The data show that the bound is broken; chance is no good explanation.",
    "inconclusive": "The range lies on both sides of the bound, or there are too few rows.",
    "not_run": "Nothing measured what the rule asks.",
    "error": "Something broke while measuring.",
}
# Said beside the findings where any is so: readers take it for a pass or a fail.
OF_DOUBT = "Inconclusive: these data decide neither way, which is no pass."
