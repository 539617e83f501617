"""What Ray Tune's schedulers decide on lists of events.

Reads a list a line (JSON) from standard input and writes what happened, an event at a time with what
Ray decided, as a line (JSON) to standard output. Runs with a Python that has ray[tune]==2.58.0:
Ray's schedulers are used as they are, with a small stand-in for its controller and its trials.
`fixes` of a list names changes of Ray's behaviour (see ray_fixes.py): where Attune decides otherwise
on purpose, Ray with that one change must decide as Attune does.
"""

import json
import logging
import os
import random
import sys
import warnings

os.environ.setdefault("RAY_DEDUP_LOGS", "0")
logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")

import numpy as np  # noqa: E402
from ray import tune  # noqa: E402
from ray.tune.schedulers import async_hyperband, pbt  # noqa: E402
from ray.tune.schedulers.hb_bohb import HyperBandForBOHB  # noqa: E402
from ray.tune.schedulers.hyperband import HyperBandScheduler  # noqa: E402
from ray.tune.schedulers.median_stopping_rule import MedianStoppingRule  # noqa: E402
from ray.tune.schedulers.resource_changing_scheduler import (  # noqa: E402
    DistributeResources,
    DistributeResourcesToTopJob,
    PlacementGroupFactory,
    ResourceChangingScheduler,
)

import ray_fixes  # noqa: E402

PENDING, RUNNING, PAUSED, TERMINATED, ERROR = (
    "PENDING",
    "RUNNING",
    "PAUSED",
    "TERMINATED",
    "ERROR",
)
METRIC = "reward"
# Ray's median rule fails later when a trial ended without a result; its controller sees to it that
# there is one.
NEED_RESULTS = ("median_stopping_rule",)


class Checkpoints:
    """Stands for a trial's checkpoint manager; it always has a checkpoint of the last result."""

    class checkpoint_config:
        num_to_keep = None

    _latest_checkpoint_result = None


class RunMetadata:
    def __init__(self):
        self.checkpoint_manager = Checkpoints()


class TemporaryState:
    saving_to = None


class FakeTrial:
    is_saving = False
    pauses = 0

    def __init__(self, number, config):
        self.number = number
        self.trial_id = str(number)
        self._status = PENDING
        self.config = config
        self.evaluated_params = {}
        self.experiment_tag = str(number)
        self.last_result = {}
        self.time = 0
        self.run_metadata = RunMetadata()
        self.temporary_state = TemporaryState()

    @property
    def status(self):
        return self._status

    @status.setter
    def status(self, status):
        self._status = status
        if status == PAUSED:
            FakeTrial.pauses += 1
            self.since = FakeTrial.pauses

    def is_finished(self):
        return self.status in (TERMINATED, ERROR)

    @property
    def checkpoint(self):
        return ("checkpoint", self.time) if self.last_result else None

    def update_resources(self, resources):
        self.placement_group_factory = resources

    @property
    def resources(self):
        required = self.placement_group_factory.required_resources
        return {name: required.get(name.upper(), 0) for name in ("cpu", "gpu")}

    def set_config(self, config):
        self.config = config

    def set_experiment_tag(self, tag):
        self.experiment_tag = tag

    def __repr__(self):
        return self.trial_id


class FakeSearcher:
    def on_pause(self, trial_id):
        pass

    def on_unpause(self, trial_id):
        pass


class FakeSearchAlgorithm:
    searcher = FakeSearcher()


class FakeController:
    """What the schedulers touch of Ray's TuneController."""

    _reuse_actors = False

    def __init__(self):
        self.trials = []
        self.scheduler = None
        self._resource_updater = None
        self.search_alg = FakeSearchAlgorithm()
        self.stopped = []

    def get_trials(self):
        return self.trials

    def get_live_trials(self):
        return [trial for trial in self.trials if not trial.is_finished()]

    def stop_trial(self, trial):
        if trial.is_finished():
            return
        self.stopped.append(trial.trial_id)
        if trial.status == RUNNING:
            self.scheduler.on_trial_complete(self, trial, dict(trial.last_result))
        else:
            self.scheduler.on_trial_remove(self, trial)
        trial.status = TERMINATED

    def pause_trial(self, trial, should_checkpoint=True):
        trial.status = PAUSED

    def _schedule_trial_save(self, trial, result=None):
        return ("checkpoint", trial.time)


class FakeResources:
    def __init__(self, capacity):
        self.get_num_cpus = lambda: capacity["cpu"]
        self.get_num_gpus = lambda: capacity["gpu"]


class Draws:
    """Random draws of PBT: remembers from whom a parent was drawn."""

    def __init__(self, seed):
        self.random_ = random.Random(seed)
        self.candidates = None

    def random(self):
        return self.random_.random()

    def choice(self, options):
        options = list(options)
        if options and isinstance(options[0], FakeTrial):
            self.candidates = [trial.trial_id for trial in options]
        return self.random_.choice(options)


def create(spec, draws):
    o = spec["options"]
    given = {"metric": METRIC, "mode": spec["mode"]}
    name = spec["scheduler"]
    if "timeAttr" in o:
        given["time_attr"] = o["timeAttr"]
    if name == "asha":
        return async_hyperband.AsyncHyperBandScheduler(
            max_t=o["maxT"],
            grace_period=o["gracePeriod"],
            reduction_factor=o["reductionFactor"],
            brackets=o["brackets"],
            stop_last_trials=o["stopLastTrials"],
            **given,
        )
    if name in ("hyperband", "hb_bohb"):
        kind = HyperBandScheduler if name == "hyperband" else HyperBandForBOHB
        return kind(
            max_t=o["maxT"],
            reduction_factor=o["reductionFactor"],
            stop_last_trials=o["stopLastTrials"],
            **given,
        )
    if name == "median_stopping_rule":
        return MedianStoppingRule(
            grace_period=o["gracePeriod"],
            min_samples_required=o["minSamplesRequired"],
            min_time_slice=o["minTimeSlice"],
            hard_stop=o["hardStop"],
            **given,
        )
    if name == "pbt":
        return pbt.PopulationBasedTraining(
            perturbation_interval=o["perturbationInterval"],
            burn_in_period=o["burnInPeriod"],
            quantile_fraction=o["quantileFraction"],
            resample_probability=o["resampleProbability"],
            perturbation_factors=tuple(o["perturbationFactors"]),
            hyperparam_mutations=mutations(spec["mutations"]),
            synch=o["synch"],
            log_config=False,
            **given,
        )
    if name == "resource_changing":
        shared = {
            "increase_by": in_capitals(o.get("increaseBy", {})),
            "increase_by_times": o["increaseByTimes"],
            "reserve_resources": in_capitals(o["reserveResources"]),
        }
        allocation = (
            DistributeResourcesToTopJob(**shared, **given)
            if o["toTopJob"]
            else DistributeResources(**shared)
        )
        return ResourceChangingScheduler(resources_allocation_function=allocation)
    raise ValueError(name)


def in_capitals(amounts):
    return {name.upper(): amount for name, amount in amounts.items()}


def mutations(spec):
    """{"a": ["list", 1, 2], "b": ["uniform", 0, 1], "c": {...}} as Ray has it."""
    made = {}
    for key, value in spec.items():
        if isinstance(value, dict):
            made[key] = mutations(value)
        elif value[0] == "list":
            made[key] = value[1:]
        else:
            made[key] = getattr(tune, value[0])(*value[1:])
    return made


def typed(config, spec):
    """JSON does not tell 2.0 from 2: what a continuous domain gives is a float."""
    made = dict(config)
    for key, value in spec.items():
        if key not in made:
            continue
        if isinstance(value, dict):
            made[key] = typed(made[key], value)
        elif value[0] in ("uniform", "loguniform"):
            made[key] = float(made[key])
    return made


def plain(value):
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and (value != value or abs(value) == float("inf")):
        return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
    return value


class Play:
    """Makes a list of what may happen into what does happen, asking the scheduler as Ray would."""

    def __init__(self, spec):
        self.spec = spec
        self.draws = Draws(spec["seed"])
        np.random.seed(spec["seed"] % (2**32))
        pbt.random = self.draws
        uniforms = iter(spec.get("draws", []))

        def choice(count, p):
            cdf = np.cumsum(p)
            cdf /= cdf[-1]
            return int(cdf.searchsorted(next(uniforms, 0.5), side="right"))

        np.random.choice = choice
        self.controller = FakeController()
        self.scheduler = create(spec, self.draws)
        self.controller.scheduler = self.scheduler
        self.controller.adds_left = sum(1 for step in spec["steps"] if step[0] == "add")
        self.events = []
        self.exploited = None
        if "capacity" in spec:
            self.controller._resource_updater = FakeResources(spec["capacity"])
        if spec["scheduler"] == "pbt":
            exploit = self.scheduler._exploit

            def remembered(controller, trial, parent):
                exploit(controller, trial, parent)
                trial.time = parent.time
                trial.last_result = dict(parent.last_result)
                self.exploited.append([trial.trial_id, parent.trial_id, plain(trial.config)])

            self.scheduler._exploit = remembered
        ray_fixes.apply(self.scheduler, self.controller, spec)

    def run(self):
        try:
            for step in self.spec["steps"]:
                getattr(self, "on_" + step[0])(*step[1:])
                if self.fill() == "over":
                    break
        except ray_fixes.Unknown:
            raise
        except Exception as error:  # whatever Ray raises ends the list
            self.events.append(["crash", f"{type(error).__name__}: {error}"[:200]])
        return self.events

    # What may happen

    def on_add(self):
        config = {}
        if self.spec.get("configs"):
            config = typed(
                self.spec["configs"][len(self.controller.trials)], self.spec["mutations"]
            )
        trial = FakeTrial(len(self.controller.trials), config)
        if "resources" in self.spec:
            base = in_capitals(self.spec["resources"])
            trial.placement_group_factory = PlacementGroupFactory([base])
        self.controller.trials.append(trial)
        self.controller.adds_left -= 1
        self.scheduler.on_trial_add(self.controller, trial)
        event = ["add", trial.trial_id]
        if self.spec.get("configs"):
            event.append(plain(trial.config))
        self.events.append(event)
        if self.controller.adds_left == 0:
            self.events.append(["all-added"])

    def on_report(self, pick, ahead, value):
        trial = self.pick(RUNNING, pick)
        if trial is None:
            return
        result = self.result(trial, ahead, value)
        self.begin()
        decision = self.scheduler.on_trial_result(self.controller, trial, result)
        if not any(trial.trial_id == exploit[0] for exploit in self.exploited):
            trial.last_result = result
        action = {"CONTINUE": "continue", "PAUSE": "pause", "STOP": "stop", "NOOP": "exploit"}[
            decision
        ]
        if action == "exploit" and not any(e[0] == trial.trial_id for e in self.exploited):
            raise AssertionError("paused without an exploit")
        if action == "pause":
            trial.status = PAUSED
        elif action == "stop":
            self.scheduler.on_trial_complete(self.controller, trial, dict(result))
            trial.status = TERMINATED
        event = ["result", trial.trial_id, plain(result["time_total_s"]), plain(result[METRIC])]
        beside = self.beside(trial)
        if "resources" in self.spec and action == "pause":
            # Ray sets them when it chooses who runs next.
            self.scheduler.choose_trial_to_run(self.controller)
            beside["resources"] = trial.resources
        self.events.append([*event, action, beside])

    def on_complete(self, pick, ahead, value):
        trial = self.pick(RUNNING, pick)
        if trial is None:
            return
        if ahead is None and not trial.last_result and self.spec["scheduler"] in NEED_RESULTS:
            return
        # With `done` in its last result, or without another one.
        result = dict(trial.last_result) if ahead is None else self.result(trial, ahead, value)
        trial.last_result = result
        self.begin()
        self.scheduler.on_trial_complete(self.controller, trial, dict(result))
        trial.status = TERMINATED
        last = [plain(result.get("time_total_s")), plain(result.get(METRIC))]
        self.events.append(["complete", trial.trial_id, *last, self.beside(trial)])

    def on_error(self, pick):
        trial = self.pick(RUNNING, pick)
        if trial is None:
            return
        self.begin()
        self.scheduler.on_trial_error(self.controller, trial)
        trial.status = ERROR
        self.events.append(["error", trial.trial_id, self.beside(trial)])

    def on_retry(self, pick):
        """Fails and starts again from nothing, at the end of the queue."""
        trial = self.pick(RUNNING, pick)
        if trial is None:
            return
        self.begin()
        self.scheduler.on_trial_error(self.controller, trial)
        trial.status = PENDING
        trial.time = 0
        self.controller.trials.remove(trial)
        self.controller.trials.append(trial)
        self.scheduler.on_trial_add(self.controller, trial)
        self.events.append(["retry", trial.trial_id, self.beside(trial)])

    def on_remove(self, pick):
        trial = self.pick(PAUSED, pick)
        if trial is None:
            return
        self.begin()
        self.scheduler.on_trial_remove(self.controller, trial)
        trial.status = TERMINATED
        self.events.append(["remove", trial.trial_id, self.beside(trial)])

    # Who runs

    def fill(self):
        running = self.count(RUNNING)
        while running < self.spec["slots"]:
            if not any(t.status in (PENDING, PAUSED) for t in self.controller.trials):
                return
            idle = running == 0 and self.count(PENDING) == 0
            if idle and self.controller.adds_left > 0:
                # Ray would have had more trials by now.
                return
            self.begin()
            chosen = self.scheduler.choose_trial_to_run(self.controller)
            if idle:
                for _ in range(10):
                    if chosen is not None or not self.controller.stopped:
                        break
                    before = len(self.controller.stopped)
                    chosen = self.scheduler.choose_trial_to_run(self.controller)
                    if len(self.controller.stopped) == before:
                        break
                stops = sorted(set(self.controller.stopped), key=int)
                self.events.append(["idle", stops, chosen and chosen.trial_id])
                if chosen is None:
                    return "over"
            else:
                self.events.append(["choose", chosen and chosen.trial_id])
            if chosen is None:
                return
            chosen.status = RUNNING
            running += 1

    def count(self, status):
        return sum(1 for trial in self.controller.trials if trial.status == status)

    def pick(self, status, pick):
        there = sorted(
            (t for t in self.controller.trials if t.status == status), key=lambda t: t.number
        )
        return there[int(pick * len(there))] if there else None

    def result(self, trial, ahead, value):
        trial.time = trial.time + ahead
        return {
            "training_iteration": trial.time,
            "time_total_s": trial.time,
            METRIC: float(value),
        }

    def begin(self):
        self.controller.stopped = []
        self.draws.candidates = None
        self.exploited = []

    def beside(self, trial):
        """What became of others because of this, and what was drawn."""
        found = {}
        stops = {id for id in self.controller.stopped if id != trial.trial_id}
        if stops:
            found["stops"] = sorted(stops, key=int)
        if self.draws.candidates is not None:
            found["candidates"] = self.draws.candidates
        if self.exploited:
            found["exploits"] = self.exploited
        return found


def main():
    for line in sys.stdin:
        spec = json.loads(line)
        print(json.dumps(Play(spec).run()), flush=True)


if __name__ == "__main__":
    main()
