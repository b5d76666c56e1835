"""Changes to a credential, a token, a picture, a kit or a status list: of its parts, and of its bytes."""

import base64
import io
import json
import random
import zipfile
from collections.abc import Callable
from typing import Any

from test_credential_tampering import at, places

from pictures import PNG, SVG
from testamur.credential import bake, unwrap
from testamur.credential.shape_trial import LOOKALIKES, random_values

ODD = (None, True, False, 0, 1, 1.0, "", "x", "true", [], {}, *LOOKALIKES)
Change = Callable[[Any, random.Random], None]


def another_value(document, rng, shape):
    """Put a value that fits into a slot of a shape, in all of its places."""
    number = rng.randrange(len(shape.slots))
    value = random_values(shape, rng)[number]
    for place in shape.slots[number].places:
        at(document, place.path[:-1])[place.path[-1]] = f"{place.before}{value}{place.after}"


def values_exchanged(document, rng):
    texts = [path for path in places(document) if isinstance(at(document, path), str)]
    one, other = rng.sample(texts, 2)
    first, second = at(document, one), at(document, other)
    at(document, one[:-1])[one[-1]], at(document, other[:-1])[other[-1]] = second, first


def something_odd(document, rng):
    *above, last = rng.choice(list(places(document)))
    at(document, above)[last] = rng.choice(ODD)


def something_left_out(document, rng):
    *above, last = rng.choice(list(places(document)))
    del at(document, above)[last]


def something_moved(document, rng):
    *above, last = rng.choice(list(places(document)))
    value = at(document, above).pop(last)
    holders = [document, *[at(document, path) for path in places(document)]]
    holder = rng.choice([one for one in holders if isinstance(one, dict)])
    holder[last if isinstance(last, str) else "evidence"] = value


def something_twice(document, rng):
    lists = [at(document, path) for path in places(document) if isinstance(at(document, path), list)]
    chosen = rng.choice([one for one in lists if one] or [["x"]])
    chosen.append(json.loads(json.dumps(rng.choice(chosen))))


def something_renamed(document, rng):
    """As a full address, a keyword, or in capitals: so could a value hide with the signature intact."""
    names = [path for path in places(document) if isinstance(path[-1], str)]
    *above, last = rng.choice(names)
    others = (
        f"https://www.w3.org/2018/credentials#{last}",
        f"https://schema.org/{last}",
        f"@{last}",
        last.upper(),
    )
    holder = at(document, above)
    holder[rng.choice(others)] = holder.pop(last)


def a_letter_changed(document, rng):
    texts = [path for path in places(document) if isinstance(at(document, path), str) and at(document, path)]
    *above, last = rng.choice(texts)
    text = at(document, above)[last]
    place = rng.randrange(len(text))
    at(document, above)[last] = text[:place] + rng.choice("aZ0 é\u0301\u202e\U0001f600\x00") + text[place + 1 :]


def wrapped(document, rng):
    """One value in a list, or a list of one as its value: the same graph, or not."""
    *above, last = rng.choice(list(places(document)))
    value = at(document, above)[last]
    is_one = isinstance(value, list) and len(value) == 1
    at(document, above)[last] = value[0] if is_one and rng.random() < 0.7 else [value]


def another_order(document, rng):
    objects = [document, *[at(document, path) for path in places(document)]]
    chosen = rng.choice([one for one in objects if isinstance(one, dict)])
    members = list(chosen.items())
    rng.shuffle(members)
    chosen.clear()
    chosen.update(members)


CHANGES = (
    values_exchanged,
    something_odd,
    something_left_out,
    something_moved,
    something_twice,
    something_renamed,
    a_letter_changed,
    wrapped,
    another_order,
)


def changed_document(document: dict, rng: random.Random) -> dict:
    """Return a copy of a JSON document with one to three of its parts changed."""
    copy = json.loads(json.dumps(document))
    for change in rng.choices(CHANGES, k=rng.choice((1, 1, 1, 2, 3))):
        try:
            change(copy, rng)
        except (ValueError, IndexError):  # too little is left to change
            break
    return copy


def written(document: dict, rng: random.Random) -> bytes:
    """Return JSON as we write it, or as others do."""
    separators, ascii_only = rng.choice(((",", ":"), (", ", ": "))), rng.random() < 0.2
    return json.dumps(document, ensure_ascii=ascii_only, separators=separators).encode(errors="surrogatepass")


def changed_bytes(whole: bytes, rng: random.Random) -> bytes:
    """Return data with pieces put in, left out, doubled or overwritten."""
    data = bytearray(whole)
    for _ in range(rng.choice((1, 1, 2, 3))):
        place, length, source = rng.randrange(len(data)), rng.choice((0, 1, 4, 40)), rng.randrange(len(data))
        piece = rng.choice((b"", rng.randbytes(rng.randint(1, 3)), bytes(data[source : source + 40])))
        data[place : place + length] = piece
        data = data or bytearray(b"x")
    return bytes(data)


def changed_json(document: dict, rng: random.Random) -> bytes:
    """Return the text of a JSON document, changed in its parts or in its bytes."""
    if rng.random() < 0.2:
        return changed_bytes(json.dumps(document).encode(), rng)
    return written(changed_document(document, rng), rng)


def changed_token(token: bytes, rng: random.Random) -> bytes:
    """Return a token with its header or its claims changed, or its bytes."""
    parts = token.split(b".")
    if rng.random() < 0.4:
        return changed_bytes(token, rng)
    number = rng.choice((0, 1, 1))
    content = json.loads(base64.urlsafe_b64decode(parts[number] + b"=="))
    text = written(changed_document(content, rng), rng)
    parts[number] = base64.urlsafe_b64encode(text).rstrip(b"=")
    return b".".join(parts)


def changed_picture(picture: bytes, rng: random.Random) -> bytes:
    """Return a picture with the credential in it changed and baked anew, or its bytes changed."""
    if rng.random() < 0.5:
        return changed_bytes(picture, rng)
    inside = unwrap(picture).credential
    is_json = inside.lstrip()[:1] == b"{"
    credential = changed_json(json.loads(inside), rng) if is_json else changed_token(inside, rng)
    try:
        return bake(PNG if picture.startswith(b"\x89") else SVG, credential)
    except UnicodeDecodeError:
        return changed_bytes(picture, rng)


def changed_kit(kit: bytes, rng: random.Random) -> bytes:
    """Return an offline kit with one of its files changed and packed anew, or its bytes changed."""
    if rng.random() < 0.4:
        return changed_bytes(kit, rng)
    with zipfile.ZipFile(io.BytesIO(kit)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    name = rng.choice([name for name in sorted(files) if name.endswith(".json") and "/" not in name])
    files[name] = changed_json(json.loads(files[name]), rng)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for file, data in files.items():
            archive.writestr(file, data)
    return buffer.getvalue()
