"""What a candidate's browser would send: the fields of an item's form once it is filled in."""

from html.parser import HTMLParser

from testamur import items


class Fields(HTMLParser):
    """Collect the successful controls of a piece of HTML, as a browser does."""

    def __init__(self):
        super().__init__()
        self.fields = {}
        self.select = None
        self.chosen = None
        self.area = None

    def add(self, name, value):
        if name:
            self.fields.setdefault(name, []).append(value)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "input":
            kind = found.get("type", "text")
            if kind in {"radio", "checkbox"}:
                if "checked" in found:
                    self.add(found.get("name"), found.get("value", "on"))
            elif kind not in {"submit", "button", "file"}:
                self.add(found.get("name"), found.get("value") or "")
        elif tag == "select":
            self.select, self.chosen = found.get("name"), None
        elif tag == "option":
            if self.chosen is None or "selected" in found:
                self.chosen = found.get("value") or ""
        elif tag == "textarea":
            self.area = [found.get("name"), ""]

    def handle_data(self, data):
        if self.area:
            self.area[1] += data

    def handle_endtag(self, tag):
        if tag == "select":
            self.add(self.select, self.chosen or "")
            self.select = None
        elif tag == "textarea" and self.area:
            self.add(*self.area)
            self.area = None


def fields_in(html):
    """Return the fields of a page as it stands, by name."""
    reader = Fields()
    reader.feed(html)
    return reader.fields


def filled(item, *, right, prefix=""):
    """Return the fields of one item answered by its key, or left blank."""
    response = items.key(item) if right else {}
    return fields_in(items.render(item, response=response, prefix=prefix))
