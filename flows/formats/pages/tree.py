"""Mark-up into a tree of elements, however broken it is, with bounds on what it may cost."""

import re

from lxml import html as lxml_html
from lxml.etree import ElementDefaultClassLookup, LxmlError, _Element, strip_elements

from flows.formats.limits import ReadLimits
from flows.formats.records import Refusal

# A tag with its attributes; scripts, styles and comments are passed over as a whole. Every repetition is possessive,
# so that each character is looked at once.
_TAG = re.compile(
    rb"<(?:(?:script|style)\b.*?(?:</(?:script|style)|\Z)|!--.*?(?:-->|\Z)"
    rb"|(?P<tag>[a-z][^\s/>]*+(?:[\s/]++(?:[^\s/>=]++(?:\s*+=\s*+(?:\"[^\"]*+\"?|'[^']*+'?|[^\s>]*+))?+)?+)*+))",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(rb"[\s/]++[^\s/>=]++(?:\s*+=\s*+(?:\"[^\"]*+\"?|'[^']*+'?|[^\s>]*+))?+")
_LONG_TAG = 20_000
_SILENT = ("script", "style", "noscript", "template", "head", "svg", "math", "button", "select", "textarea", "iframe")


def parse_tree(text: str, limits: ReadLimits) -> _Element | Refusal:
    """Return the root element of the page, however broken its mark-up."""
    content = text.replace("\0", "\ufffd").encode("utf-8", "replace")
    if len(content) > limits.max_html_bytes:
        return Refusal("", "too_large", f"a page of {len(content)} bytes, more than {limits.max_html_bytes}")
    count = most_attributes(content)
    if count > limits.max_html_attributes:
        return Refusal("", "too_large", f"an element of {count} attributes, more than {limits.max_html_attributes}")
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    # One class for every element: lxml.html's own lookup, in Python, costs a tenth of the time of a page.
    parser.set_element_class_lookup(ElementDefaultClassLookup(element=lxml_html.HtmlElement))
    try:
        tree = lxml_html.document_fromstring(content, parser=parser)
    except (LxmlError, ValueError, AssertionError) as error:
        return Refusal("", "no_text", f"no element in the page: {error}"[:300])
    fatal = parser.error_log.filter_from_fatals()
    if len(fatal):  # the parser stopped there, and the rest of the page is not in the tree
        problem = fatal[0].message.partition(",")[0]
        return Refusal("", "too_large", f"the mark-up passes a limit of its parser: {problem}")
    count = int(tree.xpath("count(//*)"))
    if count > limits.max_html_elements:
        return Refusal("", "too_large", f"a page of {count} elements, more than {limits.max_html_elements}")
    return tree


def most_attributes(content: bytes) -> int:
    """Return how many attributes the fullest of the very long tags has; libxml2 needs quadratic time for them."""
    parts = content.split(b"<")
    if max(map(len, parts)) <= _LONG_TAG or not any(
        len(part) > _LONG_TAG and not 0 <= part.find(b">") < _LONG_TAG for part in parts
    ):
        return 0
    tags = (match["tag"] for match in _TAG.finditer(content))
    return max((len(_ATTRIBUTE.findall(tag)) for tag in tags if tag and len(tag) > _LONG_TAG), default=0)


def clean(tree: _Element) -> None:
    """Take out of the tree what shows no words of the page: scripts, styles, controls, the head.

    A button around a picture is how pictures are enlarged: it stays, as a plain element.
    """
    for button in tree.iter("button"):
        if next(button.iter("img", "figcaption"), None) is not None:
            button.tag = "div"
    strip_elements(tree, *_SILENT, with_tail=False)
