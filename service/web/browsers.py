"""Which browser a session is of, in the words people know it by."""

# The first that fits: most browsers name the others that they are like.
_NAMES = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"),
    ("HeadlessChrome/", "Chrome"), ("Chrome/", "Chrome"), ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "an iPhone"), ("iPad", "an iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("Mac OS X", "a Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def browser_name(agent: str) -> str:
    """`Firefox on Windows`; the first word of what names no browser; empty of nothing."""
    name = next((name for mark, name in _NAMES if mark in agent), "")
    system = next((system for mark, system in _SYSTEMS if mark in agent), "")
    if not name:
        return agent.split("/")[0].split(" ")[0][:40]
    return f"{name} on {system}" if system else name
