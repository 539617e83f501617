from __future__ import annotations

import enum
import json
import math
import unittest

import support  # noqa: F401
from attune._json import decode, encode
from attune._metrics import plain_metrics


class Scalar:
    """Like a NumPy scalar or a tensor without dimensions."""

    def __init__(self, value):
        self.value = value

    def item(self):
        return self.value


class Array:
    """Like an array of several elements."""

    def __init__(self, *shape):
        self.shape = shape

    def item(self):
        raise ValueError("can only convert an array of size 1 to a Python scalar")


class Colour(str, enum.Enum):
    RED = "red"


class PlainMetrics(unittest.TestCase):
    def test_plain_values_stay(self):
        metrics = {"a": 1, "b": 0.5, "c": "x", "d": None, "e": True, "f": [1, (2, 3)], "g": {"h": 1}}
        self.assertEqual(
            plain_metrics(metrics),
            {"a": 1, "b": 0.5, "c": "x", "d": None, "e": True, "f": [1, [2, 3]], "g": {"h": 1}},
        )

    def test_numbers_that_json_lacks_survive(self):
        metrics = {"a": math.nan, "b": [math.inf], "c": {"d": -math.inf}}
        text = encode(plain_metrics(metrics))
        self.assertEqual(
            json.loads(text),
            {"a": {"$num": "NaN"}, "b": [{"$num": "Infinity"}], "c": {"d": {"$num": "-Infinity"}}},
        )
        back = decode(text)
        self.assertTrue(math.isnan(back["a"]))
        self.assertEqual((back["b"], back["c"]), ([math.inf], {"d": -math.inf}))

    def test_only_the_reserved_spelling_is_revived(self):
        self.assertEqual(decode('{"$num":"one"}'), {"$num": "one"})
        self.assertEqual(decode('{"$num":"NaN","x":1}'), {"$num": "NaN", "x": 1})

    def test_scalars_of_numerical_libraries(self):
        metrics = {"a": Scalar(0.25), "b": [Scalar(math.nan)], "c": Scalar(True), "d": Scalar(3)}
        self.assertEqual(
            plain_metrics(metrics), {"a": 0.25, "b": [{"$num": "NaN"}], "c": True, "d": 3}
        )

    def test_string_enums_and_unicode(self):
        text = encode(plain_metrics({"é 😀": Colour.RED, "\ud800": "\u2028"}))
        self.assertTrue(text.isascii())
        self.assertEqual(json.loads(text)["é 😀"], "red")

    def test_integer_keys_become_strings(self):
        self.assertEqual(plain_metrics({1: {2: 3}}), {"1": {"2": 3}})

    def test_errors_name_key_and_type(self):
        cyclic: list = []
        cyclic.append(cyclic)
        for metrics, pattern in [
            ({"a": {"b": {1, 2}}}, r"'a/b' is of type set"),
            ({"a": [0, object()]}, r"'a/1' is of type object"),
            ({"a": 1j}, r"'a' is of type complex"),
            ({"a": Scalar(1j)}, r"'a' is of type test_metrics.Scalar"),
            ({"a": Array(2, 3)}, r"'a' is of type test_metrics.Array of shape \(2, 3\).*tolist"),
            ({"a": b"x"}, r"'a' is of type bytes"),
            ({"a": lambda: 1}, r"'a' is of type function"),
            ({"a": {(1, 2): 3}}, r"metric name \(1, 2\) in 'a' is of type tuple"),
            ({True: 1}, r"metric name True is of type bool"),
            ({"a": cyclic}, r"'a/0/0.*' is of type list"),
            ([1], r"takes a dict of metrics.*not \[1\]"),
            (0.5, r"takes a dict of metrics.*not 0\.5"),
        ]:
            with self.subTest(pattern=pattern), self.assertRaisesRegex(TypeError, pattern):
                plain_metrics(metrics)


if __name__ == "__main__":
    unittest.main()
