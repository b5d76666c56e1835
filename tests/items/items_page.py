"""A browser as far as these tests need one: the elements of a page, and what its form would post."""

from collections import defaultdict
from html.parser import HTMLParser

VOID = {"br", "hr", "img", "col", "input"}


class Page(HTMLParser):
    """Reads a page strictly: what is opened is closed."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.elements, self.texts, self.open, self.form = [], [], [], defaultdict(list)
        self._select = self._area = None
        self.feed(html)
        self.close()
        assert self.open == [], f"left open: {self.open}"

    def handle_starttag(self, tag, attrs):
        assert len(dict(attrs)) == len(attrs), f"an attribute of {tag} stands twice"
        attributes = dict(attrs)
        self.elements.append((tag, attributes))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "input" and (attributes["type"] not in {"radio", "checkbox"} or "checked" in attributes):
            self.form[attributes["name"]].append(attributes["value"])
        if tag == "select":
            self._select = attributes["name"]
        if tag == "option" and "selected" in attributes:
            self.form[self._select].append(attributes["value"])
        if tag == "textarea":
            self._area = attributes["name"]
            self.form[self._area] = [""]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
        if tag == "textarea":
            self.form[self._area] = [self.form[self._area][0].removeprefix("\n")]
            self._area = None

    def handle_data(self, data):
        self.texts.append(data)
        if self._area:
            self.form[self._area][0] += data

    @property
    def text(self):
        return "".join(self.texts)

    def ids(self):
        return [attributes["id"] for _, attributes in self.elements if "id" in attributes]
