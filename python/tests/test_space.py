import copy
import json
import os
import pickle
import subprocess
import sys
import tempfile
import textwrap
import unittest

import support  # noqa: F401
import attune
from attune.space import Domain, space_form

#: Each function, with arguments and what a study file has for it.
FORMS = [
    (attune.uniform, (0, 1.5), {"type": "uniform", "min": 0, "max": 1.5}),
    (attune.quniform, (0, 1, 0.1), {"type": "quniform", "min": 0, "max": 1, "q": 0.1}),
    (attune.loguniform, (1e-4, 1e-1), {"type": "loguniform", "min": 1e-4, "max": 0.1}),
    (attune.qloguniform, (1, 10, 0.5), {"type": "qloguniform", "min": 1, "max": 10, "q": 0.5}),
    (attune.randint, (1, 9), {"type": "randint", "min": 1, "max": 9}),
    (attune.qrandint, (2, 10), {"type": "qrandint", "min": 2, "max": 10, "q": 1}),
    (attune.lograndint, (1, 9), {"type": "lograndint", "min": 1, "max": 9}),
    (attune.qlograndint, (2, 16, 2), {"type": "qlograndint", "min": 2, "max": 16, "q": 2}),
    (attune.randn, (), {"type": "randn", "mean": 0, "sd": 1}),
    (attune.qrandn, (0, 2, 0.5), {"type": "qrandn", "mean": 0, "sd": 2, "q": 0.5}),
    (attune.choice, (["a", 1, None],), {"type": "choice", "options": ["a", 1, None]}),
    (attune.grid_search, ((1, 2),), {"type": "grid_search", "options": [1, 2]}),
]

#: What cannot be meant, and what the error speaks of.
REFUSED = [
    (lambda: attune.uniform(2, 1), "lower must be below upper, got 2 and 1"),
    (lambda: attune.uniform(1, 1), "lower must be below upper"),
    (lambda: attune.uniform(0, float("inf")), "upper must be a finite number, got inf"),
    (lambda: attune.loguniform(0, 1), "lower must be above 0"),
    (lambda: attune.lograndint(0, 5), "lower must be above 0"),
    (lambda: attune.quniform(0, 1, 0.3), "upper must be a multiple of q, but 1 is not"),
    (lambda: attune.quniform(0, 1, 0), "q must be above 0"),
    (lambda: attune.qrandint(1, 10, 2), "lower must be a multiple of q, but 1 is not"),
    (lambda: attune.randint(0.5, 3), "lower must be a whole number .* got 0.5"),
    (lambda: attune.randint(0, 2**53), "upper must be a whole number"),
    (lambda: attune.randint(-(2**52), 2**52), "too many steps"),
    (lambda: attune.lograndint(1, 2**41), "too many steps"),
    (lambda: attune.quniform(0, 2**52, 1), "too many steps"),
    (lambda: attune.randn(0, 0), "sd must be above 0"),
    (lambda: attune.qrandn(0, 1, 1e-9), "a millionth of sd"),
    (lambda: attune.choice([]), "nothing to choose from"),
    (lambda: attune.choice([1, [attune.grid_search([1])]]), "grid_search inside a choice"),
    (lambda: attune.choice([{"a/b": 1}]), "the key 'a/b'"),
    (lambda: space_form({"a": {1: 2}}), r"param_space\['a'\] has the key 1"),
]

MISTYPED = [
    (lambda: attune.uniform("1e-4", 1), "lower must be a number, got '1e-4'"),
    (lambda: attune.randint(True, 3), "lower must be a number, got True"),
    (lambda: attune.choice("abc"), "choice takes a list, got 'abc'"),
    (lambda: attune.choice([int]), "which a config cannot hold"),
    (lambda: attune.choice([1, 2], ordered="yes"), "ordered is 'yes'"),
    (lambda: space_form([attune.randn()]), "Give a dict of names and domains"),
    (
        lambda: space_form({"a": {"b": [object]}}),
        r"param_space\['a'\]\['b'\]\[0\] is <class 'object'>",
    ),
]


class Domains(unittest.TestCase):
    def test_equal_ones_are_one_in_a_set(self):
        self.assertEqual(attune.uniform(0, 1), attune.uniform(0.0, 1.0))
        self.assertEqual(len({attune.uniform(0, 1), attune.uniform(0.0, 1.0)}), 1)
        self.assertEqual(len({attune.uniform(0, 1), attune.uniform(0, 2)}), 2)

    def test_say_what_a_study_file_says(self):
        for make, arguments, form in FORMS:
            domain = make(*arguments)
            self.assertEqual(domain.to_dict(), form)
            self.assertEqual(domain.type, form["type"])
            # As it is written: without the names that the study file has for its parts.
            self.assertEqual(eval(repr(domain), vars(attune)), domain)

    def test_all_that_there_are_can_be_imported_from_the_package(self):
        made = {make.__name__ for make, _, _ in FORMS}
        functions = {
            name for name in attune.__all__ if getattr(attune, name).__module__ == "attune.space"
        }
        self.assertEqual(made, functions)

    def test_refuse_what_cannot_be_meant(self):
        for make, message in REFUSED:
            with self.subTest(message), self.assertRaisesRegex(ValueError, message):
                make()
        for make, message in MISTYPED:
            with self.subTest(message), self.assertRaisesRegex(TypeError, message):
                make()

    def test_cannot_be_changed(self):
        options = [{"lr": attune.uniform(0, 1)}, 2]
        domain = attune.choice(options, ordered=False)
        options.append(3)
        domain.to_dict()["options"].append(4)
        self.assertEqual(len(domain.to_dict()["options"]), 2)
        with self.assertRaisesRegex(AttributeError, "cannot be changed"):
            domain._form = {}

    def test_are_values(self):
        domain = attune.choice([1, {"lr": attune.uniform(0, 1)}], ordered=True)
        same = attune.choice([1, {"lr": attune.uniform(0, 1)}], ordered=True)
        self.assertEqual({domain, same}, {domain})
        self.assertNotEqual(domain, attune.choice([1]))
        for other in (pickle.loads(pickle.dumps(domain)), copy.deepcopy(domain), copy.copy(domain)):
            self.assertIsInstance(other, Domain)
            self.assertEqual(other, domain)

    def test_take_numbers_of_numpy_and_the_like(self):
        class Scalar:
            ndim = 0

            def item(self):
                return 4

        self.assertEqual(attune.randint(Scalar(), 9), attune.randint(4, 9))
        self.assertEqual(attune.choice([Scalar()]), attune.choice([4]))


class Spaces(unittest.TestCase):
    def test_keep_groups_lists_and_constants(self):
        space = {"epochs": 3, "net": {"units": attune.randint(1, 9)}, "layers": [attune.randn(), 2]}
        self.assertEqual(
            space_form(space),
            {
                "epochs": 3,
                "net": {"units": {"type": "randint", "min": 1, "max": 9}},
                "layers": [{"type": "randn", "mean": 0, "sd": 1}, 2],
            },
        )

    def test_wrap_constants_that_look_like_a_domain(self):
        for constant in (
            {"type": "uniform"},
            {"min": 0, "max": 1},
            {"Options": [1]},
            {"_target_": "x"},
        ):
            self.assertEqual(
                space_form({"a": constant}), {"a": {"type": "object", "entries": constant}}
            )


class Describe(unittest.TestCase):
    def describe(self, source, *options):
        with tempfile.TemporaryDirectory() as folder:
            script = os.path.join(folder, "train.py")
            with open(script, "w", encoding="utf-8") as file:
                file.write(textwrap.dedent(source))
            # A module of the user's that is called as one of Python's.
            with open(os.path.join(folder, "json.py"), "w", encoding="utf-8") as file:
                file.write("raise ImportError('not this one')")
            package = os.path.dirname(attune.__file__)
            return subprocess.run(
                [sys.executable, os.path.join(package, "describe.py"), *options, script],
                capture_output=True,
                text=True,
                cwd=folder,
                check=False,
            )

    def test_prints_the_space_of_a_function_and_nothing_else(self):
        done = self.describe(
            """
            import os, sys
            from attune import loguniform, choice

            print("noise")
            os.system("echo more noise")

            def train(config): raise AssertionError("it was called")

            train.param_space = {"lr": loguniform(1e-4, 1e-1), "limit": choice([1, float("inf")])}
            """,
            "--function",
            "train",
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(
            json.loads(done.stdout)["space"],
            {
                "lr": {"type": "loguniform", "min": 1e-4, "max": 0.1},
                "limit": {"type": "choice", "options": [1, {"$num": "Infinity"}]},
            },
        )
        self.assertIn("noise", done.stderr)
        self.assertIn("more noise", done.stderr)

    def test_says_that_there_is_none(self):
        done = self.describe("def train(config): pass", "--function", "train")
        self.assertEqual(json.loads(done.stdout), {"space": None})

    def test_fails_with_the_reason(self):
        done = self.describe("def train(config): pass", "--function", "tune")
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(done.stdout, "")
        self.assertIn("defines no function named 'tune'. It has: train.", done.stderr)
        done = self.describe("pass")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--function", done.stderr)


if __name__ == "__main__":
    unittest.main()
