"""Ray with one thing put right: what Attune does otherwise on purpose, as changes of Ray itself.

Each is a function of (scheduler, controller, spec) and has the name under which it is counted.
"""

import math
from fractions import Fraction

from ray.tune.schedulers import pbt

FIXES = {}


class Unknown(Exception):
    pass


def fix(schedulers, name):
    def register(function):
        for scheduler in schedulers:
            FIXES[(scheduler, name)] = function
        return function

    return register


def apply(scheduler, controller, spec):
    """In the order in which they stand here."""
    wanted = set(spec.get("fixes", []))
    for (name, fixed), function in FIXES.items():
        if name == spec["scheduler"] and fixed in wanted:
            wanted.remove(fixed)
            function(scheduler, controller, spec)
    if wanted:
        raise Unknown(wanted)


# ASHA


def asha(scheduler, **how):
    """Takes the place of its brackets' comparison; without any change it is Ray's."""
    known = scheduler.__dict__.setdefault("_how", {"nan": False, "infinite": False, "jumps": False})
    known.update(how)
    for bracket in scheduler._brackets:
        bracket.cutoff = lambda recorded, b=bracket: asha_cutoff(b, recorded, known)
        bracket.on_result = lambda trial, time, score, b=bracket: asha_result(
            b, trial.trial_id, time, score, known
        )


def asha_result(bracket, trial, time, score, how):
    passed = bracket.__dict__.setdefault("_passed", {})
    for milestone, recorded in bracket._rungs:
        if how["jumps"] and milestone <= passed.get(trial, 0):
            return "CONTINUE"
        if time >= milestone and trial in recorded and not bracket._stop_last_trials:
            return "CONTINUE"
        if time < milestone or trial in recorded:
            continue
        cutoff = bracket.cutoff(recorded)
        recorded[trial] = score
        passed[trial] = milestone
        if cutoff is None:
            return "CONTINUE"
        if how["nan"] and math.isnan(score):
            return "CONTINUE" if math.isnan(cutoff) else "STOP"
        return "STOP" if score < cutoff else "CONTINUE"
    return "CONTINUE"


def asha_cutoff(bracket, recorded, how):
    values = [v for v in recorded.values() if how["nan"] or not math.isnan(v)]
    if not values:
        return float("nan") if recorded else None
    values.sort(key=lambda v: (not math.isnan(v), v))
    at = (1 - 1 / bracket.rf) * 100 / 100 * (len(values) - 1)
    low = values[math.floor(at)]
    high = values[min(math.floor(at) + 1, len(values) - 1)]
    part = at - math.floor(at)
    odd = how["nan"] and math.isnan(low) or how["infinite"] and not math.isfinite(low + high)
    if odd and part == 0.5:
        return high if math.isfinite(high) else low
    if odd:
        return low if part < 0.5 else high
    # As numpy interpolates.
    return high - (high - low) * (1 - part) if part >= 0.5 else low + (high - low) * part


@fix(["asha"], "the top rung of exact powers is there")
def asha_powers(scheduler, controller, spec):
    o = spec["options"]
    count = 0
    while o["gracePeriod"] * o["reductionFactor"] ** count <= o["maxT"] * (1 + 1e-12):
        count += 1
    for s, bracket in enumerate(scheduler._brackets):
        bracket._rungs = [
            (min(o["gracePeriod"] * bracket.rf ** (k + s), o["maxT"]), {})
            for k in reversed(range(max(count - s, 0)))
        ]


@fix(["asha"], "there are no brackets without rungs")
def asha_empty(scheduler, controller, spec):
    scheduler._brackets = [b for b in scheduler._brackets if b._rungs]


@fix(["asha"], "rungs that were jumped over count as passed")
def asha_jumps(scheduler, controller, spec):
    asha(scheduler, jumps=True)


@fix(["asha"], "NaN is the worst score")
def asha_nan(scheduler, controller, spec):
    asha(scheduler, nan=True)


@fix(["asha"], "infinities rank")
def asha_infinite(scheduler, controller, spec):
    asha(scheduler, infinite=True)


# HyperBand


HYPERBANDS = ["hyperband", "hb_bohb"]


@fix(HYPERBANDS, "the tables are exact")
def hyperband_tables(scheduler, controller, spec):
    """Powers of the reduction factor are not rounded, nor what they divide."""
    o = spec["options"]
    eta = Fraction(o["reductionFactor"])
    scheduler._get_n0 = lambda s: math.ceil(Fraction(scheduler._s_max_1, s + 1) * eta**s)
    scheduler._get_r0 = lambda s: math.floor(o["maxT"] / eta**s)
    create = scheduler._create_bracket

    def exact(s):
        bracket = create(s)
        bracket._eta = eta
        return bracket

    scheduler._create_bracket = exact


@fix(HYPERBANDS, "NaN is the worst score")
def hyperband_nan(scheduler, controller, spec):
    def made(bracket):
        halving = bracket.successive_halving

        def ranked(metric, sign):
            results = bracket._live_trials
            for trial, result in results.items():
                results[trial] = {**result, metric: Ranked(result[metric])}
            halves = halving(metric, sign)
            for trial, result in results.items():
                results[trial] = {**result, metric: result[metric].value}
            return halves

        bracket.successive_halving = ranked

    each_bracket(scheduler, made)


class Ranked:
    """A score that sorts in ascending order with NaN before all numbers, whatever its sign."""

    def __init__(self, value):
        self.value = value

    def __rmul__(self, sign):
        return rank(sign * self.value)


def rank(score):
    return (not math.isnan(score), 0 if math.isnan(score) else score)


@fix(HYPERBANDS, "a bracket goes on while all its trials are at its milestone")
def hyperband_goes_on(scheduler, controller, spec):
    """Ray does not halve again where they jumped over the next milestone, nor where the last one that
    the others waited for has ended at the last milestone or after the first halving."""
    process = scheduler._process_bracket
    busy = set()

    def processed(tune_controller, bracket):
        busy.add(bracket)
        action = process(tune_controller, bracket)
        while action != "STOP" and bracket._live_trials and bracket.cur_iter_done():
            if bracket._halves == 0 and not bracket.stop_last_trials:
                break
            action = process(tune_controller, bracket)
        busy.remove(bracket)
        return action

    def removed(tune_controller, trial):
        bracket, _ = scheduler._trial_info[trial]
        bracket.cleanup_trial(trial)
        if bracket in busy or not bracket._live_trials or not bracket.cur_iter_done():
            return
        if bracket._halves > 0 or bracket.stop_last_trials:
            scheduler._process_bracket(tune_controller, bracket)

    scheduler._process_bracket = processed
    scheduler.on_trial_remove = removed


@fix(["hb_bohb"], "a bracket that was full or halved takes no more trials and waits for none")
def bohb_closed(scheduler, controller, spec):
    """In Ray a full bracket that has lost a trial is not full any more, nor is one that was halved
    because nothing ran: they take other trials in, and wait until nothing runs."""

    def made(bracket):
        remember_full(bracket)
        bracket.filled = lambda: bracket._was_full

    each_bracket(scheduler, made)


@fix(["hb_bohb"], "the end of a trial does not halve a bracket that is not full")
def bohb_removed(scheduler, controller, spec):
    on_trial_remove = scheduler.on_trial_remove

    def removed(tune_controller, trial):
        bracket, _ = scheduler._trial_info[trial]
        if bracket._was_full:
            on_trial_remove(tune_controller, trial)
        else:
            bracket.cleanup_trial(trial)

    each_bracket(scheduler, remember_full)
    scheduler.on_trial_remove = removed


def remember_full(bracket):
    """Whether it has ever been full, or was halved all the same."""
    if hasattr(bracket, "_was_full"):
        return
    bracket._was_full = False
    add, filled, halving = bracket.add_trial, bracket.filled, bracket.successive_halving

    def added(trial):
        add(trial)
        bracket._was_full = bracket._was_full or filled()

    def halved(metric, sign):
        bracket._was_full = True
        return halving(metric, sign)

    bracket.add_trial = added
    bracket.successive_halving = halved


def each_bracket(scheduler, change):
    create = scheduler._create_bracket

    def changed(s):
        bracket = create(s)
        change(bracket)
        return bracket

    scheduler._create_bracket = changed


# Median stopping


def median(scheduler, controller, **how):
    """Takes the place of its comparison; without any change it is Ray's."""
    off = {"nan": False, "infinite": False, "shelf": False, "queue": False}
    off.update({"unjudged": False, "once": False, "present": False})
    known = scheduler.__dict__.setdefault("_how", off)
    known.update(how)
    scheduler.on_trial_result = lambda _, trial, result: median_decision(
        scheduler, controller, trial, result, known
    )
    scheduler.on_trial_complete = lambda _, trial, result: median_complete(
        scheduler, trial, result, known
    )
    scheduler.choose_trial_to_run = lambda _: median_choice(scheduler, controller, known)


def median_decision(scheduler, controller, trial, result, how):
    sign = 1 if scheduler._mode == "max" else -1
    if trial in scheduler._stopped_trials:
        assert not scheduler._hard_stop
        if how["unjudged"]:
            scheduler._results[trial].append(result)
        return "CONTINUE"
    time = result[scheduler._time_attr]
    scheduler._results[trial].append(result)
    if time < scheduler._grace_period:
        return "CONTINUE"
    others = [t for t in scheduler._trials_beyond_time(time) if t is not trial]
    if how["present"]:
        grace, key = scheduler._grace_period, scheduler._time_attr
        others = [
            t for t in others if any(grace <= r[key] <= time for r in scheduler._results[t])
        ]
    if len(others) < scheduler._min_samples_required:
        shelved = median_shelf(scheduler, controller, how)
        waiting = [
            t
            for t in controller.get_live_trials()
            if t.status in ("PENDING", "PAUSED") and t not in shelved
        ]
        if not waiting or not time - scheduler._last_pause[trial] > scheduler._min_time_slice:
            return "CONTINUE"
        scheduler._last_pause[trial] = time
        return "PAUSE"
    middle = middle_of([sign * float(scheduler._running_mean(t, time)) for t in others], how)
    values = [sign * r[scheduler._metric] for r in scheduler._results[trial]]
    if how["nan"]:
        values = [v for v in values if not math.isnan(v)] or values[:1]
        best = max(values)
        falls = rank(best) < rank(middle)
    else:
        best = max(values)
        falls = max(middle, best) != best
    if not falls:
        return "CONTINUE"
    scheduler._stopped_trials.add(trial)
    return "STOP" if scheduler._hard_stop else "PAUSE"


def middle_of(values, how):
    if not how["nan"] and any(math.isnan(v) for v in values):
        return math.nan
    values = sorted(values, key=rank)
    low, high = values[(len(values) - 1) // 2], values[len(values) // 2]
    odd = how["nan"] and math.isnan(low) or how["infinite"] and not math.isfinite(low + high)
    if odd:
        return high if math.isfinite(high) else low
    return (low + high) / 2


def median_complete(scheduler, trial, result, how):
    results = scheduler._results[trial]
    if not how["once"] or not results or results[-1] != result:
        results.append(result)


def median_shelf(scheduler, controller, how):
    """Those that are held back as long as others may come."""
    if not how["shelf"] or controller.adds_left == 0:
        return ()
    return scheduler._stopped_trials


def median_choice(scheduler, controller, how):
    shelved = median_shelf(scheduler, controller, how)
    for trial in controller.trials:
        if trial.status == "PENDING":
            return trial
    paused = [t for t in controller.trials if t.status == "PAUSED" and t not in shelved]
    if how["queue"]:
        paused.sort(key=lambda t: t.since)
    return paused[0] if paused else None


@fix(["median_stopping_rule"], "paused trials are resumed in the order in which they paused")
def median_queue(scheduler, controller, spec):
    median(scheduler, controller, queue=True)


@fix(["median_stopping_rule"], "trials that paused because they are worse wait for all others")
def median_held_back(scheduler, controller, spec):
    median(scheduler, controller, shelf=True)


@fix(["median_stopping_rule"], "others are measured by a trial that goes on unjudged, too")
def median_unjudged(scheduler, controller, spec):
    median(scheduler, controller, unjudged=True)


@fix(["median_stopping_rule"], "the last result of a trial counts once")
def median_once(scheduler, controller, spec):
    median(scheduler, controller, once=True)


@fix(["median_stopping_rule"], "a trial that has reported nothing by then is no peer")
def median_present(scheduler, controller, spec):
    median(scheduler, controller, present=True)


@fix(["median_stopping_rule"], "NaN is the worst score")
def median_nan(scheduler, controller, spec):
    median(scheduler, controller, nan=True)


@fix(["median_stopping_rule"], "infinities rank")
def median_infinite(scheduler, controller, spec):
    median(scheduler, controller, infinite=True)


# Population based training


@fix(["pbt"], "a checkpoint that was reported serves")
def pbt_checkpoints(scheduler, controller, spec):
    """Ray forgets that of a trial that was not among the best when it was last looked at."""
    judge = scheduler._checkpoint_or_exploit

    def judged(*args):
        for trial, state in scheduler._trial_state.items():
            state.last_checkpoint = state.last_checkpoint or trial.checkpoint
        judge(*args)

    scheduler._checkpoint_or_exploit = judged


@fix(["pbt"], "what is missing inside of objects is filled in, too")
def pbt_nested(scheduler, controller, spec):
    add = scheduler.on_trial_add

    def fill(config, mutations):
        for key, mutation in mutations.items():
            if key not in config:
                pbt._fill_config(config, key, mutation)
            elif isinstance(mutation, dict):
                fill(config[key], mutation)

    def added(tune_controller, trial):
        fill(trial.config, scheduler._hyperparam_mutations)
        add(tune_controller, trial)

    scheduler.on_trial_add = added


@fix(["pbt"], "NaN is the worst score")
def pbt_nan(scheduler, controller, spec):
    """Ray leaves trials out whose score is NaN; here they are at the lower end."""

    def quantiles():
        states = scheduler._trial_state
        there = [t for t in states if states[t].last_score is not None and not t.is_finished()]
        there.sort(key=lambda t: rank(states[t].last_score))
        if len(there) <= 1:
            return [], []
        count = min(math.ceil(len(there) * scheduler._quantile_fraction), len(there) // 2)
        if count == 0:
            return [], there
        broken = sum(1 for t in there if math.isnan(states[t].last_score))
        if broken == len(there):
            return [], []
        return there[: max(count, broken)], there[max(len(there) - count, broken) :]

    scheduler._quantiles = quantiles


@fix(["pbt"], "in synchrony nobody pauses before the common time")
def pbt_early(scheduler, controller, spec):
    result_of = scheduler.on_trial_result

    def on_result(tune_controller, trial, result):
        if scheduler._synch and result[scheduler._time_attr] < scheduler._next_perturbation_sync:
            return "CONTINUE"
        return result_of(tune_controller, trial, result)

    scheduler.on_trial_result = on_result


@fix(["pbt"], "in synchrony nobody waits for a trial that has ended")
def pbt_ended(scheduler, controller, spec):
    result_of = scheduler.on_trial_result
    last = []

    def on_result(tune_controller, trial, result):
        before = scheduler._trial_state[trial].last_result
        action = result_of(tune_controller, trial, result)
        if scheduler._trial_state[trial].last_result is not before:
            last[:] = [result[scheduler._time_attr]]
        return action

    def ended(tune_controller, trial, *_):
        live = [t for t in controller.get_live_trials() if t is not trial]
        states = scheduler._trial_state
        if not scheduler._synch or not live or controller.adds_left > 0:
            return
        if any(states[t].last_train_time < scheduler._next_perturbation_sync for t in live):
            return
        trial.status = "TERMINATED"
        judge_all(scheduler, controller, last[0])

    scheduler.on_trial_result = on_result
    for name in ("on_trial_complete", "on_trial_error", "on_trial_remove"):
        setattr(scheduler, name, ended)


def judge_all(scheduler, controller, time):
    """As Ray does when the last one has come."""
    states = scheduler._trial_state
    lower, upper = scheduler._quantiles()
    middle = [t for t in controller.get_trials() if t not in lower and t not in upper]
    for trial in upper + middle + lower:
        states[trial].last_perturbation_time = time
        scheduler._checkpoint_or_exploit(trial, controller, upper, lower)
    latest = max(states[t].last_train_time for t in controller.get_trials())
    scheduler._next_perturbation_sync = max(
        scheduler._next_perturbation_sync + scheduler._perturbation_interval, latest
    )


@fix(["pbt"], "in synchrony somebody always has somewhere to go")
def pbt_gate(scheduler, controller, spec):
    """Ray's next common time may be one that all have come to; and trials that ended count there."""

    def settled(name):
        handle = getattr(scheduler, name)

        def handled(tune_controller, trial, *rest):
            before = scheduler._next_perturbation_sync
            action = handle(tune_controller, trial, *rest)
            if scheduler._next_perturbation_sync != before:
                times = [
                    scheduler._trial_state[t].last_train_time for t in controller.get_live_trials()
                ]
                at = max(before + scheduler._perturbation_interval, *times)
                if min(times) >= at:
                    at = max(times) + scheduler._perturbation_interval
                scheduler._next_perturbation_sync = at
            return action

        setattr(scheduler, name, handled)

    for name in ("on_trial_result", "on_trial_complete", "on_trial_error", "on_trial_remove"):
        settled(name)


@fix(["pbt"], "a trial that was a copy of ones no further ten times must get further")
def pbt_returns(scheduler, controller, spec):
    judge, exploit = scheduler._checkpoint_or_exploit, scheduler._exploit
    furthest, returns = {}, {}

    def judged(trial, tune_controller, upper, lower):
        if trial in lower and returns.get(trial, 0) >= 10:
            states = scheduler._trial_state
            upper = [t for t in upper if states[t].last_train_time > furthest[trial]]
            if not upper:
                states[trial].last_checkpoint = None
                return
        judge(trial, tune_controller, upper, lower)

    def exploited(tune_controller, trial, parent):
        time = scheduler._trial_state[parent].last_train_time
        known = furthest.get(trial, -math.inf)
        returns[trial] = 0 if time > known else returns.get(trial, 0) + 1
        furthest[trial] = max(known, time)
        exploit(tune_controller, trial, parent)

    scheduler._checkpoint_or_exploit = judged
    scheduler._exploit = exploited


# Resources


@fix(["resource_changing"], "nobody is asked about at the first result after a start")
def resources_first(scheduler, controller, spec):
    wanted = scheduler.reallocate_trial_resources_if_needed
    reported = set()

    def asked(tune_controller, trial, result):
        if trial not in reported:
            reported.add(trial)
            return None
        resources = wanted(tune_controller, trial, result)
        if resources:
            reported.discard(trial)
        return resources

    scheduler.reallocate_trial_resources_if_needed = asked


@fix(["resource_changing"], "all that is above an even share is given back")
def resources_share(scheduler, controller, spec):
    """Ray gives back what is missing and no more; and where there is too little of what is not shared
    out it sets no bound to what is."""
    rule = scheduler._resources_allocation_function
    if spec["options"]["toTopJob"]:
        return

    def even(trial, trials, base_bundles, unit, cpus, gpus, used_cpus, used_gpus):
        def units(amounts):
            return int(min(amounts.get(r, 0) // unit[r] for r in unit if unit[r] > 0))

        [base], [now] = base_bundles, trial.placement_group_factory.bundles
        there = {"CPU": cpus, "GPU": gpus}
        used = {"CPU": used_cpus, "GPU": used_gpus}
        left = units({r: there[r] - base.get(r, 0) * len(trials) for r in there})
        fair = math.ceil(max(left, 0) / len(trials))
        if rule.increase_by_times > 0:
            fair = min(fair, rule.increase_by_times)
        held = units({r: now.get(r, 0) - base.get(r, 0) for r in there})
        spare = units({r: there[r] - used[r] for r in there})
        count = max(0, min(held + spare, fair))
        return [{r: unit.get(r, 0) * count for r in there}]

    rule._get_new_added_bundles = even


@fix(["resource_changing"], "the result at hand counts, and a trial without one is not the best")
def resources_best(scheduler, controller, spec):
    """Ray looks at the result before, and at none as if it were infinitely large."""
    change_best(scheduler, result=True)


@fix(["resource_changing"], "NaN is never the best score")
def resources_nan(scheduler, controller, spec):
    change_best(scheduler, nan=True)


def change_best(scheduler, **how):
    rule = scheduler._resources_allocation_function
    if not hasattr(rule, "_metric_op"):
        return
    if "_how" in rule.__dict__:
        rule._how.update(how)
        return
    rule._how = how
    call = type(rule).__call__

    class Changed(type(rule)):
        def __call__(self, controller, trial, result, scheduler):
            kept = {t: t.last_result for t in controller.get_live_trials()}
            for other, last in kept.items():
                value = last.get(self.metric)
                if self._how.get("result"):
                    value = result[self.metric] if other is trial else value
                    value = -self._metric_op * math.inf if value is None else value
                # Without one Ray takes infinity.
                value = math.inf if value is None else value
                if self._how.get("nan") and not isinstance(value, Absent):
                    value = Descending(value)
                other.last_result = {**last, self.metric: value}
            try:
                resources = call(self, controller, trial, result, scheduler)
                grows = resources and sum(resources.required_resources.values()) > sum(
                    trial.placement_group_factory.required_resources.values()
                )
                if self._how.get("nan") and math.isnan(result[self.metric]) and grows:
                    return None
                return resources
            finally:
                for other, last in kept.items():
                    other.last_result = last

    rule.__class__ = Changed


class Descending:
    """A score that sorts with NaN after all numbers, whatever its sign."""

    def __init__(self, value):
        self.value = value

    def __rmul__(self, sign):
        return (math.isnan(self.value), 0 if math.isnan(self.value) else sign * self.value)


@fix(["resource_changing"], "resized trials are resumed before others start")
def resources_queue(scheduler, controller, spec):
    chosen_of = scheduler.choose_trial_to_run

    def choose(tune_controller):
        chosen = chosen_of(tune_controller)
        paused = [t for t in controller.trials if t.status == "PAUSED"]
        return min(paused, key=lambda t: t.since) if paused else chosen

    scheduler.choose_trial_to_run = choose


@fix(["resource_changing"], "increaseByTimes counts without increaseBy, too")
def resources_limit(scheduler, controller, spec):
    rule = scheduler._resources_allocation_function
    if not rule.increase_by:
        rule.increase_by = {"GPU": 1} if spec["resources"].get("gpu") else {"CPU": 1}


@fix(["resource_changing"], "the place of a trial that ended is kept for the next one")
def resources_places(scheduler, controller, spec):
    """While more will come; Ray has them wait in its queue, so that they have their claim."""
    live_of = controller.get_live_trials
    places = []

    def live():
        there = live_of()
        if controller.adds_left == 0 or not there:
            return there
        return there + places[len(there) :]

    add = scheduler.on_trial_add

    def added(tune_controller, trial):
        add(tune_controller, trial)
        while len(places) < len(live_of()):
            places.append(Absent(trial, scheduler._resources_allocation_function))

    scheduler.on_trial_add = added
    controller.get_live_trials = live


class Absent:
    """Has a claim, and is never the best."""

    trial_id = "absent"

    def __init__(self, trial, rule):
        self.placement_group_factory = trial.placement_group_factory
        self.last_result = {"reward": self}
        self.rule = rule

    def __rmul__(self, sign):
        ranked = getattr(self.rule, "_how", {}).get("nan")
        return (True, 1) if ranked else math.inf
