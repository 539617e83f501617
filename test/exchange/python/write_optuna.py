"""Writes the same studies with Optuna to each storage, a sqlite URL or the path of a journal."""

import sys
import warnings

import optuna

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.CRITICAL)


def storage_of(argument):
    if argument.startswith("sqlite:"):
        return argument
    backend = optuna.storages.journal.JournalFileBackend(argument)
    return optuna.storages.JournalStorage(backend)


def single(storage):
    study = optuna.create_study(
        storage=storage,
        study_name="single",
        sampler=optuna.samplers.RandomSampler(seed=1),
        pruner=optuna.pruners.NopPruner(),
    )
    study.set_user_attr("data", {"rows": 3, "nan": float("nan")})
    study.set_metric_names(["loss"])

    def objective(trial):
        x = trial.suggest_float("x", -5, 5)
        trial.suggest_float("model/lr", 1e-5, 1e-1, log=True)
        trial.suggest_float("model/drop", 0, 1, step=0.1)
        trial.suggest_float("odd_grid", 0.05, 1, step=0.25)
        trial.suggest_int("layers", 1, 10)
        trial.suggest_int("width", 1, 1024, log=True)
        trial.suggest_int("even", 2, 10, step=2)
        trial.suggest_int("seed", 7, 7)
        trial.suggest_categorical("kind", [None, True, 3, "a", 1.5])
        trial.set_user_attr("note", f"trial {trial.number}")
        trial.set_constraint("memory", x - 1)
        for step in range(4):
            value = x * x + 1 / (step + 1)
            if step == 0:
                value = float("inf")
            if step == 1 and trial.number == 2:
                value = float("nan")
            trial.report(value, step)
            if trial.number == 3 and step == 2:
                raise optuna.TrialPruned()
        if trial.number == 4:
            raise ValueError("boom")
        if trial.number == 5:
            return float("nan")
        if trial.number == 6:
            return float("inf")
        return x * x

    study.optimize(objective, n_trials=8, catch=(ValueError,))
    study.enqueue_trial({"x": 1.0, "kind": "a"}, user_attrs={"why": "by hand"})
    study.ask()
    study.enqueue_trial({"x": 2.0})


def several(storage):
    study = optuna.create_study(
        storage=storage,
        study_name="several",
        directions=["minimize", "maximize"],
        sampler=optuna.samplers.RandomSampler(seed=2),
    )

    def objective(trial):
        a = trial.suggest_float("a", 0, 1)
        b = trial.suggest_float("b", 0, 1)
        return a + b * b, a * 2 - b

    study.optimize(objective, n_trials=12)


def conditional(storage):
    study = optuna.create_study(
        storage=storage,
        study_name="conditional",
        direction="maximize",
        sampler=optuna.samplers.RandomSampler(seed=3),
    )

    def objective(trial):
        high = 1.0 if trial.number < 3 else 2.0
        x = trial.suggest_float("x", 0, high)
        name = trial.suggest_categorical("optimizer", ["sgd", "adam"])
        if name == "sgd":
            x += trial.suggest_float("optimizer/momentum", 0, 0.9)
        return x

    study.optimize(objective, n_trials=8)


def valley(storage):
    study = optuna.create_study(
        storage=storage,
        study_name="valley",
        direction="minimize",
        sampler=optuna.samplers.RandomSampler(seed=4),
    )
    study.optimize(lambda trial: (trial.suggest_float("x", -10, 10) - 2) ** 2, n_trials=30)


for argument in sys.argv[1:]:
    storage = storage_of(argument)
    single(storage)
    several(storage)
    conditional(storage)
    valley(storage)
    optuna.create_study(storage=storage, study_name="empty")
