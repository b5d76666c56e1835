"""A verification record on paper: a page or two that a clerk files, with the signed record inside the file."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from testamur.credential import Verdict
from testamur.site.records.actions.verifications import address
from testamur.site.records.models import VerificationRecord
from testamur.site.records.paper import (
    Attachment,
    Block,
    Code,
    Facts,
    Heading,
    Paper,
    Paragraph,
    Quiet,
    Table,
    write_paper,
)
from testamur.site.records.verdict import ANSWERS, NAMES, TITLES, WORDS

Content = Mapping[str, Any]
MEDIA_TYPE: Final = "application/json"
MOST_IN_FULL: Final = 100
"""Records of a roster that are printed in full; more would take longer than somebody waits for a page."""


def moment(text: object) -> str:
    """Return a time stamp as people read it."""
    return f"{date_format(datetime.fromisoformat(str(text)), 'j F Y, H:i:s')} UTC"


def content_of(record: VerificationRecord) -> Content:
    """Return what a record's signed document says."""
    content: Content = json.loads(record.document)
    return content


def paper(record: VerificationRecord) -> bytes:
    """Return one record as a PDF file, with its signed document inside."""
    text = record.document.encode()
    inside = Attachment("record.json", text, MEDIA_TYPE, gettext("The signed verification record"))
    about = _about(record, gettext("Verification record %(id)s") % {"id": record.identifier})
    return write_paper(list(_blocks(record)), about, attachments=[inside])


def roster_paper(name: str, records: Sequence[VerificationRecord], *, at: datetime) -> bytes:
    """Return the records of a roster as one PDF file: a list of all, then each, if they are not too many."""
    title = gettext("Verification records of %(name)s") % {"name": name}
    blocks: list[Block] = [Heading(title), Paragraph(_sum(records, at=at)), _list(records)]
    if len(records) > MOST_IN_FULL:
        words = {"most": MOST_IN_FULL}
        said = gettext("Of more than %(most)s records the list alone is printed; each can be printed by itself.")
        blocks.append(Paragraph(said % words))
        records = ()
    for record in records:
        blocks += _blocks(record, level=2, alone=False)
    language = get_language() or "en"
    return write_paper(blocks, Paper(title, language, author="Testamur", foot=title))


def _about(record: VerificationRecord, title: str) -> Paper:
    return Paper(
        title,
        get_language() or "en",
        author="Testamur",
        subject=str(TITLES[Verdict(record.verdict)]),
        foot=address(record.identifier),
    )


def _sum(records: Sequence[VerificationRecord], *, at: datetime) -> str:
    good = sum(record.verdict == Verdict.CURRENT for record in records)
    words = {"good": good, "all": len(records), "at": f"{date_format(at, 'j F Y, H:i')} UTC"}
    return (
        gettext(
            "%(good)s of %(all)s credentials were genuine and current when each was last checked. Printed %(at)s."
        )
        % words
    )


def _list(records: Sequence[VerificationRecord]) -> Table:
    head = (gettext("Filed under"), gettext("Credential"), gettext("Verdict"), gettext("Checked, record"))
    rows = tuple(
        (
            record.entry.label if record.entry else "",
            str(content_of(record)["credential"].get("name", gettext("not known"))),
            str(WORDS[Verdict(record.verdict)]),
            f"{date_format(record.at, 'j F Y, H:i')} UTC, {record.identifier}",
        )
        for record in records
    )
    return Table(head, rows, (0.24, 0.28, 0.16, 0.32))


def _blocks(record: VerificationRecord, *, level: int = 1, alone: bool = True) -> Iterator[Block]:
    content = content_of(record)
    yield Heading(str(TITLES[Verdict(record.verdict)]), level)
    yield Paragraph(gettext("Primary source verification, made %(at)s.") % {"at": moment(content["checkedAt"])})
    yield Facts(tuple(facts(record, content)))
    yield Heading(gettext("What was checked"), level + 1)
    yield Table(
        (gettext("Step"), gettext("Answer"), gettext("What was found")),
        tuple(
            (str(NAMES.get(step["name"], step["name"])), str(ANSWERS[step["answer"]]), step["sentence"])
            for step in content["steps"]
        ),
        (0.2, 0.14, 0.66),
    )
    if content["sources"]:
        yield Heading(gettext("What was read for it"), level + 1)
        yield Table((gettext("Source"), gettext("As it was")), tuple(sources(content)), (0.45, 0.55))
    yield Heading(gettext("How to check this record"), level + 1)
    yield Paragraph(how(record, alone=alone))
    yield Code(address(record.identifier), gettext("QR code of the address of this record"))
    yield Quiet(gettext("SHA-256 of the signed record: %(digest)s") % {"digest": record.digest})


def facts(record: VerificationRecord, content: Content) -> Iterator[tuple[str, str]]:
    """Yield what a record says, each with its name; what the signature does not cover says so."""
    stated, asker = content["credential"], content["askedBy"]
    if record.entry:
        yield (
            gettext("Filed under"),
            gettext("%(label)s (your own words; not signed)") % {"label": record.entry.label},
        )
    yield gettext("Credential"), stated.get("name") or gettext("not known, as its signature does not hold")
    if "issuer" in stated:
        yield gettext("Issuer"), " · ".join(filter(None, (stated.get("issuerName"), stated["issuer"])))
    for name, member in ((gettext("Valid from"), "validFrom"), (gettext("Valid until"), "validUntil")):
        if member in stated:
            yield name, moment(stated[member])
    if "address" in stated:
        yield gettext("Its address"), stated["address"]
    yield gettext("SHA-256 of the credential"), stated["sha256"]
    who = [asker["organisation"], *asker.get("duties", [])]
    yield gettext("Asked by"), ", ".join(who)
    if record.by and record.by.name:
        yield (
            gettext("Person"),
            gettext("%(name)s, number %(number)s (the number is signed)")
            % {
                "name": record.by.name,
                "number": asker.get("person", record.by.pk),
            },
        )
    yield gettext("Occasion"), content["occasion"]
    yield gettext("Checked"), moment(content["checkedAt"])
    yield gettext("By whose clock"), content["clock"]
    yield gettext("Checked by"), content["issuer"]
    yield gettext("Software"), f"{content['software']['name']} {content['software']['version']}"


def sources(content: Content) -> Iterator[tuple[str, str]]:
    """Yield what was read for a check: its address; its kind, date, and digest."""
    for source in content["sources"]:
        said = [source["kind"]]
        if "validFrom" in source:
            said.append(gettext("of %(at)s") % {"at": moment(source["validFrom"])})
        if "place" in source:
            said.append(gettext("place %(place)s") % {"place": source["place"]})
        yield source["address"], f"{', '.join(said)}; SHA-256 {source['sha256']}"


def how(record: VerificationRecord, *, alone: bool) -> str:
    """Return how anybody can check a record, in a few sentences."""
    where = (
        gettext("The signed record lies inside this PDF file and is what counts; these pages only show it.")
        if alone
        else gettext("The signed record is what counts; these pages only show it. The roster gives it as JSON.")
    )
    rest = gettext(
        "Give the file to the verify page of any Testamur, or to the command testamur credential record. The "
        "signature is of type eddsa-jcs-2022, by a key that %(verifier)s publishes."
    ) % {"verifier": content_of(record)["issuer"]}
    return f"{where} {rest}"
