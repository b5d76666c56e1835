"""Which elements and attributes an item may hold: the tables that decide, without code.

`ELEMENTS` is what may be read; `PUBLIC_ATTRIBUTES` and `MATH` are the smaller part that may reach a candidate.
What stands in neither `ELEMENTS` nor the interactions is refused by its name.

Source: 1EdTech QTI 3.0 Assessment, Section and Item Information Model, "AssessmentItem" (order of parts) and
"ItemBody"; W3C MathML Core (presentation elements).
"""

from dataclasses import dataclass
from typing import Final

QTI: Final = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
MATHML: Final = "http://www.w3.org/1998/Math/MathML"


def words(text: str) -> frozenset[str]:
    """Return the words of `text`."""
    return frozenset(text.split())


@dataclass(frozen=True, slots=True)
class Element:
    """What one QTI element may carry; `flow` means text, HTML, formulas and interactions too."""

    attributes: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    children: frozenset[str] = frozenset()
    flow: bool = False
    text: bool = False


ITEM_PARTS: Final = (
    "qti-response-declaration",
    "qti-outcome-declaration",
    "qti-assessment-stimulus-ref",
    "qti-stylesheet",  # kept, never applied: the look of a page is the site's
    "qti-item-body",
    "qti-catalog-info",
    "qti-response-processing",
    "qti-modal-feedback",
)

# May stand on every element of the body. `id` is read, and left out when shown: ids are ours.
GLOBAL_ATTRIBUTES: Final = words("id class lang xml:lang dir title role xml:base")
PUBLIC_GLOBAL_ATTRIBUTES: Final = words("lang xml:lang dir")

HTML: Final[dict[str, frozenset[str]]] = {
    **dict.fromkeys(words("p div span br hr h1 h2 h3 h4 h5 h6 ul dl dt dd pre"), frozenset()),
    **dict.fromkeys(words("em strong b i u s small sub sup code kbd samp var abbr dfn cite bdi bdo"), frozenset()),
    **dict.fromkeys(words("figure figcaption section article aside header footer"), frozenset()),
    **dict.fromkeys(words("table caption thead tbody tfoot tr"), frozenset()),
    "ol": words("start type reversed"),
    "li": words("value"),
    "th": words("colspan rowspan scope headers"),
    "td": words("colspan rowspan headers"),
    "colgroup": words("span"),
    "col": words("span"),
    "blockquote": words("cite"),
    "q": words("cite"),
    "img": words("src alt width height longdesc"),
    "a": words("href"),
}
HTML_PARENTS: Final[dict[str, frozenset[str]]] = {
    "li": words("ul ol"),
    **dict.fromkeys(words("dt dd"), words("dl div")),
    **dict.fromkeys(words("caption colgroup thead tbody tfoot"), words("table")),
    "col": words("colgroup"),
    "tr": words("table thead tbody tfoot"),
    **dict.fromkeys(words("td th"), words("tr")),
}
VOID: Final = words("br hr img col input")
PUBLIC_ATTRIBUTES: Final[dict[str, frozenset[str]]] = {
    **{tag: attributes - words("headers cite longdesc") for tag, attributes in HTML.items()},
    "ol": words("start reversed"),
}
BLOCKS: Final = words("p div h1 h2 h3 h4 h5 h6 li dt dd th td caption pre figcaption blockquote")

# No maction (it acts), no mphantom (it hides), no annotation-xml (it holds anything).
MATH: Final = words(
    "math mi mn mo ms mtext mspace mrow mfrac msqrt mroot mfenced menclose msub msup msubsup munder mover "
    "munderover mmultiscripts mprescripts none mtable mtr mtd mstyle mpadded semantics annotation"
)
MATH_ATTRIBUTES: Final = words(
    "display displaystyle scriptlevel mathvariant mathsize linethickness open close separators accent accentunder "
    "stretchy fence separator form lspace rspace minsize maxsize symmetric largeop movablelimits width height "
    "depth columnalign rowalign columnspan rowspan columnspacing rowspacing notation bevelled numalign "
    "denomalign dir"
)
MATH_LEFT_OUT: Final = words("annotation")

_VALUES: Final = words("qti-value")
_BOUNDS: Final = words("default-value lower-bound upper-bound")
ELEMENTS: Final[dict[str, Element]] = {
    "qti-assessment-item": Element(
        words("label adaptive time-dependent xml:lang tool-name tool-version xml:base"),
        words("identifier title"),
        frozenset(ITEM_PARTS),
    ),
    "qti-response-declaration": Element(
        required=words("identifier cardinality base-type"),
        children=words("qti-default-value qti-correct-response qti-mapping qti-area-mapping"),
    ),
    "qti-outcome-declaration": Element(
        words(
            "view interpretation long-interpretation normal-maximum normal-minimum mastery-value external-scored "
            "variable-identifier-ref"
        ),
        words("identifier cardinality base-type"),
        words("qti-default-value"),
    ),
    "qti-correct-response": Element(words("interpretation"), children=_VALUES),
    "qti-default-value": Element(words("interpretation"), children=_VALUES),
    "qti-value": Element(words("base-type"), text=True),
    "qti-mapping": Element(_BOUNDS, children=words("qti-map-entry")),
    "qti-map-entry": Element(words("case-sensitive"), words("map-key mapped-value")),
    "qti-area-mapping": Element(_BOUNDS, children=words("qti-area-map-entry")),
    "qti-area-map-entry": Element(words("coords"), words("shape mapped-value")),
    "qti-assessment-stimulus-ref": Element(words("title"), words("identifier href")),
    "qti-stylesheet": Element(words("type media title"), words("href")),
    "qti-item-body": Element(GLOBAL_ATTRIBUTES, flow=True),
    "qti-assessment-stimulus": Element(
        words("title label xml:lang tool-name tool-version"),
        words("identifier"),
        words("qti-stylesheet qti-stimulus-body qti-catalog-info"),
    ),
    "qti-stimulus-body": Element(GLOBAL_ATTRIBUTES, flow=True),
    "qti-rubric-block": Element(
        GLOBAL_ATTRIBUTES | {"use"}, words("view"), words("qti-stylesheet qti-content-body"), flow=True
    ),
    "qti-content-body": Element(GLOBAL_ATTRIBUTES, flow=True),
    "qti-feedback-block": Element(
        GLOBAL_ATTRIBUTES, words("outcome-identifier identifier show-hide"), words("qti-content-body"), flow=True
    ),
    "qti-feedback-inline": Element(GLOBAL_ATTRIBUTES, words("outcome-identifier identifier show-hide"), flow=True),
    "qti-modal-feedback": Element(
        words("title"),
        words("outcome-identifier identifier show-hide"),
        words("qti-stylesheet qti-content-body qti-catalog-info"),
        flow=True,
    ),
    "qti-prompt": Element(GLOBAL_ATTRIBUTES, flow=True),
    "qti-catalog-info": Element(children=words("qti-catalog")),
    "qti-catalog": Element(required=words("id"), children=words("qti-card")),
    "qti-card": Element(
        words("xml:lang"), words("support"), words("qti-card-entry qti-html-content qti-file-href")
    ),
    "qti-card-entry": Element(words("xml:lang default"), children=words("qti-html-content qti-file-href")),
    "qti-html-content": Element(GLOBAL_ATTRIBUTES, flow=True),
    "qti-file-href": Element(words("mime-type"), text=True),
}

# What may stand among text, beside HTML, formulas and the interactions.
FLOW: Final = words("qti-rubric-block qti-feedback-block qti-feedback-inline")

# The QTI elements that may reach a candidate, beside the interactions, with their attributes. Catalogue cards
# (glossary, braille and the like) are kept in the item and reach nobody yet.
PUBLIC_PARTS: Final[dict[str, frozenset[str]]] = {
    **dict.fromkeys(
        words("qti-item-body qti-stimulus-body qti-content-body qti-prompt qti-simple-match-set"),
        PUBLIC_GLOBAL_ATTRIBUTES,
    ),
    **dict.fromkeys(
        words("qti-simple-choice qti-inline-choice qti-hottext qti-gap"),
        PUBLIC_GLOBAL_ATTRIBUTES | words("identifier fixed"),
    ),
    **dict.fromkeys(
        words("qti-simple-associable-choice qti-gap-text"),
        PUBLIC_GLOBAL_ATTRIBUTES | words("identifier fixed match-max"),
    ),
}

UNSUPPORTED: Final[dict[str, str]] = {
    **dict.fromkeys(
        words(
            "qti-hotspot-interaction qti-select-point-interaction qti-graphic-order-interaction "
            "qti-graphic-associate-interaction qti-graphic-gap-match-interaction qti-position-object-interaction "
            "qti-position-object-stage qti-media-interaction qti-drawing-interaction qti-upload-interaction "
            "qti-end-attempt-interaction qti-portable-custom-interaction qti-custom-interaction"
        ),
        "this kind of interaction is not supported",
    ),
    **dict.fromkeys(
        words(
            "qti-context-declaration qti-template-declaration qti-template-processing qti-template-block "
            "qti-template-inline qti-printed-variable qti-companion-materials-info qti-match-table "
            "qti-interpolation-table qti-gap-img qti-include"
        ),
        "this part of QTI is not supported",
    ),
    **dict.fromkeys(
        words("script style link iframe object embed form input button select textarea svg meta base template"),
        "is not allowed in an item",
    ),
    **dict.fromkeys(words("audio video picture source track"), "media other than images are not supported"),
}
