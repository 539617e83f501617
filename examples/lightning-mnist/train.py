"""Trains the network of module.py, with Lightning.

`train(config)` is what the tuner calls, once a trial. Train once with `python train.py`, and test a
checkpoint with `python train.py --test FOLDER`.
"""

import argparse
import logging
import os

from attune.lightning import TuneReportCheckpointCallback, fit, trainer_defaults
from data import data_of
from lightning.pytorch import Trainer, seed_everything
from module import Classifier


def train(config):
    seed_everything(config["seed"], verbose=False)
    data = data_of(config["data_dir"], config["batch_size"])
    model = Classifier(data.pixels, config["layer_1_size"], config["layer_2_size"], config["lr"])
    report = TuneReportCheckpointCallback({"loss": "val_loss", "accuracy": "val_accuracy"})
    trainer = Trainer(max_epochs=config["epochs"], callbacks=[report], **trainer_defaults())
    fit(trainer, model, datamodule=data)


def test(folder, data_dir=None):
    """Accuracy of the network in a checkpoint on images that no trial has seen."""
    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
    model = Classifier.load_from_checkpoint(os.path.join(folder, "checkpoint"))
    quiet = {"logger": False, "enable_progress_bar": False, "enable_model_summary": False}
    trainer = Trainer(**quiet)
    (result,) = trainer.test(model, datamodule=data_of(data_dir), verbose=False)
    return result["test_accuracy"]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--test", metavar="FOLDER", help="a checkpoint to test")
    parser.add_argument("--data-dir", help="where MNIST is, or is to be downloaded to")
    args = parser.parse_args()
    if args.test:
        print(test(args.test, args.data_dir))
    else:
        network = {"layer_1_size": 64, "layer_2_size": 32}
        training = {"lr": 1e-3, "batch_size": 32, "epochs": 5, "seed": 1}
        train({**network, **training, "data_dir": args.data_dir})
