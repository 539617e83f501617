"""Prints what pandas reads from exported tables: read_tables.py FILE... Rows as records, types by column."""

import json
import sys

import pandas

READERS = {
    "csv": pandas.read_csv,
    # By default it takes what is called timestamp for a date, and reads numbers faster than exactly.
    "jsonl": lambda path: pandas.read_json(
        path, lines=True, convert_dates=False, precise_float=True
    ),
    "parquet": pandas.read_parquet,
}


def plain(value):
    if isinstance(value, dict):
        return value
    if value is None or value is pandas.NA:
        return None
    if hasattr(value, "item"):
        value = value.item()
    return value


tables = {}
for path in sys.argv[1:]:
    kind = path.rsplit(".", 1)[1]
    frame = READERS[kind](path)
    tables[kind] = {
        "types": {name: str(kind) for name, kind in frame.dtypes.items()},
        "rows": [{name: plain(value) for name, value in row.items()} for row in frame.to_dict("records")],
    }
print(json.dumps(tables))
