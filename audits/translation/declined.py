"""Whether an output apologises or refuses, in English, where a translation was asked for.

Services and chat models answer so in the place of a translation, whatever the language asked for.
A first person who cannot translate, assist or fulfil a request is needed: "I'm sorry" alone may be
what the sentence says.
"""

import re

_CANNOT = (
    r"\b(?:i|we) ?(?:can ?not|can't|(?:am|are|'m|'re) (?:not able|unable) to|won't|will not"
    r"|could not|couldn't|(?:do not|don't) (?:know how to|speak|understand))\b"
)
_TASK = (
    r"\b(?:translat\w+|assist|comply|fulfil\w*|help (?:you )?with|provide|process|"
    r"(?:the|this|that|your) (?:text|sentence|language|request|phrase))\b"
)
_DECLINES = re.compile(
    rf"{_CANNOT}[^.!?]{{0,60}}?{_TASK}"
    rf"|\b(?:sorry|apologi[sz]e|apologies|unfortunately)\b[^.!?]{{0,60}}?{_CANNOT}"
    r"[^.!?]{0,60}?\b(?:translat\w+|assist|that request|this request|that|this)\b"
    r"|\bas an? (?:ai|artificial intelligence|language model)\b",
    re.IGNORECASE,
)


def declines(output: str) -> bool:
    """output: plain, as `normalisation.plain` leaves it."""
    return _DECLINES.search(output[:400]) is not None
