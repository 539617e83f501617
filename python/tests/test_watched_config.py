"""What a trial's config can do, and what counts as reading it."""

from __future__ import annotations

import argparse
import copy
import dataclasses
import json
import multiprocessing
import os
import pickle
import sys
import types
import unittest
from collections import OrderedDict, defaultdict
from collections.abc import Mapping
from typing import Any, Callable

import support  # noqa: F401
from attune._watched_config import Watch, watch

PLAIN = {"lr": 0.1, "name": "a", "model": {"layers": [1, 2], "act": {"kind": "relu"}}, "n": None}
ALL = ["lr", "name", "model", "n"]


def watched() -> Watch:
    return watch(copy.deepcopy(PLAIN))


def takes(**kwargs: Any) -> dict[str, Any]:
    return kwargs


class WhatIsNoted(unittest.TestCase):
    def assert_unread(self, use: Callable[[Any], Any], unread: list[str]) -> None:
        config, keys = found = watched()
        use(config)
        self.assertEqual(found.unread(), unread)

    def test_nothing_is_read_at_first(self) -> None:
        self.assert_unread(lambda config: None, ALL)

    def test_single_keys(self) -> None:
        rest = ["name", "model", "n"]
        uses: list[Callable[[Any], Any]] = [
            lambda config: config["lr"],
            lambda config: config.get("lr"),
            lambda config: config.get("lr", 1),
            lambda config: config.pop("lr"),
            lambda config: config.pop("lr", None),
            lambda config: config.setdefault("lr", 1),
            lambda config: config.update(lr=1),
            lambda config: config.update({"lr": 1}),
            lambda config: config.__setitem__("lr", 1),
            lambda config: "{lr}".format_map(config),
            lambda config: "%(lr)s" % config,
        ]
        for number, use in enumerate(uses):
            with self.subTest(number):
                self.assert_unread(use, rest)

    def test_nested_keys(self) -> None:
        self.assert_unread(
            lambda config: config["model"]["layers"], ["lr", "name", "model/act", "n"]
        )
        self.assert_unread(
            lambda config: config["model"]["act"],
            ["lr", "name", "model/layers", "model/act/kind", "n"],
        )
        self.assert_unread(
            lambda config: config["model"].get("act", {}).get("kind"),
            ["lr", "name", "model/layers", "n"],
        )

    def test_uses_of_the_whole(self) -> None:
        deep = ["model/layers", "model/act"]
        uses: list[Callable[[Any], Any]] = [
            lambda config: takes(**config),
            lambda config: {**config},
            lambda config: dict(config),
            lambda config: OrderedDict(config),
            lambda config: {}.update(config),
            lambda config: dict(config.items()),
            lambda config: list(config.values()),
            lambda config: config.copy(),
            lambda config: copy.copy(config),
            lambda config: config | {},
            lambda config: {} | config,
            lambda config: defaultdict(int) | config,
            lambda config: types.SimpleNamespace(**config),
            lambda config: argparse.Namespace(**config),
            lambda config: [config[key] for key in config],
        ]
        for number, use in enumerate(uses):
            with self.subTest(number):
                self.assert_unread(use, deep)

    def test_uses_of_the_whole_with_what_is_inside(self) -> None:
        uses: list[Callable[[Any], Any]] = [
            copy.deepcopy,
            json.dumps,
            lambda config: json.dumps(config, indent=2),
            lambda config: json.dumps(config, sort_keys=True),
            pickle.dumps,
            lambda config: pickle.dumps(config, protocol=2),
        ]
        for number, use in enumerate(uses):
            with self.subTest(number):
                self.assert_unread(use, [])

    def test_what_is_no_use(self) -> None:
        uses: list[Callable[[Any], Any]] = [
            lambda config: "lr" in config,
            len,
            repr,
            str,
            bool,
            list,
            lambda config: list(config.keys()),
            lambda config: config == PLAIN,
        ]
        for number, use in enumerate(uses):
            with self.subTest(number):
                self.assert_unread(use, ALL)

    @unittest.skipUnless(hasattr(os, "fork"), "no fork here")
    def test_reads_of_forked_children(self) -> None:
        config, keys = found = watched()
        child = multiprocessing.get_context("fork").Process(target=lambda: config["lr"])
        child.start()
        child.join()
        self.assertEqual(child.exitcode, 0)
        self.assertEqual(found.unread(), ["name", "model", "n"])

    def test_key_that_is_not_there(self) -> None:
        config, keys = found = watched()
        with self.assertRaises(KeyError):
            config["rate"]
        self.assertIsNone(config.get("rate"))
        with self.assertRaises(TypeError):
            config[[]]
        self.assertEqual(found.unread(), ALL)

    def test_configs_of_other_kinds(self) -> None:
        for config in (3, None, [1], "x"):
            found = watch(config)
            self.assertIs(found.config, config)
            self.assertEqual(found.unread(), [])
        self.assertEqual(watch({}).unread(), [])


@dataclasses.dataclass
class Settings:
    config: Any


class WhatItCanDo(unittest.TestCase):
    def setUp(self) -> None:
        self.config = watched().config

    def test_looks_like_a_dict(self) -> None:
        self.assertIsInstance(self.config, dict)
        self.assertIsInstance(self.config, Mapping)
        self.assertEqual(self.config, PLAIN)
        self.assertEqual(PLAIN, self.config)
        self.assertEqual(repr(self.config), repr(PLAIN))
        self.assertEqual(list(self.config), ALL)
        self.assertEqual(list(reversed(self.config)), ALL[::-1])
        self.assertFalse(hasattr(self.config, "__dict__"))

    def test_copies_are_plain(self) -> None:
        copies = [
            copy.deepcopy(self.config),
            *(pickle.loads(pickle.dumps(self.config, p)) for p in (3, 4, pickle.HIGHEST_PROTOCOL)),
        ]
        for made in copies:
            self.assertIs(type(made), dict)
            self.assertIs(type(made["model"]), dict)
            self.assertIs(type(made["model"]["act"]), dict)
            self.assertEqual(made, PLAIN)
        config = self.config
        for made in (config.copy(), copy.copy(config), config | {}, {} | config):
            self.assertIs(type(made), dict)
            self.assertEqual(made, PLAIN)

    def test_protocol_two(self) -> None:
        loaded = pickle.loads(pickle.dumps(self.config, 2))
        self.assertEqual(loaded, PLAIN)
        self.assertIs(type(loaded), OrderedDict)

    def test_merging(self) -> None:
        self.assertEqual(self.config | {"lr": 1}, {**PLAIN, "lr": 1})
        self.assertEqual({"lr": 1, "z": 2} | self.config, {"lr": 1, "z": 2, **PLAIN})
        self.config |= {"lr": 1}
        self.assertEqual(self.config, {**PLAIN, "lr": 1})
        with self.assertRaises(TypeError):
            self.config | [1]
        with self.assertRaises(TypeError):
            [1] | self.config

    def test_changing(self) -> None:
        self.config["extra"] = 1
        del self.config["lr"]
        self.assertEqual(self.config.pop("n"), None)
        self.assertEqual(self.config.popitem(), ("extra", 1))
        self.assertEqual(self.config.setdefault("name", "b"), "a")
        self.config["model"]["layers"].append(3)
        self.assertEqual(
            self.config, {"name": "a", "model": {"layers": [1, 2, 3], "act": {"kind": "relu"}}}
        )
        self.config.clear()
        self.assertEqual(self.config, {})

    def test_texts(self) -> None:
        self.assertEqual(json.loads(json.dumps(self.config)), PLAIN)
        self.assertEqual(json.dumps(self.config, indent=1), json.dumps(PLAIN, indent=1))

    def test_others_make_dicts_of_its_type(self) -> None:
        made = type(self.config)({"a": 1}, b=2)
        self.assertEqual(made, {"a": 1, "b": 2})
        self.assertEqual(made["a"], 1)
        self.assertEqual(dataclasses.asdict(Settings(self.config)), {"config": PLAIN})
        self.assertEqual(dataclasses.replace(Settings(self.config)).config, PLAIN)

    @unittest.skipIf(sys.version_info < (3, 10), "no patterns before 3.10")
    def test_patterns(self) -> None:
        names: dict[str, Any] = {}
        code = "match config:\n    case {'lr': lr, **rest}:\n        found = (lr, rest)\n"
        exec(code, {"config": self.config}, names)
        self.assertEqual(names["found"], (0.1, {k: v for k, v in PLAIN.items() if k != "lr"}))


if __name__ == "__main__":
    unittest.main()
