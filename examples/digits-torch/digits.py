"""The 1,797 handwritten digits beside the TypeScript example, split exactly as `digits.ts` does."""

import csv
import gzip
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "digits" / "data" / "digits.csv.gz"


def load_digits():
    """Lists `(images, labels)` under "train", "validation" and "test"; pixels are from 0 to 1."""
    with gzip.open(FILE, "rt", encoding="utf-8") as file:
        rows = [[int(cell) for cell in row] for row in csv.reader(file)]
    order = split_order(len(rows))
    parts = {"test": order[:300], "validation": order[300:600], "train": order[600:]}
    return {
        name: ([[pixel / 16 for pixel in rows[i][:64]] for i in part], [rows[i][64] for i in part])
        for name, part in parts.items()
    }


def split_order(count):
    """Fisher and Yates with Park and Miller's generator: the same order in every language."""
    order = list(range(count))
    state = 20240229
    for i in range(count - 1, 0, -1):
        state = state * 48271 % 2147483647
        j = state % (i + 1)
        order[i], order[j] = order[j], order[i]
    return order
