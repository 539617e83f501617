"""One measurement of Ray Tune, in a process of its own: python ray_task.py TASK -> JSON on stdout."""

import json
import os
import sys
import tempfile
import time

os.environ.setdefault("RAY_DEDUP_LOGS", "0")
start = time.perf_counter()
import ray
from ray import tune

import_ms = (time.perf_counter() - start) * 1000


def trivial(config):
    tune.report({"loss": config["x"]})


def reporter(count):
    def trainable(config):
        for i in range(count):
            tune.report({"loss": config["x"] + i})

    return trainable


def study(trainable, samples, reuse=False):
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        results = tune.Tuner(
            trainable,
            param_space={"x": tune.uniform(0, 1)},
            tune_config=tune.TuneConfig(
                metric="loss", mode="min", num_samples=samples, reuse_actors=reuse
            ),
            run_config=tune.RunConfig(storage_path=folder, verbose=0),
        ).fit()
    assert results.num_errors == 0
    return time.perf_counter() - start


def main(task):
    if task == "import":
        return {"importMs": import_ms}
    ray.init(num_cpus=2, include_dashboard=False, logging_level="ERROR")
    if task == "cold":
        study(trivial, 1)
        return {}
    if task == "process-20":
        return {"seconds": study(trivial, 20, reuse=True)}
    if task == "process-20-fresh":
        return {"seconds": study(trivial, 20)}
    if task == "process-100":
        return {"seconds": study(trivial, 100, reuse=True)}
    if task == "reports-1":
        base = study(trivial, 1)
        return {"reportsPerSecond": 1000 / (study(reporter(1001), 1) - base)}
    raise SystemExit(f"unknown task {task}")


if __name__ == "__main__":
    answer = main(sys.argv[1])
    print("\n" + json.dumps(answer))
