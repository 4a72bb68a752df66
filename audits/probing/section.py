"""What a section of the report is called, declared by its folder under `audits/probes`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """`SECTION` in the `__init__.py` of a folder of probes; left out, its name is its title.

    title: its heading. lede: the sentence under it. caveat: what to bear in mind, as a heading and
    a text, shown with every report of the section.
    """

    title: str
    lede: str = ""
    caveat: tuple[str, str] | None = None
