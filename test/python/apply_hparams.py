"""Tests attune.torch with a real PyTorch; torch.test.ts runs it where there is one."""

import copy
import unittest

import torch
from torch.optim.lr_scheduler import (
    ChainedScheduler,
    ConstantLR,
    CosineAnnealingLR,
    CyclicLR,
    ExponentialLR,
    LambdaLR,
    OneCycleLR,
    ReduceLROnPlateau,
    SequentialLR,
    StepLR,
)

from attune.torch import apply_hparams


def weights():
    return [torch.nn.Parameter(torch.ones(3))]


def step(optimizer, schedule=None):
    """One training step; the rate with which it was done."""
    optimizer.zero_grad()
    weight = optimizer.param_groups[0]["params"][0]
    (weight**2).sum().backward()
    rate = float(optimizer.param_groups[0]["lr"])
    optimizer.step()
    if schedule is not None:
        schedule.step()
    return rate


def adam(lr):
    return torch.optim.Adam(weights(), lr=lr)


def halving(optimizer):
    return StepLR(optimizer, step_size=1, gamma=0.5)


def trained(lr, make_schedule, steps):
    """The states that a training with this rate and schedule would save."""
    optimizer = adam(lr)
    schedule = make_schedule(optimizer)
    for _ in range(steps):
        step(optimizer, schedule)
    return copy.deepcopy((optimizer.state_dict(), schedule.state_dict()))


def resumed(lr, make_schedule, states):
    """A training with another config that goes on from saved states."""
    optimizer = adam(lr)
    schedule = make_schedule(optimizer)
    optimizer.load_state_dict(copy.deepcopy(states[0]))
    schedule.load_state_dict(copy.deepcopy(states[1]))
    return optimizer, schedule


class WithoutSchedule(unittest.TestCase):
    def saved(self, optimizer):
        step(optimizer)
        return copy.deepcopy(optimizer.state_dict())

    def test_a_state_dict_brings_the_old_rate_back(self):
        optimizer = adam(0.5)
        optimizer.load_state_dict(self.saved(adam(0.01)))
        self.assertEqual(optimizer.param_groups[0]["lr"], 0.01)

    def test_the_new_rate_is_the_one_that_moves_weights(self):
        state = self.saved(torch.optim.SGD(weights(), lr=0.01))
        optimizer = torch.optim.SGD(weights(), lr=0.5)
        optimizer.load_state_dict(state)
        apply_hparams(optimizer, lr=0.25)
        self.assertEqual(step(optimizer), 0.25)
        # The gradient of the sum of squares at 1 is 2.
        self.assertEqual(optimizer.param_groups[0]["params"][0].tolist(), [0.5] * 3)

    def test_moments_stay(self):
        state = self.saved(adam(0.01))
        optimizer = adam(0.5)
        optimizer.load_state_dict(state)
        apply_hparams(optimizer, lr=0.5)
        (moments,) = optimizer.state.values()
        self.assertEqual(float(moments["step"]), 1)
        self.assertTrue(torch.equal(moments["exp_avg"], state["state"][0]["exp_avg"]))

    def test_other_hyperparameters(self):
        optimizer = torch.optim.SGD(weights(), lr=0.1, momentum=0.9)
        state = self.saved(optimizer)
        optimizer = torch.optim.SGD(weights(), lr=0.2, momentum=0.5)
        optimizer.load_state_dict(state)
        apply_hparams(optimizer, momentum=0.5, weight_decay=0.01, nesterov=True)
        (group,) = optimizer.param_groups
        self.assertEqual((group["momentum"], group["weight_decay"], group["nesterov"]), (0.5, 0.01, True))
        self.assertEqual(group["lr"], 0.1)
        step(optimizer)

    def test_betas_from_a_config_that_was_json(self):
        optimizer = adam(0.1)
        apply_hparams(optimizer, betas=[0.8, 0.99])
        self.assertEqual(optimizer.param_groups[0]["betas"], (0.8, 0.99))
        step(optimizer)

    def test_every_group_and_a_rate_for_each(self):
        first, second = weights() + weights()
        groups = [{"params": [first], "lr": 0.01}, {"params": [second], "lr": 0.1}]
        optimizer = torch.optim.Adam(groups)
        apply_hparams(optimizer, weight_decay=0.5, lr=[0.02, 0.2])
        self.assertEqual([group["weight_decay"] for group in optimizer.param_groups], [0.5, 0.5])
        self.assertEqual([group["lr"] for group in optimizer.param_groups], [0.02, 0.2])
        apply_hparams(optimizer, lr=0.3)
        self.assertEqual([group["lr"] for group in optimizer.param_groups], [0.3, 0.3])
        with self.assertRaisesRegex(ValueError, "lists 1 rates, but the optimizer has 2 groups"):
            apply_hparams(optimizer, lr=[0.1])

    def test_a_rate_in_a_tensor_stays_that_tensor(self):
        optimizer = torch.optim.Adam(weights(), lr=torch.tensor(0.01), capturable=False, foreach=False)
        state = self.saved(optimizer)
        optimizer = torch.optim.Adam(weights(), lr=torch.tensor(0.5), capturable=False, foreach=False)
        optimizer.load_state_dict(state)
        captured = optimizer.param_groups[0]["lr"]
        apply_hparams(optimizer, lr=0.25)
        self.assertIs(optimizer.param_groups[0]["lr"], captured)
        self.assertEqual(float(captured), 0.25)
        self.assertEqual(step(optimizer), 0.25)

    def test_an_unknown_name_changes_nothing(self):
        optimizer = adam(0.1)
        with self.assertRaises(ValueError) as caught:
            apply_hparams(optimizer, lr=0.2, momentum=0.9)
        text = str(caught.exception)
        self.assertIn("Adam has no hyperparameter 'momentum'", text)
        self.assertRegex(text, r"It has: amsgrad, betas, .*, lr, .*weight_decay\.")
        self.assertEqual(optimizer.param_groups[0]["lr"], 0.1)
        for name in ("params", "initial_lr"):
            halving(optimizer)
            with self.assertRaisesRegex(ValueError, f"no hyperparameter '{name}'"):
                apply_hparams(optimizer, **{name: 1})

    def test_a_rate_that_is_none(self):
        optimizer = adam(0.1)
        for rate in (None, "fast", -1, float("nan"), float("inf")):
            with self.assertRaisesRegex(ValueError, "lr is .*Give a finite number of at least 0"):
                apply_hparams(optimizer, lr=rate, weight_decay=0.5)
        (group,) = optimizer.param_groups
        self.assertEqual((group["lr"], group["weight_decay"]), (0.1, 0))
        apply_hparams(optimizer, lr=torch.tensor(0.5))
        self.assertEqual(group["lr"], 0.5)


class WithSchedule(unittest.TestCase):
    def test_without_it_the_old_schedule_goes_on(self):
        optimizer, schedule = resumed(0.05, halving, trained(0.001, halving, 2))
        self.assertEqual([step(optimizer, schedule) for _ in range(2)], [0.00025, 0.000125])

    def test_a_schedule_that_has_not_moved_starts_from_the_new_rate(self):
        optimizer, schedule = resumed(0.05, halving, trained(0.001, halving, 0))
        apply_hparams(optimizer, schedule, lr=0.05)
        self.assertEqual([step(optimizer, schedule) for _ in range(3)], [0.05, 0.025, 0.0125])
        self.assertEqual(schedule.base_lrs, [0.05])
        self.assertEqual(optimizer.param_groups[0]["initial_lr"], 0.05)

    def test_one_that_has_moved_goes_on_from_where_it_is(self):
        optimizer, schedule = resumed(0.05, halving, trained(0.001, halving, 2))
        apply_hparams(optimizer, schedule, lr=0.05)
        self.assertEqual(schedule.get_last_lr(), [0.0125])
        self.assertEqual([step(optimizer, schedule) for _ in range(2)], [0.0125, 0.00625])

    def test_every_kind_goes_on_as_if_it_had_had_the_rate_from_the_start(self):
        kinds = {
            "step": halving,
            "exponential": lambda optimizer: ExponentialLR(optimizer, 0.9),
            "lambda": lambda optimizer: LambdaLR(optimizer, lambda epoch: 1 / (1 + epoch)),
            "cosine": lambda optimizer: CosineAnnealingLR(optimizer, T_max=8),
            "chained": lambda optimizer: ChainedScheduler(
                [ConstantLR(optimizer, factor=0.5, total_iters=3), ExponentialLR(optimizer, 0.9)]
            ),
            "sequence": lambda optimizer: SequentialLR(
                optimizer,
                [ConstantLR(optimizer, factor=0.1, total_iters=2), ExponentialLR(optimizer, 0.5)],
                milestones=[3],
            ),
        }
        for name, make in kinds.items():
            for steps in (0, 1, 2, 4):
                with self.subTest(name, steps=steps):
                    optimizer, schedule = resumed(0.05, make, trained(0.002, make, steps))
                    apply_hparams(optimizer, schedule, lr=0.05)
                    whole = adam(0.05)
                    its_schedule = make(whole)
                    expected = [step(whole, its_schedule) for _ in range(8)]
                    rates = [step(optimizer, schedule) for _ in range(8 - steps)]
                    for rate, as_expected in zip(rates, expected[steps:]):
                        self.assertAlmostEqual(rate, as_expected, delta=1e-12)

    def test_the_same_rate_again_changes_nothing(self):
        for lr in (0.1, 0.3, 0.007):
            states = trained(lr, lambda optimizer: ExponentialLR(optimizer, 0.7), 5)
            optimizer, schedule = resumed(lr, lambda it: ExponentialLR(it, 0.7), states)
            apply_hparams(optimizer, schedule, lr=lr)
            self.assertEqual(optimizer.state_dict()["param_groups"], states[0]["param_groups"])
            self.assertEqual(schedule.state_dict(), states[1])

    def test_nothing_is_lost_to_rounding(self):
        for n in range(1, 200):
            lr, now = 1 / n, 0.7**5 / n
            optimizer = adam(n / 997)
            ExponentialLR(optimizer, 0.7)
            (group,) = optimizer.param_groups
            apply_hparams(optimizer, lr=lr)
            self.assertEqual(group["lr"], lr)
            group["lr"] = now
            apply_hparams(optimizer, lr=lr)
            self.assertEqual(group["lr"], now)

    def test_a_schedule_that_started_from_nothing(self):
        optimizer = adam(0.0)
        halving(optimizer)
        optimizer.param_groups[0]["lr"] = 0.5
        apply_hparams(optimizer, lr=0.25)
        self.assertEqual(optimizer.param_groups[0]["lr"], 0.25)

    def test_a_schedule_that_was_not_loaded(self):
        optimizer = adam(0.05)
        schedule = halving(optimizer)
        optimizer.load_state_dict(trained(0.001, halving, 2)[0])
        apply_hparams(optimizer, schedule, lr=0.05)
        self.assertEqual(step(optimizer, schedule), 0.0125)

    def test_a_schedule_that_is_made_afterwards(self):
        optimizer = adam(0.05)
        optimizer.load_state_dict(trained(0.001, halving, 2)[0])
        apply_hparams(optimizer, lr=0.05)
        schedule = StepLR(optimizer, step_size=1, gamma=0.5, last_epoch=2)
        self.assertEqual(schedule.base_lrs, [0.05])
        self.assertEqual(step(optimizer, schedule), 0.00625)

    def test_tensors(self):
        def optimizer_of(lr):
            return torch.optim.Adam(weights(), lr=torch.tensor(lr), foreach=False)

        first = optimizer_of(0.5)
        its_schedule = halving(first)
        step(first, its_schedule)
        optimizer = optimizer_of(0.25)
        schedule = halving(optimizer)
        optimizer.load_state_dict(first.state_dict())
        schedule.load_state_dict(its_schedule.state_dict())
        (group,) = optimizer.param_groups
        captured = group["lr"]
        apply_hparams(optimizer, schedule, lr=0.25)
        self.assertIs(group["lr"], captured)
        self.assertIsNot(group["initial_lr"], captured)
        self.assertEqual([step(optimizer, schedule) for _ in range(2)], [0.125, 0.0625])
        self.assertEqual(float(schedule.base_lrs[0]), 0.25)

    def test_reducing_on_a_plateau(self):
        def make(optimizer):
            for group in optimizer.param_groups:
                group.setdefault("initial_lr", group["lr"])
            return ReduceLROnPlateau(optimizer, factor=0.5, patience=0)

        first = adam(0.001)
        schedule = make(first)
        for loss in (1, 2):
            schedule.step(loss)
        states = copy.deepcopy((first.state_dict(), schedule.state_dict()))
        optimizer, schedule = resumed(0.05, make, states)
        apply_hparams(optimizer, schedule, lr=0.05)
        self.assertEqual(step(optimizer), 0.025)

        forgetful = adam(0.1)
        schedule = ReduceLROnPlateau(forgetful)
        with self.assertRaisesRegex(ValueError, r'does not keep the rate .*setdefault\("initial_lr"'):
            apply_hparams(forgetful, schedule, lr=0.05, weight_decay=0.5)
        (group,) = forgetful.param_groups
        self.assertEqual((group["lr"], group["weight_decay"]), (0.1, 0))

    def test_schedules_with_rates_of_their_own(self):
        optimizer = torch.optim.SGD(weights(), lr=0.1, momentum=0.9)
        for schedule in (
            OneCycleLR(optimizer, max_lr=1, total_steps=10),
            CyclicLR(torch.optim.SGD(weights(), lr=0.1), base_lr=0.1, max_lr=1),
        ):
            with self.assertRaisesRegex(ValueError, "moves between rates of its own"):
                apply_hparams(schedule.optimizer, schedule, lr=0.05)
            apply_hparams(schedule.optimizer, schedule, weight_decay=0.5)
            self.assertEqual(schedule.optimizer.param_groups[0]["weight_decay"], 0.5)
        with self.assertRaisesRegex(ValueError, "moves between rates of its own"):
            apply_hparams(optimizer, lr=0.05)


if __name__ == "__main__":
    unittest.main()
