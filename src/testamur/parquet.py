"""The one hardened reader and writer of Parquet files: columns of small whole numbers, lists of them, and bytes.

The footer is looked at before anything is decoded: how many rows there are, how large they become, the columns and
their types; pages carry check sums. What is wrong is said all at once. Needs the optional pyarrow. A footer may
lie about what one group of rows unpacks to: this is for files of one's own systems, not for strangers' uploads.
"""

import hashlib
import importlib
import importlib.util
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from testamur.errors import DocumentError, Problem, Refused

MAX_BYTES: Final = 1 << 30
MAX_ROWS: Final = 1 << 22
MAX_HELD: Final = 1 << 31
MAX_COLUMNS: Final = 16
MAX_ROW_GROUPS: Final = 1024
MAX_TEXT: Final = 1 << 24
"""So many bytes of text the footer may hold, the names of items among them."""

ROW_GROUP: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Column:
    """One column: numbers, or lists of numbers of which `starts` (n_rows + 1,) says where each begins.

    Bytes of fixed length stand as a matrix of uint8, one row each.
    """

    values: npt.NDArray[Any]
    starts: npt.NDArray[np.int64] | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """What a file holds: its notes, its columns by name, how many rows, and the SHA-256 of its bytes."""

    notes: Mapping[str, str]
    columns: Mapping[str, Column]
    rows: int
    digest: str


def is_there() -> bool:
    """Return whether pyarrow is installed."""
    return importlib.util.find_spec("pyarrow") is not None


def read_parquet(path: Path, kinds: Mapping[str, str], *, name: str = "") -> Columns:
    """Read the columns of a file that are known.

    Parameters
    ----------
    path : Path
    kinds : mapping
        Name of a column -> what it must be: ``uint16``, ``list<uint8>`` (of fixed size or not), ``bytes``. None of
        them need be there; others must not be.
    name : str
        How the file is called in what is said of it.

    Raises
    ------
    DocumentError
        If the file is no Parquet file, too large, or has other columns.
    Refused
        If pyarrow is not installed.
    """
    arrow, parquet = _modules()
    try:
        if path.stat().st_size > MAX_BYTES:
            raise DocumentError([Problem("", f"is larger than the {MAX_BYTES:,} bytes allowed")], name=name)
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        with parquet.ParquetFile(
            path,
            thrift_string_size_limit=MAX_TEXT,
            thrift_container_size_limit=MAX_TEXT,
            page_checksum_verification=True,
        ) as file:
            if found := list(_problems(file.metadata, file.schema_arrow, kinds)):
                raise DocumentError(found, name=name)
            table = _whole(file, arrow, name=name)
        notes = {
            key.decode(): value.decode()
            for key, value in (table.schema.metadata or {}).items()
            if not key.startswith(b"ARROW:")
        }
        found = [
            Problem(column, f"has {table[column].null_count:,} rows without a value")
            for column in table.column_names
            if table[column].null_count
        ]
        columns = {column: _column(table[column], arrow) for column in table.column_names if not found}
    except (OSError, arrow.ArrowException, UnicodeDecodeError) as error:
        said = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise DocumentError([Problem("", f"cannot be read as a Parquet file: {said}")], name=name) from None
    found += [Problem(key, "has lists that hold nothing where a number belongs") for key in _with_holes(table)]
    if found:
        raise DocumentError(found, name=name)
    return Columns(notes, columns, table.num_rows, digest)


def write_parquet(path: Path, columns: Mapping[str, Column], notes: Mapping[str, str]) -> None:
    """Write columns; the file is whole or not there.

    Raises
    ------
    Refused
        If pyarrow is not installed.
    """
    arrow, parquet = _modules()
    table = arrow.table({name: _array(column, arrow) for name, column in columns.items()})
    part = path.with_name(f".{path.name}.part")
    parquet.write_table(
        table.replace_schema_metadata(dict(notes)),
        part,
        compression="zstd",
        row_group_size=ROW_GROUP,
        write_statistics=False,
        write_page_checksum=True,
    )
    part.replace(path)


@cache
def _modules() -> tuple[ModuleType, ModuleType]:
    try:
        return importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")
    except ImportError:
        raise Refused("parquet", "Parquet files need pyarrow: pip install 'testamur[scale]'") from None


def _whole(file: Any, arrow: ModuleType, *, name: str) -> Any:  # noqa: ANN401  (pyarrow has no types)
    """Read one group of rows after the other, as long as they are not more than the footer says."""
    parts, held = [], 0
    for group in range(file.metadata.num_row_groups):
        parts.append(file.read_row_group(group, use_threads=False))
        held += parts[-1].nbytes
        if held > MAX_HELD:
            raise DocumentError([Problem("", f"unpacks to more than the {MAX_HELD:,} bytes allowed")], name=name)
    return arrow.concat_tables(parts) if parts else file.schema_arrow.empty_table()


def _problems(metadata: Any, schema: Any, kinds: Mapping[str, str]) -> Iterator[Problem]:  # noqa: ANN401  (pyarrow has no types)
    if metadata.num_rows > MAX_ROWS:
        yield Problem("", f"has {metadata.num_rows:,} rows; {MAX_ROWS:,} are allowed")
    if metadata.num_row_groups > MAX_ROW_GROUPS or len(schema) > MAX_COLUMNS:
        yield Problem("", f"has {metadata.num_row_groups:,} groups of rows and {len(schema):,} columns, too many")
        return
    # What stands about single columns is not looked at here: pyarrow 26 ends the process where that is broken.
    size = sum(metadata.row_group(group).total_byte_size for group in range(metadata.num_row_groups))
    if not 0 <= size <= MAX_HELD:
        yield Problem("", f"holds {size:,} bytes of values; {MAX_HELD:,} are allowed")
    for field in schema:
        found = kind(field.type)
        if field.name not in kinds:
            yield Problem(field.name[:80], f"is no column that belongs here; they are {', '.join(sorted(kinds))}")
        elif found != kinds[field.name]:
            yield Problem(field.name, f"must be {kinds[field.name]}; it is {found}")


def kind(type_: Any) -> str:  # noqa: ANN401  (pyarrow has no types)
    """Return what a column is, a list of fixed size being a list."""
    arrow, _ = _modules()
    if arrow.types.is_list(type_) or arrow.types.is_fixed_size_list(type_):
        return f"list<{type_.value_type}>"
    return "bytes" if arrow.types.is_fixed_size_binary(type_) else str(type_)[:80]


def _column(chunked: Any, arrow: ModuleType) -> Column:  # noqa: ANN401  (pyarrow has no types)
    array = chunked.combine_chunks()
    if kind(array.type) == "bytes":
        width = array.type.byte_width
        held = np.frombuffer(array.buffers()[1], np.uint8) if len(array) else np.empty(0, np.uint8)
        return Column(held[array.offset * width : (array.offset + len(array)) * width].reshape(len(array), width))
    if arrow.types.is_fixed_size_list(array.type):
        starts = np.arange(len(array) + 1, dtype=np.int64) * array.type.list_size
        return Column(array.flatten().to_numpy(zero_copy_only=False), starts)
    if arrow.types.is_list(array.type):
        starts = array.offsets.to_numpy().astype(np.int64)
        return Column(array.flatten().to_numpy(zero_copy_only=False), starts - starts[0])
    return Column(array.to_numpy(zero_copy_only=False))


def _with_holes(table: Any) -> list[str]:  # noqa: ANN401  (pyarrow has no types)
    """Return the columns of lists that hold nulls."""
    return [
        name
        for name in table.column_names
        if kind(table.schema.field(name).type).startswith("list<")
        and any(chunk.flatten().null_count for chunk in table[name].chunks)
    ]


def _array(column: Column, arrow: ModuleType) -> Any:  # noqa: ANN401  (pyarrow has no types)
    if column.starts is not None:
        values, lengths = arrow.array(column.values), np.diff(column.starts)
        if len(lengths) and lengths[0] > 0 and (lengths == lengths[0]).all():
            return arrow.FixedSizeListArray.from_arrays(values, int(lengths[0]))
        return arrow.ListArray.from_arrays(arrow.array(column.starts.astype(np.int32)), values)
    if column.values.ndim == 2:
        held = arrow.py_buffer(np.ascontiguousarray(column.values))
        kind_ = arrow.binary(column.values.shape[1])
        return arrow.FixedSizeBinaryArray.from_buffers(kind_, len(column.values), [None, held])
    return arrow.array(column.values)
