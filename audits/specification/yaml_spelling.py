"""Names as a line of YAML takes them, for remedies that are copied."""

from audits.errors import Refused
from audits.specification.missing_words import quoted


def in_yaml(name: str) -> str:
    """As it may stand in a list or mapping of one line: `income, net` wants quotes there."""
    from audits.specification.parsing import load_yaml  # a parser that children seldom need

    try:
        plain: object = load_yaml(f"{{{name}: [{name}]}}")
    except Refused:
        plain = None
    return name if plain == {name: [name]} else quoted(name)
