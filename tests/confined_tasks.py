"""Tasks to be run with limits: one that comes to its end, and others that must not."""

import errno
import json
import os
import socket

from testamur.errors import DocumentError, Problem, Refused


def echo(data: bytes) -> bytes:
    return data


def say_wrong(data: bytes) -> bytes:
    raise DocumentError([Problem("a[1]", "is odd"), Problem("", "is empty")], name=data.decode())


def say_no(data: bytes) -> bytes:
    raise Refused("a-rule", data.decode())


def break_off(data: bytes) -> bytes:
    raise KeyError(data)


def abort(data: bytes) -> bytes:
    os.abort()


def burn(data: bytes) -> bytes:
    while True:
        pass


def burn_unless_empty(data: bytes) -> bytes:
    return burn(data) if data else b"rested"


def wait(data: bytes) -> bytes:
    with socket.socket(fileno=0) as nothing:  # what is open stays open, but nothing ever comes
        return nothing.recv(1)


def hoard(data: bytes) -> bytes:
    return bytes(2 * 1024**3)


def answer_at_length(data: bytes) -> bytes:
    return bytes(9 * 1024 * 1024)


def open_things(data: bytes) -> bytes:
    """Return what comes of opening each of these, as a JSON object."""
    attempts = {
        "file to read": lambda: open(os.devnull, "rb"),  # noqa: SIM115, PTH123
        "file to write": lambda: os.open(data, os.O_CREAT | os.O_WRONLY),
        "connection": lambda: socket.create_connection(("127.0.0.1", 1)),
        "datagrams": lambda: socket.socket(type=socket.SOCK_DGRAM),
        "pipe": os.pipe,
    }
    found = {}
    for name, attempt in attempts.items():
        try:
            attempt()
        except OSError as error:
            found[name] = errno.errorcode[error.errno]
        else:
            found[name] = "opened"
    return json.dumps(found).encode()


def environment(data: bytes) -> bytes:
    return json.dumps(sorted(os.environ)).encode()
