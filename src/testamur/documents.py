"""The one hardened reader of foreign files: TOML, JSON, CSV, XML and zip.

Whatever comes from outside passes here first. Sizes, depths and paths are limited, XML with a document type
is refused (so no entity can expand or reach out), and what is wrong is said all at once.
"""

import csv
import io
import json
import math
import re
import struct
import tomllib
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any, Final, TypeVar
from xml.sax.saxutils import escape, quoteattr

import cattrs
from cattrs.errors import ClassValidationError, ForbiddenExtraKeysError, IterableValidationError
from lxml import etree

from testamur.errors import DocumentError, Problem

Shape = TypeVar("Shape")
Source = Path | bytes

MAX_BYTES: Final = 8 * 1024 * 1024
MAX_DEPTH: Final = 64
MAX_ATTRIBUTES: Final = 1_000
MAX_ZIP_BYTES: Final = 64 * 1024 * 1024
MAX_ZIP_FILES: Final = 10_000
BROKEN_ZIP: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, OSError, ValueError, LookupError, RuntimeError, EOFError,
)  # fmt: skip
"""Whatever the standard library raises at a zip archive that is broken, or of a kind that it does not know."""
XML_NAMESPACE: Final = "http://www.w3.org/XML/1998/namespace"


def read_bytes(source: Source, *, name: str = "", limit: int = MAX_BYTES) -> bytes:
    """Return the bytes of a file of at most `limit` bytes."""
    name = name or (str(source) if isinstance(source, Path) else "")
    try:
        if isinstance(source, Path):
            with source.open("rb") as file:
                data = file.read(limit + 1)
        else:
            data = source
    except OSError as error:
        raise DocumentError([Problem("", f"cannot be read: {error.strerror}")], name=name) from None
    if len(data) > limit:
        raise DocumentError([Problem("", f"larger than the {limit:,} bytes allowed")], name=name)
    return data


def read_text(source: Source, *, name: str = "", limit: int = MAX_BYTES) -> str:
    """Return the text of a UTF-8 file of at most `limit` bytes."""
    name = name or (str(source) if isinstance(source, Path) else "")
    data = read_bytes(source, name=name, limit=limit)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError([Problem(f"byte {error.start}", "is not UTF-8 text")], name=name) from None


def read_toml(source: Source, *, name: str = "") -> dict[str, Any]:
    """Return the table that a TOML file holds."""
    name = name or (str(source) if isinstance(source, Path) else "")
    text = read_text(source, name=name)
    try:
        table = tomllib.loads(text)
    except ValueError as error:  # also a whole number of more figures than Python reads
        raise DocumentError([Problem("", f"is not TOML: {error}")], name=name) from None
    except RecursionError:
        raise DocumentError([Problem("", f"is nested deeper than {MAX_DEPTH} levels")], name=name) from None
    _check_depth(table, name=name)
    return table


def read_json(source: Source, *, name: str = "", limit: int = MAX_BYTES) -> Any:  # noqa: ANN401  (JSON is any)
    """Return the value that a JSON file holds; repeated keys, NaN and Infinity are refused."""
    name = name or (str(source) if isinstance(source, Path) else "")
    text = read_text(source, name=name, limit=limit)
    try:
        value = json.loads(
            text, object_pairs_hook=_pairs_once, parse_constant=_refuse_constant, parse_float=_finite
        )
    except RecursionError:
        raise DocumentError([Problem("", f"is nested deeper than {MAX_DEPTH} levels")], name=name) from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}"
        raise DocumentError([Problem(place, f"is not JSON: {error.msg}")], name=name) from None
    except ValueError as error:
        raise DocumentError([Problem("", str(error))], name=name) from None
    if text.count("{") + text.count("[") > MAX_DEPTH:
        _check_depth(value, name=name)
    return value


def _pairs_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) != len(pairs):
        keys = [key for key, _ in pairs]
        repeated = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {repeated!r} stands twice in one object")
    return table


def _refuse_constant(text: str) -> None:
    raise ValueError(f"{text} is not a JSON number")


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"{text[:40]} is larger than a number can be")
    return number


def _check_depth(value: object, *, name: str) -> None:
    level: list[object] = [value]
    for _ in range(MAX_DEPTH):
        level = [
            child
            for parent in level
            if isinstance(parent, dict | list)
            for child in (parent.values() if isinstance(parent, dict) else parent)
        ]
        if not level:
            return
    raise DocumentError([Problem("", f"is nested deeper than {MAX_DEPTH} levels")], name=name)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a CSV file, by the name of its column."""

    line: int
    cells: Mapping[str, str]


def read_csv(
    source: Source, *, columns: Iterable[str], name: str = "", limit: int = MAX_BYTES, others: bool = False
) -> list[Row]:
    """Return the lines of a CSV file whose first line names its columns.

    Every column of `columns` must be there; further ones are refused unless `others` is allowed. Blank lines
    are skipped.
    """
    name = name or (str(source) if isinstance(source, Path) else "")
    reader = csv.reader(io.StringIO(read_text(source, name=name, limit=limit), newline=""), strict=True)
    try:
        lines = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise DocumentError([Problem(f"line {reader.line_num}", str(error))], name=name) from None
    if not lines:
        raise DocumentError([Problem("", "is empty; the first line must name the columns")], name=name)
    header = [cell.strip() for cell in lines[0][1]]
    problems = list(_header_problems(header, wanted=list(columns), others=others))
    problems += [
        Problem(f"line {number}", f"has {len(cells)} cells; the first line names {len(header)}")
        for number, cells in lines[1:]
        if len(cells) != len(header)
    ]
    if problems:
        raise DocumentError(problems, name=name)
    return [Row(number, dict(zip(header, cells, strict=True))) for number, cells in lines[1:]]


def _header_problems(header: list[str], *, wanted: list[str], others: bool) -> Iterator[Problem]:
    for column in wanted:
        if column not in header:
            yield Problem("line 1", f"the column {column!r} is missing")
    for column in dict.fromkeys(header):
        if header.count(column) > 1:
            yield Problem("line 1", f"the column {column!r} stands twice")
        if not others and column not in wanted:
            yield Problem("line 1", f"the column {column!r} is not known")


@dataclass(frozen=True, slots=True)
class Node:
    """One XML element: its local name, namespace, attributes and children (text as `str`), in document order.

    Attributes of a foreign namespace are kept under ``{namespace}local``; ``xml:lang`` stays ``xml:lang``.
    """

    tag: str
    namespace: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: tuple["Node | str", ...] = ()
    line: int = 0

    def elements(self, *tags: str) -> Iterator["Node"]:
        """Yield the child elements, all or those of the given local names."""
        return (c for c in self.children if isinstance(c, Node) and (not tags or c.tag in tags))

    def first(self, *tags: str) -> "Node | None":
        """Return the first child element of one of these names."""
        return next(self.elements(*tags), None)

    def walk(self) -> Iterator["Node"]:
        """Yield this element and every one below it, in document order."""
        yield self
        for child in self.elements():
            yield from child.walk()

    @property
    def text(self) -> str:
        """All text below this element, joined and stripped."""
        return "".join(self.pieces()).strip()

    def pieces(self) -> Iterator[str]:
        """Yield the pieces of text below this element, in document order."""
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield from child.pieces()


def read_xml(source: Source, *, name: str = "", limit: int = MAX_BYTES) -> Node:
    """Return the root element of an XML file.

    A document type, an entity, a processing instruction, more than `MAX_DEPTH` levels, a tag with more than about
    `MAX_ATTRIBUTES` attributes (each is compared with each) or more than `limit` bytes are refused; comments are
    dropped; nothing is ever fetched.
    """
    name = name or (str(source) if isinstance(source, Path) else "")
    text = read_text(source, name=name, limit=limit)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        refusal = Problem("", "has a document type or an entity, which is not allowed")
        raise DocumentError([refusal], name=name)
    if attributes_of_a_tag(text) > MAX_ATTRIBUTES:
        raise DocumentError([Problem("", f"has a tag with more than {MAX_ATTRIBUTES:,} attributes")], name=name)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text).encode(), parser)
    except etree.XMLSyntaxError as error:
        place = f"line {error.lineno}" if error.lineno else ""
        raise DocumentError([Problem(place, f"is not well-formed XML: {error.msg}")], name=name) from None
    return _node(root, depth=1, name=name)


def attributes_of_a_tag(text: str) -> int:
    """Return how many attributes a tag of an XML text has at most; it may count more, but never fewer."""
    return max(part.count("=") for part in text.split("<") if not part.startswith("!")) if text else 0


def _node(element: Any, *, depth: int, name: str) -> Node:  # noqa: ANN401  (lxml has no public element type)
    place = f"line {element.sourceline}"
    if depth > MAX_DEPTH:
        raise DocumentError([Problem(place, f"is nested deeper than {MAX_DEPTH} levels")], name=name)
    if not isinstance(element.tag, str):
        raise DocumentError([Problem(place, "has a processing instruction or entity")], name=name)
    qualified = etree.QName(element)
    children: list[Node | str] = [element.text] if element.text else []
    for child in element:
        children.append(_node(child, depth=depth + 1, name=name))
        if child.tail:
            children.append(child.tail)
    attributes = {str(k).replace(f"{{{XML_NAMESPACE}}}", "xml:"): str(v) for k, v in element.attrib.items()}
    return Node(
        qualified.localname, qualified.namespace or "", attributes, tuple(children), element.sourceline or 0
    )


def write_xml(root: Node) -> str:
    """Return the XML text of `root`, each namespace as the default one, ending in a newline."""
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + _written(root, within="") + "\n"


def _written(node: Node, *, within: str) -> str:
    attributes = {k: v for k, v in node.attributes.items() if not k.startswith("{")}
    if node.namespace != within:
        attributes = {"xmlns": node.namespace, **attributes}
    start = node.tag + "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    if not node.children:
        return f"<{start}/>"
    inside = "".join(
        escape(child) if isinstance(child, str) else _written(child, within=node.namespace)
        for child in node.children
    )
    return f"<{start}>{inside}</{node.tag}>"


def read_zip(
    source: Source, *, name: str = "", limit: int = MAX_ZIP_BYTES, files: int = MAX_ZIP_FILES
) -> dict[str, bytes]:
    """Return the files of a zip archive by their path, none outside it or linked, not too much, not too many."""
    name = name or (str(source) if isinstance(source, Path) else "")
    try:
        archive = zipfile.ZipFile(source if isinstance(source, Path) else io.BytesIO(source))
    except BROKEN_ZIP as error:
        raise DocumentError([Problem("", f"is not a zip archive: {error}")], name=name) from None
    with archive:
        entries = [entry for entry in archive.infolist() if not entry.filename.endswith("/")]
        problems = list(_zip_problems(entries, limit=limit, files=files))
        if problems:
            raise DocumentError(problems, name=name)
        return {entry.filename: _unpacked(archive, entry, name=name) for entry in entries}


def _zip_problems(entries: list[zipfile.ZipInfo], *, limit: int, files: int) -> Iterator[Problem]:
    if len(entries) > files:
        yield Problem("", f"holds {len(entries):,} files; {files:,} are allowed")
    if sum(entry.file_size for entry in entries) > limit:
        yield Problem("", f"unpacks to more than the {limit:,} bytes allowed")
    seen: set[str] = set()
    for entry in entries:
        path = PurePosixPath(entry.filename)
        if not entry.filename:
            yield Problem("", "holds a file without a name")
        if path.is_absolute() or ".." in path.parts or "\\" in entry.filename or ":" in entry.filename:
            yield Problem(entry.filename, "points outside the archive")
        if (entry.external_attr >> 16) & 0o170000 == 0o120000:
            yield Problem(entry.filename, "is a link")
        if entry.filename in seen:
            yield Problem(entry.filename, "stands twice in the archive")
        seen.add(entry.filename)


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, name: str) -> bytes:
    try:
        with archive.open(entry) as file:
            data = file.read(entry.file_size + 1)
    except BROKEN_ZIP as error:
        raise DocumentError([Problem(entry.filename, f"cannot be unpacked: {error}")], name=name) from None
    if len(data) > entry.file_size:
        raise DocumentError([Problem(entry.filename, "is larger than it says")], name=name)
    return data


def shape(data: object, cls: type[Shape], *, name: str = "") -> Shape:
    """Return `data` as a `cls`, its scalars taken strictly and unknown keys refused.

    Raises
    ------
    DocumentError
        With every problem at once, each with its path (``exam.blueprint[0].weight``).
    """
    try:
        return _converter().structure(data, cls)
    except (ClassValidationError, IterableValidationError) as error:
        raise DocumentError(_problems(error, ""), name=name) from None
    except (TypeError, AttributeError, ValueError) as error:
        raise DocumentError([_problem(error, "")], name=name) from None


def plain(value: object) -> Any:  # noqa: ANN401  (JSON is any)
    """Return `value`, a frozen dataclass or container of them, as plain JSON-ready data."""
    return _converter().unstructure(value)


class _Wrong(ValueError):  # noqa: N818  (never leaves this module)
    """A scalar of the wrong type."""


def _scalar(value: object, cls: type[Shape]) -> Shape:
    exact = type(value) is cls or (cls is float and type(value) is int)
    if not exact:
        raise _Wrong(f"must be {_kind(cls)}, not {_kind(type(value))}")
    return cls(value)  # type: ignore[call-arg]  # int to float; otherwise a copy of itself


def _dated(value: object, cls: type[Shape]) -> Shape:
    if type(value) is cls:
        return value
    if isinstance(value, str):
        try:
            return cls.fromisoformat(value)  # type: ignore[attr-defined,no-any-return]  # date, datetime
        except ValueError:
            raise _Wrong(f"must be {_kind(cls)}, not {value!r}") from None
    raise _Wrong(f"must be {_kind(cls)}, not {_kind(type(value))}")


def _kind(cls: object) -> str:
    names: dict[object, str] = {
        int: "a whole number",
        float: "a number",
        str: "text",
        bool: "true or false",
        date: "a date",
        datetime: "a date with time",
        dict: "a table",
        list: "a list",
        type(None): "empty",
    }
    return names.get(cls, getattr(cls, "__name__", str(cls)))


@cache
def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(forbid_extra_keys=True, detailed_validation=True)
    for scalar in (int, float, str, bool):
        converter.register_structure_hook(scalar, _scalar)
    for dated in (date, datetime):
        converter.register_structure_hook(dated, _dated)
        converter.register_unstructure_hook(dated, lambda value: value.isoformat())
    return converter


def _problems(error: BaseException, path: str) -> Iterator[Problem]:
    if isinstance(error, ClassValidationError | IterableValidationError):
        for inner in error.exceptions:
            notes = getattr(inner, "__notes__", ())
            note = next((n for n in notes if hasattr(n, "name") or hasattr(n, "index")), None)
            yield from _problems(inner, _extended(path, note))
    elif isinstance(error, ForbiddenExtraKeysError):
        for key in sorted(error.extra_fields):
            yield Problem(_joined(path, key), "is not known here")
    elif isinstance(error, KeyError):
        yield Problem(path or str(error.args[0]), "is missing")
    else:
        yield _problem(error, path)


def _problem(error: BaseException, path: str) -> Problem:
    if isinstance(error, _Wrong):
        return Problem(path, str(error))
    if isinstance(error, TypeError | AttributeError):
        return Problem(path, "has the wrong shape")
    if " not in literal " in str(error):
        given, allowed = str(error).split(" not in literal ")
        words = ", ".join(re.findall(r"'([^']*)'", allowed))
        return Problem(path, f"must be one of {words}; it is {given!r}")
    return Problem(path, f"is not valid: {error}")


def _extended(path: str, note: object) -> str:
    if note is None:
        return path
    name = getattr(note, "name", None)
    if name is not None:
        return _joined(path, str(name))
    index = getattr(note, "index")  # noqa: B009
    return f"{path}[{index}]" if isinstance(index, int) else _joined(path, str(index))


def _joined(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
