"""QTI 3 packages: a zip of items, shared texts and images with a manifest that lists them.

Source: 1EdTech QTI 3.0 Packaging (imscp v1p1 profile); IMS Content Packaging 1.1.4.
"""

import io
import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from testamur.documents import Node, Source, read_xml, read_zip, write_xml
from testamur.errors import DocumentError, Problem
from testamur.items.item import Item, read, with_stimuli
from testamur.items.media import media_problems
from testamur.items.vocabulary import QTI
from testamur.items.writing import indented

MANIFEST: Final = "imsmanifest.xml"
NAMESPACE: Final = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
ITEM: Final = "imsqti_item_xmlv3p0"
STIMULUS: Final = "imsqti_stimulus_xmlv3p0"
EPOCH: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Package:
    """What a package holds.

    `items` are by the path of their file; `refused` says, for each item that this reader cannot take, why.
    `files` is every file as it came, by its path, the manifest apart.
    """

    items: Mapping[str, Item]
    refused: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)


def read_package(source: Source, *, name: str = "") -> Package:
    """Return what a QTI 3 package holds; items that cannot be taken are listed with their problems.

    Raises
    ------
    DocumentError
        If the archive is unsafe, the manifest is wrong, or a file it lists is not there or not safe to serve.
    """
    files = read_zip(source, name=name)
    if MANIFEST not in files:
        raise DocumentError([Problem(MANIFEST, "is missing")], name=name)
    resources = list(_resources(read_xml(files[MANIFEST], name=MANIFEST)))
    problems = [*_manifest_problems(resources, files), *_media_problems(files)]
    if problems:
        raise DocumentError(problems, name=name)
    items: dict[str, Item] = {}
    refused: dict[str, tuple[Problem, ...]] = {}
    for path in (_path(resource) for resource in resources if resource.attributes.get("type") == ITEM):
        try:
            items[path] = _item(path, files)
        except DocumentError as error:
            refused[path] = error.problems
    others = {path: data for path, data in files.items() if path != MANIFEST}
    return Package(items, refused, others)


def _resources(manifest: Node) -> Iterator[Node]:
    holder = manifest.first("resources")
    if manifest.tag != "manifest" or holder is None:
        raise DocumentError([Problem(f"line {manifest.line}", "lists no resources")], name=MANIFEST)
    return holder.elements("resource")


def _path(resource: Node) -> str:
    return posixpath.normpath(resource.attributes.get("href", ""))


def _manifest_problems(resources: list[Node], files: Mapping[str, bytes]) -> Iterator[Problem]:
    for resource in resources:
        place = f"{MANIFEST}:line {resource.line}"
        kind = resource.attributes.get("type", "")
        if kind.startswith("imsqti_item") and kind != ITEM:
            yield Problem(place, f"the resource type {kind!r} is not supported; only QTI 3 is")
        listed = [node.attributes.get("href", "") for node in resource.elements("file")]
        named = [resource.attributes["href"]] if "href" in resource.attributes else []
        for href in dict.fromkeys([*named, *listed]):
            if posixpath.normpath(href) not in files:
                yield Problem(place, f"lists {href!r}, which is not in the archive")
        if kind == ITEM and not named:
            yield Problem(place, "lists an item without its file")


def _media_problems(files: Mapping[str, bytes]) -> Iterator[Problem]:
    for path, data in files.items():
        yield from (Problem(path, sentence) for sentence in media_problems(path, data))


def _item(path: str, files: Mapping[str, bytes]) -> Item:
    item = read(files[path], name=path)
    beside = {address: beside_item(path, address) for address in (*item.stimulus_addresses, *addresses(item.body))}
    missing = [address for address, found in beside.items() if found not in files]
    if missing:
        raise DocumentError(
            [Problem("", f"refers to {a!r}, which is not in the archive") for a in missing], name=path
        )
    return with_stimuli(item, {address: files[beside[address]] for address in item.stimulus_addresses})


def beside_item(path: str, address: str) -> str:
    """Return the path in the package of a file that the item at `path` refers to."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), address))


def addresses(body: Node) -> tuple[str, ...]:
    """Return the images that a body shows, as it writes them."""
    return tuple(dict.fromkeys(node.attributes["src"] for node in body.walk() if node.tag == "img"))


def write_package(items: Mapping[str, Item], *, files: Mapping[str, bytes] | None = None) -> bytes:
    """Return a QTI 3 package; the same items and files always give the same bytes.

    Parameters
    ----------
    items : mapping of str to Item
        By the path of their file. Give `stripped` items for a package without keys.
    files : mapping of str to bytes, optional
        Further files by their path, such as images; one that stands at an item's path is that item's own text.

    Raises
    ------
    DocumentError
        If an image that an item shows is not among the files.
    """
    texts = {path: write_xml(item.document).encode() for path, item in items.items()}
    shared = {
        beside_item(path, address): _stimulus(body, f"stimulus-{number}")
        for path, item in items.items()
        for number, (address, body) in enumerate(item.stimuli.items(), 1)
    }
    every = {**shared, **texts, **(files or {})}
    needed = {path: [beside_item(path, address) for address in _needs(item)] for path, item in items.items()}
    if missing := [(path, other) for path, others in needed.items() for other in others if other not in every]:
        raise DocumentError(Problem(path, f"refers to {other!r}, which is not given") for path, other in missing)
    manifest = write_xml(indented(_manifest(needed, sorted(set(every) - set(items)), frozenset(shared))))
    return _zipped({MANIFEST: manifest.encode(), **dict(sorted(every.items()))})


def _needs(item: Item) -> tuple[str, ...]:
    return (*item.stimulus_addresses, *addresses(item.body))


def _stimulus(body: Node, identifier: str) -> bytes:
    attributes = {"identifier": identifier, "title": identifier}
    return write_xml(Node("qti-assessment-stimulus", QTI, attributes, (body,))).encode()


def _manifest(needed: Mapping[str, list[str]], others: list[str], shared: frozenset[str]) -> Node:
    names = {path: f"r{number}" for number, path in enumerate([*sorted(needed), *others], 1)}
    resources = [
        _resource(names[path], ITEM, path, depends=[names[other] for other in needed[path]])
        for path in sorted(needed)
    ]
    resources += [
        _resource(names[path], STIMULUS if path in shared else "webcontent", path, depends=[]) for path in others
    ]
    metadata = _cp("metadata", _cp("schema", "QTI Package"), _cp("schemaversion", "3.0.0"))
    return _cp("manifest", metadata, _cp("organizations"), _cp("resources", *resources), identifier="testamur")


def _resource(name: str, kind: str, path: str, *, depends: list[str]) -> Node:
    dependencies = (_cp("dependency", identifierref=other) for other in depends)
    return _cp("resource", _cp("file", href=path), *dependencies, identifier=name, type=kind, href=path)


def _cp(tag: str, *children: Node | str, **attributes: str) -> Node:
    return Node(tag, NAMESPACE, attributes, children)


def _zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            entry = zipfile.ZipInfo(path, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return buffer.getvalue()
