"""What a section of the report is called, declared by its folder under `audits/probes`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """`SECTION` in the `__init__.py` of a folder of probes; left out, its name is its title.

    title: its heading. lede: the sentence under it, where no rule of the policy is about the
    section. caveat: what it is no proof of, as a heading and a text, shown at its end. picture:
    the metric or the kind of exhibit whose picture stands open; the others fold. Left out, it is
    what a rule judges, else the first.
    """

    title: str
    lede: str = ""
    caveat: tuple[str, str] | None = None
    picture: str = ""
