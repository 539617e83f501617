"""The study of `run.ts` under Ray Tune: the same trials, each with one CPU."""

import json
import os
import sys
import tempfile

import ray
from ray import tune
from ray.tune.integration.pytorch_lightning import TuneReportCallback

HERE = os.path.dirname(os.path.abspath(__file__))


def train(config):
    sys.path.insert(0, HERE)
    from lightning_digits import fit

    fit(config["trial"], [TuneReportCallback(on="validation_end")])


ray.init(num_cpus=2, include_dashboard=False, logging_level="ERROR")
with tempfile.TemporaryDirectory() as folder:
    results = tune.Tuner(
        train,
        param_space={"trial": tune.grid_search(json.load(sys.stdin))},
        tune_config=tune.TuneConfig(metric="loss", mode="min"),
        run_config=tune.RunConfig(storage_path=folder, verbose=0),
    ).fit()
assert results.num_errors == 0
