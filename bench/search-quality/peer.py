"""Optuna's samplers behind a pipe: one JSON request a line on stdin, one JSON answer a line on stdout.

{"op": "start", "sampler": "tpe", "seed": 0, "space": {...}, "objectives": 1} -> {}
{"op": "ask"}                                                                 -> {"config": {...}}
{"op": "tell", "values": [0.5]}                                               -> {}
{"op": "time", "sampler": "tpe", "history": 1000, "steps": 20, "dimensions": 10, "clock": "wall"}
                                                                              -> {"ms": [...]}
{"op": "version"}                                                             -> {"optuna": "5.0.0"}

The space is what spaceToJSON of src/space writes. It is walked with a trial in hand, define-by-run, so
that a parameter of an option is suggested only where the option was. What is asked first is told first.
"""

import json
import math
import os
import sys
import time
import warnings

os.environ["OMP_NUM_THREADS"] = "1"

import optuna
from optuna.distributions import FloatDistribution
from optuna.samplers import CmaEsSampler, GPSampler, NSGAIISampler, QMCSampler, RandomSampler, TPESampler

optuna.logging.set_verbosity(optuna.logging.ERROR)
warnings.simplefilter("ignore")

SAMPLERS = {
    "random": lambda seed: RandomSampler(seed=seed),
    "qmc": lambda seed: QMCSampler(seed=seed, scramble=True, warn_independent_sampling=False),
    # Multivariate with a constant liar for one objective, as 5.0 has it by default; independent for several.
    "tpe": lambda seed: TPESampler(seed=seed),
    "tpe-independent": lambda seed: TPESampler(seed=seed, multivariate=False, constant_liar=False),
    "tpe-group": lambda seed: TPESampler(seed=seed, multivariate=True, group=True),
    "cma-es": lambda seed: CmaEsSampler(seed=seed, warn_independent_sampling=False),
    "gp": lambda seed: GPSampler(seed=seed, warn_independent_sampling=False),
    "nsga2-20": lambda seed: NSGAIISampler(seed=seed, population_size=20),
    "nsga2-50": lambda seed: NSGAIISampler(seed=seed, population_size=50),
}


def suggest(trial, node, path=""):
    """The config that a trial has of a space."""

    def inner(key, child):
        return suggest(trial, child, f"{path}/{key}" if path else str(key))

    if isinstance(node, list):
        return [inner(i, child) for i, child in enumerate(node)]
    if not isinstance(node, dict):
        return node
    kind = node.get("type")
    if kind == "uniform":
        return trial.suggest_float(path, node["lower"], node["upper"])
    if kind == "loguniform":
        return trial.suggest_float(path, node["lower"], node["upper"], log=True)
    if kind == "randint":
        return trial.suggest_int(path, node["lower"], node["upper"] - 1)
    if kind == "lograndint":
        return trial.suggest_int(path, node["lower"], node["upper"] - 1, log=True)
    if kind == "choice":
        options = node["options"]
        if node.get("ordered"):
            index = trial.suggest_int(path, 0, len(options) - 1)
        else:
            index = trial.suggest_categorical(path, list(range(len(options))))
        return suggest(trial, options[index], path)
    if isinstance(kind, str):
        raise ValueError(f"no translation of {kind}")
    return {key: inner(key, child) for key, child in node.items()}


def new_study(sampler, seed, objectives):
    return optuna.create_study(directions=["minimize"] * objectives, sampler=SAMPLERS[sampler](seed))


CLOCKS = {"wall": time.perf_counter, "cpu": time.process_time}


def step_ms(study, dimensions, clock=time.perf_counter):
    """One ask, all suggests and one tell; the function itself is not counted."""
    start = clock()
    trial = study.ask()
    x = [trial.suggest_float(f"x{i}", 0.0, 1.0) for i in range(dimensions)]
    asked = clock()
    value = sum((xi - 0.3) ** 2 for xi in x)
    told = clock()
    study.tell(trial, value)
    return (asked - start + clock() - told) * 1000


def timed(sampler, history, steps, dimensions, clock):
    """Milliseconds of each of `steps` steps after so many finished trials."""
    study = new_study(sampler, 0, 1)
    if sampler == "cma-es":
        # Its state is in the trials that it has made itself.
        for _ in range(history):
            step_ms(study, dimensions)
    else:
        random = new_study("random", 1, 1)
        for _ in range(history):
            step_ms(random, dimensions)
        distribution = FloatDistribution(0.0, 1.0)
        study.add_trials(
            optuna.trial.create_trial(
                params=trial.params,
                distributions={name: distribution for name in trial.params},
                value=trial.value,
            )
            for trial in random.get_trials(deepcopy=False)
        )
    return [step_ms(study, dimensions, CLOCKS[clock]) for _ in range(steps)]


def main():
    study = None
    space = None
    asked = []
    for line in sys.stdin:
        request = json.loads(line)
        op = request["op"]
        answer = {}
        if op == "start":
            study = new_study(request["sampler"], request["seed"], request["objectives"])
            space = request["space"]
            asked = []
        elif op == "ask":
            trial = study.ask()
            asked.append(trial)
            answer = {"config": suggest(trial, space)}
        elif op == "tell":
            values = request["values"]
            if not all(math.isfinite(value) for value in values):
                raise ValueError(f"not finite: {values}")
            study.tell(asked.pop(0), values)
        elif op == "time":
            names = ("sampler", "history", "steps", "dimensions", "clock")
            answer = {"ms": timed(*(request[name] for name in names))}
        elif op == "version":
            answer = {"optuna": optuna.__version__}
        else:
            raise ValueError(f"unknown request {op}")
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
