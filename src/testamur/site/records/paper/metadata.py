"""What a PDF file says of itself: its title, its language, by whom it is, of when.

Source: ISO 32000-2, 14.3 (metadata); ISO 16684-1 (XMP).
"""

from datetime import UTC, datetime
from typing import Final
from xml.sax.saxutils import escape

_XMP: Final = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>Testamur</xmp:CreatorTool>{made}
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


def packet(*, title: str, author: str, subject: str, language: str, at: datetime | None) -> bytes:
    """Return the XMP packet."""
    made = f"\n<xmp:CreateDate>{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</xmp:CreateDate>" if at else ""
    return _XMP.format(
        title=escape(title),
        author=escape(author),
        subject=escape(subject),
        language=escape(language),
        made=made,
    ).encode()


def moment(at: datetime) -> str:
    """Return a time as a PDF file writes it (7.9.4)."""
    return f"D:{at.astimezone(UTC):%Y%m%d%H%M%S}Z"
