"""Prints all that Optuna knows of studies as a JSON list: dump_optuna.py [--ask] (STORAGE NAME)..."""

import json
import sys
import warnings

import optuna

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.CRITICAL)

arguments = [argument for argument in sys.argv[1:] if argument != "--ask"]


def load(storage, name):
    if not storage.startswith("sqlite:"):
        backend = optuna.storages.journal.JournalFileBackend(storage)
        storage = optuna.storages.JournalStorage(backend)
    return optuna.load_study(storage=storage, study_name=name)


def trial_json(trial):
    return {
        "number": trial.number,
        "state": trial.state.name,
        "values": trial.values,
        "params": trial.params,
        "distributions": {key: repr(value) for key, value in trial.distributions.items()},
        "intermediate": trial.intermediate_values,
        "start": str(trial.datetime_start),
        "complete": str(trial.datetime_complete),
        "userAttrs": trial.user_attrs,
        "systemAttrs": trial.system_attrs,
    }


def study_json(study):
    is_single = len(study.directions) == 1
    known = {
        "name": study.study_name,
        "directions": [direction.name for direction in study.directions],
        "userAttrs": study.user_attrs,
        "systemAttrs": study._storage.get_study_system_attrs(study._study_id),
        "trials": [trial_json(trial) for trial in study.trials],
        "best": sorted(trial.number for trial in study.best_trials),
        "columns": list(study.trials_dataframe().columns),
    }
    if "--ask" in sys.argv:
        # Reads the whole of it as the plots and a sampler do.
        target = None if is_single else lambda trial: trial.values[0]
        known["importance"] = optuna.importance.get_param_importances(study, target=target)
        trial = study.ask(study.trials[0].distributions)
        known["asked"] = {"number": trial.number, "params": trial.params}
    return known


pairs = zip(arguments[::2], arguments[1::2])
print(json.dumps([study_json(load(storage, name)) for storage, name in pairs]))
