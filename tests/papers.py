"""PDF files with files inside, made by pypdf."""

import io

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, NumberObject


def writer(**files):
    """A sheet with files inside, in the tree of embedded files."""
    paper = PdfWriter()
    paper.add_blank_page(width=200, height=200)
    for name, content in files.items():
        paper.add_attachment(name, content)
    return paper


def written(paper):
    file = io.BytesIO()
    paper.write(file)
    return file.getvalue()


def pdf(**files):
    return written(writer(**files))


def associated(content):
    """A sheet with a file that is only associated with the document."""
    paper = writer()
    stream = DecodedStreamObject()
    stream.set_data(content)
    inside = DictionaryObject({NameObject("/F"): paper._add_object(stream)})
    specification = DictionaryObject({NameObject("/Type"): NameObject("/Filespec"), NameObject("/EF"): inside})
    paper.root_object[NameObject("/AF")] = ArrayObject([paper._add_object(specification)])
    return written(paper)


def scanned(*photographs):
    """A sheet that is nothing but photographs, as a scanner makes it."""
    paper = writer()
    drawn = DictionaryObject()
    for n, (data, (width, height)) in enumerate(photographs):
        stream = DecodedStreamObject()
        stream.set_data(data)
        stream.update(
            {
                NameObject("/Type"): NameObject("/XObject"),
                NameObject("/Subtype"): NameObject("/Image"),
                NameObject("/Filter"): NameObject("/DCTDecode"),
                NameObject("/Width"): NumberObject(width),
                NameObject("/Height"): NumberObject(height),
            }
        )
        drawn[NameObject(f"/Im{n}")] = paper._add_object(stream)
    paper.pages[0][NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): drawn})
    return written(paper)
