"""Reading XML that anybody may have written: no document type, no entities, bounded depth and size.

expat does the reading. What it offers for attack (entities that grow, files that are fetched) begins with a
document type declaration, and a schedule needs none, so one is refused at its first character.
"""

from dataclasses import dataclass, field
from xml.parsers import expat

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from innovfest.programme.errors import BadProgramme
from innovfest.programme.file.mistakes import Mistake

MOST_DEPTH = 20
MOST_NODES = 100_000


@dataclass
class Node:
    """An element: its tag, attributes, text, children, and the line on which it begins."""

    tag: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list["Node"] = field(default_factory=list)

    def child(self, tag: str) -> "Node | None":
        """Find the first child of a tag."""
        return next((each for each in self.children if each.tag == tag), None)

    def text_of(self, tag: str) -> str:
        """Return the text of the first child of a tag, empty when there is none."""
        found = self.child(tag)
        return found.text.strip() if found else ""

    def all(self, tag: str) -> list["Node"]:
        """List the children of a tag."""
        return [each for each in self.children if each.tag == tag]


class _Builder:
    def __init__(self) -> None:
        # What it was written in is over: it comes as text, whatever its declaration still says.
        self.parser = expat.ParserCreate("utf-8")
        self.root = Node("", {}, 1)
        self.path = [self.root]
        self.nodes = 0
        self.parser.StartDoctypeDeclHandler = self._declared
        self.parser.StartElementHandler = self._opened
        self.parser.EndElementHandler = self._closed
        self.parser.CharacterDataHandler = self._said

    def _declared(self, *_told: object) -> None:
        raise self.refused(_l("A document type is declared here. A schedule needs none; take it out."))

    def _opened(self, tag: str, attributes: dict[str, str]) -> None:
        self.nodes += 1
        if len(self.path) > MOST_DEPTH or self.nodes > MOST_NODES:
            raise self.refused(_l("There is more in it than a schedule can hold."))
        node = Node(tag, attributes, self.parser.CurrentLineNumber)
        self.path[-1].children.append(node)
        self.path.append(node)

    def _closed(self, _tag: str) -> None:
        self.path.pop()

    def _said(self, text: str) -> None:
        self.path[-1].text += text

    def refused(self, sentence: LazyString, line: int = 0, column: int = 0) -> BadProgramme:
        """Return the refusal of the place where the reading is, or of the one named."""
        place = line or self.parser.CurrentLineNumber
        return BadProgramme(mistakes=[Mistake(sentence, line=place, column=column)])


def read_xml(content: bytes) -> Node:
    """Return the root element of XML in UTF-8; raises BadProgramme with the place where it can't be read."""
    builder = _Builder()
    try:
        builder.parser.Parse(content, True)
    except (expat.ExpatError, ValueError) as error:
        line, column = getattr(error, "lineno", 1), getattr(error, "offset", 0) + 1
        raise builder.refused(_l("This is not XML from here on."), line, column) from error
    return builder.root.children[0]
