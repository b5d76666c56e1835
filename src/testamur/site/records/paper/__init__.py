"""Documents on paper: a list of blocks becomes a tagged PDF file, the same bytes each time.

>>> from testamur.site.records.paper import Heading, Paper, Paragraph, write_paper
>>> write_paper([Heading("Checked"), Paragraph("It holds.")], Paper("Checked", "en"))[:8]
b'%PDF-1.7'
"""

from testamur.site.records.paper.attachment import Attachment
from testamur.site.records.paper.blocks import Block, Facts, Figure, Heading, Paragraph, Quiet, Space, Table
from testamur.site.records.paper.flow import write_paper
from testamur.site.records.paper.picture import Code
from testamur.site.records.paper.sheet import A4, LETTER, Paper, Sheet, Size
from testamur.site.records.paper.typeset import can_be_set

__all__ = [
    "A4",
    "LETTER",
    "Attachment",
    "Block",
    "Code",
    "Facts",
    "Figure",
    "Heading",
    "Paper",
    "Paragraph",
    "Quiet",
    "Sheet",
    "Size",
    "Space",
    "Table",
    "can_be_set",
    "write_paper",
]
