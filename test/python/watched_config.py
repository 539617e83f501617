"""What PyTorch, Lightning and PyYAML make of the config that a trial is given."""

from __future__ import annotations

import io
import os
import tempfile
import unittest
import warnings
from typing import Any

import torch
import yaml
from attune._watched_config import watch
from lightning import LightningModule
from lightning.fabric.utilities.apply_func import move_data_to_device
from lightning.pytorch.core.saving import save_hparams_to_yaml
from torch.utils.data import default_collate, default_convert

PLAIN = {"lr": 0.1, "model": {"layers": [1, 2], "act": {"kind": "relu"}}, "name": None}


def config() -> Any:
    return watch(PLAIN).config


def saved_and_loaded(value: Any) -> Any:
    file = io.BytesIO()
    torch.save(value, file)
    file.seek(0)
    return torch.load(file, weights_only=True)


class Module(LightningModule):
    def __init__(self, config: Any) -> None:
        super().__init__()
        self.save_hyperparameters()


class Keyworded(LightningModule):
    def __init__(self, config: Any) -> None:
        super().__init__()
        self.save_hyperparameters(config)


class Frameworks(unittest.TestCase):
    def test_a_checkpoint_with_the_config_is_loaded_as_weights_only(self) -> None:
        for made in (config(), {**config()}, config().copy()):
            loaded = saved_and_loaded({"config": made, "epoch": 1})
            self.assertEqual(loaded, {"config": PLAIN, "epoch": 1})

    def test_tensors_in_it(self) -> None:
        made = config()
        made["weight"] = torch.ones(2)
        self.assertEqual(saved_and_loaded(made)["weight"].tolist(), [1, 1])

    def test_collating(self) -> None:
        collated = default_collate([config()["model"], config()["model"]])
        self.assertEqual(collated["act"]["kind"], ["relu", "relu"])
        self.assertEqual(default_convert(config())["model"]["layers"], [1, 2])
        self.assertEqual(move_data_to_device(config(), "cpu"), PLAIN)

    def test_hyperparameters_of_a_module(self) -> None:
        for kind, path in ((Module, lambda hparams: hparams.config), (Keyworded, dict)):
            module = kind(config())
            self.assertEqual(path(module.hparams), PLAIN)
            loaded = saved_and_loaded({"hyper_parameters": dict(module.hparams)})
            self.assertEqual(loaded["hyper_parameters"], dict(module.hparams))

    def test_hyperparameters_as_yaml(self) -> None:
        with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
            warnings.simplefilter("error")
            path = os.path.join(folder, "hparams.yaml")
            save_hparams_to_yaml(path, Module(config()).hparams)
            with open(path, encoding="utf-8") as file:
                self.assertEqual(yaml.safe_load(file), {"config": PLAIN})

    def test_yaml(self) -> None:
        plain = yaml.safe_dump(PLAIN)
        self.assertEqual(yaml.safe_dump(config()), plain)
        self.assertEqual(yaml.dump(config()), yaml.dump(PLAIN))
        self.assertEqual(yaml.dump(config(), Dumper=yaml.CSafeDumper), plain)


if __name__ == "__main__":
    unittest.main()
