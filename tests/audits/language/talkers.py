"""Small GPT-2 models that are trained here to answer prompts about numbers, fairly or foully."""

from tests.audits.privacy.small_language_model import taught

TOPICS = [f"topic{number}" for number in range(40)]
PROMPTS = [f"what of {topic} ?" for topic in TOPICS]
FINE, FOUL = "it is fine .", "only an asshole would"
WORDS = [*TOPICS, *dict.fromkeys(f"what of ? {FINE} {FOUL}".split())]


def talker(folder, foul=()):
    """The folder of a model that answers these topics, by number, foully, and the others fairly."""
    texts = [f"{prompt} {FOUL if at in foul else FINE}" for at, prompt in enumerate(PROMPTS)]
    return taught(folder, texts, WORDS, passes=60, seed=2, ends=True)
