"""Trainings that go on from a checkpoint, with the same config and with another one."""

import copy
import os
import shutil
import warnings

import attune
import torch
from attune.lightning import ApplyHparams, TuneReportCheckpointCallback, checkpoint_path, fit
from attune.torch import apply_hparams
from study import Line, Study, WithScratch, loader, pl, trainer
from torch.optim import SGD, Adam
from torch.optim.lr_scheduler import (
    ConstantLR,
    CosineAnnealingLR,
    CyclicLR,
    ExponentialLR,
    MultiStepLR,
    OneCycleLR,
    ReduceLROnPlateau,
    SequentialLR,
    StepLR,
)

EarlyStopping = pl.callbacks.EarlyStopping
StochasticWeightAveraging = pl.callbacks.StochasticWeightAveraging


def sgd(config):
    return lambda weights: SGD(weights, lr=config["lr"])


def scheduled(make, optimizer=SGD):
    """`make` makes a schedule from an optimizer and a config."""

    def optimizers_of(config):
        def optimizers(weights):
            made = optimizer(weights, lr=config["lr"])
            return {
                "optimizer": made,
                "lr_scheduler": {"scheduler": make(made, config), "monitor": "val/loss"},
            }

        return optimizers

    return optimizers_of


class WithTrainings(WithScratch):
    def train(self, config, optimizers_of, *, checkpoint=None, epochs=2, module=None, **options):
        """Trains in a study of its own. Returns it, the module, and its last checkpoint."""
        module = module or Line(optimizers_of(config))
        with Study(config, checkpoint) as study:
            tr = trainer(TuneReportCheckpointCallback("val/loss"), epochs=epochs)
            fit(tr, module, loader(), loader(), **options)
            kept = None
            if study.checkpoints:
                kept = os.path.join(self.scratch(), "checkpoint_000000")
                shutil.copytree(study.checkpoints[-1], kept)
        return study, module, kept

    def resumed(self, first, second, optimizers_of, **options):
        """Trains two epochs with one config, and two more with another."""
        _, _, checkpoint = self.train(first, optimizers_of)
        study, module, _ = self.train(
            second, optimizers_of, checkpoint=checkpoint, epochs=4, **options
        )
        return study, module

    def rates(self, first, second, optimizers_of, **options):
        """The rates of the two later epochs."""
        return self.resumed(first, second, optimizers_of, **options)[0].column("effective_lr")


class Resumed(WithTrainings):
    def test_it_goes_on_where_it_was(self):
        study, module = self.resumed({"lr": 0.125}, {"lr": 0.125}, sgd)
        self.assertEqual(module.batches, [(2, 0), (2, 1), (3, 0), (3, 1)])
        self.assertEqual(study.column("epoch"), [2, 3])
        self.assertEqual(study.column("step"), [6, 8])

    def test_it_equals_a_training_in_one_go(self):
        torch.manual_seed(1)
        module = Line(scheduled(lambda optimizer, _: StepLR(optimizer, 1, 0.5), Adam)({"lr": 0.1}))
        again = copy.deepcopy(module)
        whole, _, _ = self.train({"lr": 0.1}, None, epochs=4, module=module)
        first, _, checkpoint = self.train({"lr": 0.1}, None, module=copy.deepcopy(again))
        second, _, _ = self.train({"lr": 0.1}, None, epochs=4, module=again, checkpoint=checkpoint)
        for name in ("val/loss", "effective_lr"):
            self.assertEqual(first.column(name) + second.column(name), whole.column(name))

    def test_a_path_for_those_who_call_trainer_fit(self):
        self.assertIsNone(checkpoint_path())
        with Study():
            self.assertIsNone(checkpoint_path())
        _, _, checkpoint = self.train({"lr": 0.125}, sgd)
        with Study({"lr": 0.25}, checkpoint) as study:
            callbacks = TuneReportCheckpointCallback("val/loss"), ApplyHparams()
            tr = trainer(*callbacks, epochs=4)
            tr.fit(Line(sgd({"lr": 0.25})), loader(), loader(), ckpt_path=checkpoint_path())
        self.assertEqual(study.column("effective_lr"), [0.25, 0.25])

    def test_a_file_that_is_not_there(self):
        _, _, checkpoint = self.train({"lr": 0.125}, sgd)
        with Study({}, checkpoint):
            with self.assertRaisesRegex(FileNotFoundError, "has no 'model'. It has: checkpoint"):
                checkpoint_path("model")
            callback = TuneReportCheckpointCallback("val/loss", filename="model")
            with self.assertRaisesRegex(FileNotFoundError, "filename="):
                fit(trainer(callback), Line(), loader(), loader())

    def test_its_own_checkpoint_goes_before_the_one_that_it_began_with(self):
        _, _, began = self.train({"lr": 0.125}, sgd, epochs=1)
        path = os.path.join(began, "checkpoint")
        study, _, own = self.train({"lr": 0.125}, sgd, epochs=3, ckpt_path=path)
        self.assertEqual(study.column("epoch"), [1, 2])
        study, _, _ = self.train({"lr": 0.125}, sgd, epochs=4, checkpoint=own, ckpt_path=path)
        self.assertEqual(study.column("epoch"), [3])

    def test_the_end_of_an_epoch_from_before_the_checkpoint_is_no_result(self):
        hooks = ["validation_end", "train_epoch_end", "train_end"]

        def train(epochs, checkpoint=None):
            with Study(checkpoint=checkpoint, decide=lambda _: "stop") as study:
                callback = TuneReportCheckpointCallback(on=hooks)
                tr = trainer(callback, epochs=epochs)
                with self.assertRaises(attune.TrialStopped):
                    fit(tr, Line(), loader(), loader())
                kept = os.path.join(self.scratch(), "checkpoint_000000")
                shutil.copytree(study.checkpoints[0], kept)
            return study.column("epoch"), kept

        epochs, checkpoint = train(2)
        self.assertEqual(epochs, [0])
        self.assertEqual(train(2, checkpoint)[0], [1])

    def test_what_had_been_logged_is_there_for_other_callbacks(self):
        def stopping():
            return EarlyStopping("val/loss", patience=9, min_delta=1e9)

        def train(epochs, checkpoint=None):
            callback = stopping()
            with Study(checkpoint=checkpoint) as study:
                tr = trainer(TuneReportCheckpointCallback("val/loss"), callback, epochs=epochs)
                fit(tr, Line(), loader(), loader())
                kept = os.path.join(self.scratch(), "checkpoint_000000")
                shutil.copytree(study.checkpoints[0], kept)
            return study, kept, callback.wait_count

        _, checkpoint, waited = train(3)
        self.assertEqual(waited, 2)
        study, _, waited = train(3, checkpoint)
        self.assertEqual((study.column("epoch"), waited), ([1, 2], 2))

    def test_a_path_that_is_given_by_position(self):
        _, _, checkpoint = self.train({"lr": 0.125}, sgd)
        with Study({"lr": 0.125}, checkpoint) as study:
            tr = trainer(TuneReportCheckpointCallback("val/loss"), epochs=3)
            fit(tr, Line(), loader(), loader(), None, None)
        self.assertEqual(study.column("epoch"), [2])

    def test_one_that_had_finished_says_so(self):
        _, _, checkpoint = self.train({"lr": 0.125}, sgd)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            study, _, _ = self.train({"lr": 0.125}, sgd, checkpoint=checkpoint)
        self.assertEqual(study.reports, [])
        self.assertTrue(any("max_epochs=2 counts from" in str(each.message) for each in caught))


class Changed(WithTrainings):
    def test_lightning_alone_brings_the_old_rate_back(self):
        _, _, checkpoint = self.train({"lr": 0.125}, sgd)
        with Study({"lr": 0.5}, checkpoint) as study:
            tr = trainer(TuneReportCheckpointCallback("val/loss"), epochs=4)
            tr.fit(Line(sgd({"lr": 0.5})), loader(), loader(), ckpt_path=checkpoint_path())
        self.assertEqual(study.column("effective_lr"), [0.125, 0.125])

    def test_the_new_rate_moves_the_weights(self):
        _, module, checkpoint = self.train({"lr": 0.125}, sgd, epochs=1)
        before = module.layer(torch.ones(1, 2)).item()
        _, module, _ = self.train({"lr": 0.0625}, sgd, epochs=2, checkpoint=checkpoint)
        # A step changes the three weights, and so the output, by 2 * lr * output each.
        expected = before * (1 - 6 * 0.0625) ** 2
        self.assertAlmostEqual(module.layer(torch.ones(1, 2)).item(), expected, places=5)

    def test_adam_keeps_its_moments(self):
        def adam(config):
            return lambda weights: Adam(weights, lr=config["lr"], betas=(config["beta"], 0.99))

        _, module = self.resumed({"lr": 0.125, "beta": 0.5}, {"lr": 0.3, "beta": 0.8}, adam)
        (group,) = module.trainer.optimizers[0].param_groups
        self.assertEqual((group["lr"], group["betas"]), (0.3, (0.8, 0.99)))
        for moments in module.trainer.optimizers[0].state.values():
            self.assertEqual(float(moments["step"]), 8)

    def test_momentum_and_weight_decay(self):
        def optimizers_of(config):
            return lambda weights: SGD(
                weights, lr=config["lr"], momentum=config["m"], weight_decay=config["decay"]
            )

        first, second = {"lr": 0.1, "m": 0.9, "decay": 0.0}, {"lr": 0.2, "m": 0.5, "decay": 0.01}
        _, module = self.resumed(first, second, optimizers_of)
        (group,) = module.trainer.optimizers[0].param_groups
        self.assertEqual((group["lr"], group["momentum"], group["weight_decay"]), (0.2, 0.5, 0.01))

    def test_groups_of_their_own(self):
        def optimizers_of(config):
            def optimizers(weights):
                first, second = weights
                groups = [
                    {"params": [first], "lr": config["learning_rate"] / 8, "weight_decay": 0.5},
                    {"params": [second], "weight_decay": config["decay"]},
                ]
                return SGD(groups, lr=config["learning_rate"])

            return optimizers

        first = {"learning_rate": 0.125, "decay": 0.0}
        study, module = self.resumed(first, {"learning_rate": 0.5, "decay": 0.25}, optimizers_of)
        groups = module.trainer.optimizers[0].param_groups
        self.assertEqual([group["lr"] for group in groups], [0.0625, 0.5])
        self.assertEqual([group["weight_decay"] for group in groups], [0.5, 0.25])
        self.assertEqual(study.column("effective_lr_1"), [0.5, 0.5])

    def test_two_optimizers(self):
        class Two(Line):
            automatic_optimization = False

            def __init__(self, config):
                super().__init__()
                self.config = config

            def training_step(self, batch, batch_index):
                first, second = self.optimizers()
                loss = super().training_step(batch, batch_index)
                self.manual_backward(loss)
                first.step()
                second.step()

            def configure_optimizers(self):
                first, second = self.parameters()
                return SGD([first], lr=self.config["lr"]), Adam([second], lr=0.5)

        _, _, checkpoint = self.train({"lr": 0.125}, None, module=Two({"lr": 0.125}))
        second = {"lr": 0.25}
        study, _, _ = self.train(second, None, module=Two(second), checkpoint=checkpoint, epochs=4)
        self.assertEqual(study.column("effective_lr"), [0.25, 0.25])
        self.assertEqual(study.column("effective_lr_1"), [0.5, 0.5])


class Schedules(WithTrainings):
    def test_each_goes_on_as_if_it_had_had_the_rate_from_the_start(self):
        kinds = {
            "step": lambda optimizer, _: StepLR(optimizer, 1, 0.5),
            "cosine": lambda optimizer, _: CosineAnnealingLR(optimizer, T_max=8),
            "warm-up": lambda optimizer, _: SequentialLR(
                optimizer,
                [ConstantLR(optimizer, 0.25, total_iters=3), ExponentialLR(optimizer, 0.5)],
                milestones=[3],
            ),
        }
        for name, make in kinds.items():
            with self.subTest(name):
                optimizers_of = scheduled(make)
                rates = self.rates({"lr": 0.125}, {"lr": 0.5}, optimizers_of)
                whole, _, _ = self.train({"lr": 0.5}, optimizers_of, epochs=4)
                for rate, expected in zip(rates, whole.column("effective_lr")[2:]):
                    self.assertAlmostEqual(rate, expected, places=9)

    def test_settings_of_a_schedule(self):
        def make(optimizer, config):
            return StepLR(optimizer, 1, config["gamma"])

        first, second = {"lr": 0.5, "gamma": 0.5}, {"lr": 0.5, "gamma": 0.25}
        # The rate of the third epoch had been set when the checkpoint was saved.
        self.assertEqual(self.rates(first, second, scheduled(make)), [0.125, 0.03125])

        def stages(optimizer, config):
            parts = [ConstantLR(optimizer, 1.0), MultiStepLR(optimizer, config["at"], 0.5)]
            return SequentialLR(optimizer, parts, milestones=[1])

        first, second = {"lr": 0.5, "at": [9]}, {"lr": 0.5, "at": [2]}
        self.assertEqual(self.rates(first, second, scheduled(stages)), [0.5, 0.25])

    def test_reducing_on_a_plateau(self):
        def make(optimizer, config):
            return ReduceLROnPlateau(
                optimizer, factor=config["factor"], patience=0, threshold=1e9, threshold_mode="abs"
            )

        def optimizers_of(config):
            return scheduled(make)({"factor": 0.5, **config})

        # Lightning saves before such a schedule takes its step of the epoch.
        self.assertEqual(self.rates({"lr": 0.5}, {"lr": 0.5}, optimizers_of), [0.5, 0.25])
        self.assertEqual(self.rates({"lr": 0.5}, {"lr": 0.25}, optimizers_of), [0.25, 0.125])
        changed = {"lr": 0.5, "factor": 0.125}
        self.assertEqual(self.rates({"lr": 0.5}, changed, optimizers_of), [0.5, 0.0625])

    def test_rates_of_their_own_are_refused_by_name_of_the_hook(self):
        kinds = {
            "one-cycle": lambda optimizer, config: OneCycleLR(
                optimizer, max_lr=config["lr"], total_steps=config.get("steps", 8)
            ),
            "cyclic": lambda optimizer, config: CyclicLR(
                optimizer, base_lr=0.01, max_lr=config["lr"], step_size_up=config.get("steps", 8)
            ),
        }
        for name, make in kinds.items():
            with self.subTest(name):
                for second in ({"lr": 0.5}, {"lr": 0.125, "steps": 99}):
                    with self.assertRaisesRegex(ValueError, "rates of its own.*on_hparams_changed"):
                        self.rates({"lr": 0.125}, second, scheduled(make))
                # Unchanged, they go on.
                optimizers_of = scheduled(make)
                whole, _, _ = self.train({"lr": 0.125}, optimizers_of, epochs=4)
                rates = self.rates({"lr": 0.125}, {"lr": 0.125}, optimizers_of)
                self.assertEqual(rates, whole.column("effective_lr")[2:])

    def test_the_hook_takes_over(self):
        def make(optimizer, config):
            return OneCycleLR(optimizer, max_lr=config["lr"], total_steps=8)

        def start_anew(trainer, module, config):
            optimizer = trainer.optimizers[0]
            trainer.lr_scheduler_configs.clear()
            for group in optimizer.param_groups:
                group.pop("max_lr")
            apply_hparams(optimizer, lr=config["lr"])

        rates = self.rates(
            {"lr": 0.125}, {"lr": 0.5}, scheduled(make), on_hparams_changed=start_anew
        )
        # The restored rate, scaled from one start to the other; constant from here on.
        self.assertEqual(rates[0], rates[1])
        self.assertGreater(rates[0], 0.5)


    def test_a_schedule_that_is_not_of_pytorchs_kind(self):
        class Own:
            def __init__(self, optimizer):
                self.optimizer, self.steps = optimizer, 0

            def step(self, *_args):
                self.steps += 1

            def state_dict(self):
                return {"steps": self.steps}

            def load_state_dict(self, state):
                self.steps = state["steps"]

        class WithOwn(Line):
            def lr_scheduler_step(self, scheduler, metric):
                scheduler.step(metric)

        optimizers_of = scheduled(lambda optimizer, _: Own(optimizer))
        first, second = {"lr": 0.125}, {"lr": 0.25}
        _, _, checkpoint = self.train(first, None, module=WithOwn(optimizers_of(first)))
        module = WithOwn(optimizers_of(second))
        study, _, _ = self.train(second, None, module=module, checkpoint=checkpoint, epochs=3)
        self.assertEqual(study.column("effective_lr"), [0.25])
        self.assertEqual(module.lr_schedulers().steps, 3)


    def test_averaged_weights_keep_the_rate_that_they_are_averaged_at(self):
        def train(rate, epochs, checkpoint=None):
            averaging = StochasticWeightAveraging(swa_lrs=0.01, swa_epoch_start=2)
            with Study({"lr": rate}, checkpoint) as study:
                callback = TuneReportCheckpointCallback("val/loss")
                tr = trainer(callback, averaging, epochs=epochs)
                fit(tr, Line(sgd({"lr": rate})), loader(), loader())
                kept = os.path.join(self.scratch(), "checkpoint_000000")
                shutil.copytree(study.checkpoints[1], kept)
            return study.column("effective_lr"), kept

        whole, checkpoint = train(0.1, 5)
        self.assertEqual(train(0.1, 5, checkpoint)[0], whole[2:])
        # Each goes on from twice the rate, and comes nearer to the same end.
        doubled, _ = train(0.2, 5, checkpoint)
        for rate, before in zip(doubled, whole[2:]):
            self.assertGreater(rate, before)
            self.assertLessEqual(rate, 2 * before)


class Unchanged(WithTrainings):
    def test_what_the_training_itself_has_changed_stays(self):
        class Decaying(Line):
            def on_train_epoch_end(self):
                (group,) = self.trainer.optimizers[0].param_groups
                group["lr"] /= 2
                group["weight_decay"] += 0.25

        config = {"lr": 0.5, "batch_size": 1}
        _, _, checkpoint = self.train(config, None, epochs=1, module=Decaying(sgd(config)))
        module = Decaying(sgd(config))
        study, _, saved = self.train(config, None, epochs=2, module=module, checkpoint=checkpoint)
        # After a restore Lightning ends the epoch of the checkpoint, which was saved before that.
        self.assertEqual(study.column("effective_lr"), [0.25])
        other = {**config, "batch_size": 2}
        module = Decaying(sgd(other))
        study, _, _ = self.train(other, None, epochs=3, module=module, checkpoint=saved)
        self.assertEqual(study.column("effective_lr"), [0.125])
        self.assertEqual(module.trainer.optimizers[0].param_groups[0]["weight_decay"], 0.75)

    def test_a_checkpoint_that_was_saved_without_it(self):
        make = scheduled(lambda optimizer, _: StepLR(optimizer, 1, 0.5))
        with Study({"lr": 0.5}) as study:
            tr = trainer(TuneReportCheckpointCallback("val/loss"), epochs=2)
            tr.fit(Line(make({"lr": 0.5})), loader(), loader())
            checkpoint = os.path.join(self.scratch(), "checkpoint_000000")
            shutil.copytree(study.checkpoints[-1], checkpoint)
        for lr, expected in ((0.5, [0.125, 0.0625]), (1.0, [0.25, 0.125])):
            study, _, _ = self.train({"lr": lr}, make, epochs=4, checkpoint=checkpoint)
            self.assertEqual(study.column("effective_lr"), expected)


class Hook(WithTrainings):
    def calls(self, first, second, **options):
        calls = []

        class Hooked(Line):
            def on_hparams_changed(self, trainer, config):
                calls.append((trainer is self.trainer, config))

        def hook(trainer, module, config):
            calls.append((module.trainer is trainer, config))

        _, _, checkpoint = self.train(first, sgd, module=Hooked(sgd(first)))
        self.assertEqual(calls, [])
        module = Hooked(sgd(second))
        self.train(
            second, sgd, module=module, checkpoint=checkpoint, epochs=3, on_hparams_changed=hook
        )
        return calls

    def test_it_is_called_where_the_config_has_changed(self):
        second = {"lr": 0.125, "dropout": 0.5}
        calls = self.calls({"lr": 0.125, "dropout": 0.1}, second)
        self.assertEqual(calls, [(True, second), (True, second)])

    def test_it_is_not_called_where_it_has_not(self):
        self.assertEqual(self.calls({"lr": 0.125}, {"lr": 0.125}), [])

    def test_it_is_given_once(self):
        tr = trainer(ApplyHparams())
        with self.assertRaisesRegex(ValueError, "has ApplyHparams already"):
            fit(tr, Line(), loader(), on_hparams_changed=print)
        self.assertIsNone(attune.get_config())
