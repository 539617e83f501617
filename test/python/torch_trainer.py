"""Tests attune.torch in one process, outside a study; torch-distributed.test.ts runs it."""

from __future__ import annotations

import collections
import contextlib
import copy
import io
import json
import math
import os
import pickle
import tempfile
import unittest
import warnings
from unittest import mock

import torch
from torch.utils.data import DataLoader, TensorDataset, default_collate

from attune import torch as at
from attune._watched_config import watch
from attune.loggers import ConsoleLogger, EmptyLogger, LoggersCollection, TensorBoardLogger
from tutorial_trainer import MyRayTorchTrainer, datasets


def data(size=12):
    features = torch.arange(size, dtype=torch.float32).reshape(size, 1)
    return TensorDataset(features, 2 * features)


def linear():
    torch.manual_seed(1)
    return torch.nn.Linear(1, 1)


QUICK = {"num_workers_dataloader": 0, "loss": "mse", "optimizer": "sgd", "optim_lr": 1e-3}


class InAFolder(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.addCleanup(os.chdir, os.getcwd())
        self.folder = os.path.realpath(scratch.name)
        os.chdir(self.folder)


class OneRank(unittest.TestCase):
    def test_everything_is_the_plain_thing(self):
        self.assertEqual((at.rank(), at.world_size(), at.local_rank()), (0, 1, 0))
        self.assertEqual(at.device(), torch.device("cpu"))
        model, loader = linear(), DataLoader(data(), batch_size=3)
        self.assertIs(at.prepare_model(model, find_unused_parameters=True), model)
        self.assertIs(at.prepare_data_loader(loader), loader)
        at.init()
        at.finish()
        self.assertFalse(torch.distributed.is_initialized())
        at.report({"loss": 1})
        with self.assertRaisesRegex(TypeError, "takes a dict of metrics"):
            at.report(1)
        with self.assertRaisesRegex(TypeError, "not a value of type TensorDataset"):
            at.prepare_data_loader(data())
        with self.assertRaisesRegex(ValueError, "timeout is 0"):
            at.init(timeout=0)

    def test_ranks_that_cannot_meet(self):
        for more, text in (
            ({"MASTER_ADDR": "127.0.0.1"}, "WORLD_SIZE is 2, but MASTER_PORT is not set"),
            ({"WORLD_SIZE": "two"}, "WORLD_SIZE is 'two', which is no number"),
        ):
            with mock.patch.dict(os.environ, {"WORLD_SIZE": "2", "RANK": "0", **more}):
                with self.assertRaisesRegex(RuntimeError, text):
                    at.init()

    def test_a_loader_that_moves_its_batches(self):
        from attune.torch._loader import rebuilt

        meta = torch.device("meta")
        loader = DataLoader(
            [{"x": torch.ones(2), "y": (i, "text")} for i in range(5)],
            batch_size=2,
            shuffle=True,
            drop_last=True,
            collate_fn=lambda items: collections.defaultdict(list, default_collate(items)),
        )
        batches = list(rebuilt(loader, meta))
        self.assertEqual(len(batches), 2)
        self.assertEqual(batches[0]["x"].device, meta)
        self.assertEqual(batches[0]["y"][0].device, meta)
        self.assertEqual(batches[0]["y"][1], ("text", "text"))
        self.assertIsInstance(batches[0], collections.defaultdict)
        by_batches = DataLoader(data(), batch_sampler=[[0, 1, 2], [3]])
        self.assertEqual([len(x) for x, _ in rebuilt(by_batches, meta)], [3, 1])
        whole = DataLoader(data(4), batch_size=None)
        self.assertEqual(len(list(rebuilt(whole, meta))), 4)

    def test_strategies_by_name(self):
        names = {
            "ddp": "torch-ddp",
            "torch-ddp": "torch-ddp",
            "ray-torch-ddp": "torch-ddp",
            "DDP": "torch-ddp",
            "deepspeed": "deepspeed",
            "ray-deepspeed": "deepspeed",
            "horovod": "horovod",
            "non-distributed": "non-distributed",
            None: "non-distributed",
        }
        self.assertEqual({name: at.strategy(name).name for name in names}, names)
        mine = at.TorchDDPStrategy(backend="gloo", timeout=5)
        self.assertIs(at.strategy(mine), mine)
        with self.assertRaisesRegex(ValueError, "no strategy 'dpp'.*Did you mean 'ddp'?"):
            at.strategy("dpp")
        for name in ("deepspeed", "horovod"):
            with self.assertRaisesRegex(ImportError, f"needs the package {name}.*pip install"):
                at.strategy(name).init()

    def test_each_strategy_trains_in_one_rank(self):
        for name in ("ddp", None):
            strategy = at.strategy(name)
            strategy.init()
            model = linear()
            optimizer = torch.optim.SGD(model.parameters(), lr=0.001)
            same, _, none = strategy.distributed(model, optimizer, find_unused_parameters=True)
            self.assertIs(same, model)
            self.assertIsNone(none)
            before = model.weight.item()
            for x, y in strategy.create_dataloader(data(), batch_size=4, shuffle=True):
                strategy.optimize(torch.nn.functional.mse_loss(model(x), y), model, optimizer)
            self.assertNotEqual(model.weight.item(), before)
            self.assertEqual(strategy.allgather_obj(5), [5])
            self.assertEqual(strategy.gather(torch.ones(1)), [torch.ones(1)])
            self.assertEqual(strategy.broadcast_obj("x", 0), "x")
            self.assertEqual((strategy.is_main_worker, strategy.device()), (True, "cpu"))
            strategy.barrier()
            strategy.clean_up()


class Configuration(unittest.TestCase):
    def test_names_defaults_and_extras(self):
        config = at.TrainingConfiguration({"optim_lr": 0.1}, hidden=3)
        self.assertEqual((config.batch_size, config["optim_lr"], config.hidden), (32, 0.1, 3))
        self.assertEqual(config.get("missing", 7), 7)
        config.hidden = 4
        self.assertEqual({**config}["hidden"], 4)
        self.assertEqual(config.model_copy({"hidden": 5}).hidden, 5)
        self.assertEqual(json.loads(json.dumps(config))["optimizer"], "adam")
        for other in (copy.deepcopy(config), copy.copy(config), pickle.loads(pickle.dumps(config))):
            self.assertEqual((type(other), other), (at.TrainingConfiguration, config))
            self.assertFalse(other.is_given("loss"))
        with self.assertRaisesRegex(AttributeError, "has no 'learning_rate'. It has: .*optim_lr"):
            config.learning_rate

    def test_all_ways_to_set_a_value_are_remembered(self):
        config = at.TrainingConfiguration()
        config.update({"batch_size": 5}, optim_lr=0.5)
        self.assertEqual(config.setdefault("hidden", 3), 3)
        self.assertEqual(config.setdefault("loss", "l1"), "cross_entropy")
        config |= {"optimizer": "sgd"}
        for other in (config.overlaid({"epochs": 2}), pickle.loads(pickle.dumps(config))):
            found = other.batch_size, other.optim_lr, other.hidden, other.optimizer
            self.assertEqual(found, (5, 0.5, 3, "sgd"))
            self.assertFalse(other.is_given("loss"))

    def test_a_saved_one_can_be_loaded_without_trust(self):
        with tempfile.TemporaryFile() as file:
            torch.save({"config": at.TrainingConfiguration(hidden=3)}, file)
            file.seek(0)
            self.assertEqual(torch.load(file, weights_only=True)["config"]["hidden"], 3)

    def test_what_is_read_of_a_trial_is_noted(self):
        watched = watch({"optim_lr": 1, "learning_rate": 2, "model": {"layers": 3}})
        config = at.TrainingConfiguration(batch_size=2).overlaid(watched.config)
        config.model_dump()
        self.assertEqual(watched.unread(), ["optim_lr", "learning_rate", "model"])
        self.assertEqual((config.optim_lr, config["model"]["layers"]), (1, 3))
        self.assertEqual(watched.unread(), ["learning_rate"])

    def test_parts_by_name(self):
        from attune.torch.trainer import _from_config as parts

        model = linear()
        for name, kind in (("adamw", "AdamW"), ("adadelta", "Adadelta"), ("rmsprop", "RMSprop")):
            config = at.TrainingConfiguration(optimizer=name, optim_lr=0.5, optim_weight_decay=0.1)
            optimizer = parts.optimizer_of(config, model)
            (group,) = optimizer.param_groups
            self.assertEqual(type(optimizer).__name__, kind)
            self.assertEqual((group["lr"], group["weight_decay"]), (0.5, 0.1))
        config = at.TrainingConfiguration(optimizer="adam", optim_betas=[0.5, 0.6])
        self.assertEqual(parts.optimizer_of(config, model).param_groups[0]["betas"], (0.5, 0.6))
        sgd = parts.optimizer_of(at.TrainingConfiguration(optimizer="sgd"), model)
        self.assertEqual(sgd.param_groups[0]["momentum"], 0.9)

        rates = {}
        for name in ("step", "multistep", "constant", "linear", "exponential", "polynomial", None):
            optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
            config = at.TrainingConfiguration(lr_scheduler=name, lr_scheduler_step_size=1)
            schedule = parts.schedule_of(config, optimizer)
            optimizer.step()
            if schedule:
                schedule.step()
            rates[name] = round(optimizer.param_groups[0]["lr"], 4)
        self.assertEqual(
            rates,
            {
                "step": 0.1,
                "multistep": 0.1,
                "constant": 0.3333,
                "linear": 0.4667,
                "exponential": 0.95,
                "polynomial": 0.8,
                None: 1.0,
            },
        )
        config = at.TrainingConfiguration(
            lr_scheduler="step", lr_scheduler_step_size=1, lr_scheduler_gamma=0.5
        )
        self.assertEqual(parts.schedule_of(config, sgd).gamma, 0.5)

        ones, zeros = torch.full((2, 1), 0.75), torch.zeros(2, 1)
        for name, loss in (("mse", 0.5625), ("l2", 0.5625), ("l1", 0.75), ("bceloss", math.log(4))):
            found = parts.loss_of(at.TrainingConfiguration(loss=name))(ones, zeros)
            self.assertAlmostEqual(found.item(), loss, places=5)
        for wrong in ({"loss": "mes"}, {"optimizer": "adma"}, {"lr_scheduler": "steps"}):
            ((key, name),) = wrong.items()
            with self.assertRaisesRegex(
                ValueError, f"configuration's {key} is '{name}'. There are: "
            ):
                config = at.TrainingConfiguration(wrong)
                parts.loss_of(config)
                parts.optimizer_of(config, model)
                parts.schedule_of(config, sgd)


class Trainer(InAFolder):
    def trainer(self, config=None, **options):
        return at.TorchTrainer(
            {**QUICK, **(config or {})}, **{"epochs": 3, "model": linear(), **options}
        )

    def test_the_default_training(self):
        trainer = self.trainer(
            {"batch_size": 5, "lr_scheduler": "exponential"},
            metrics={"error": lambda predicted, targets: (predicted - targets).abs().mean()},
            test_every=2,
            checkpoint_every=2,
        )
        results = []
        run_epoch = trainer._run_epoch
        trainer._run_epoch = lambda: results.append(run_epoch()) or results[-1]
        *_, model = trainer.execute(data(12), data(4), data(2))
        self.assertIs(model, trainer.model)
        self.assertLess(results[2]["loss"], results[0]["loss"])
        self.assertEqual([result["epoch"] for result in results], [0, 1, 2])
        self.assertEqual(["test_loss" in result for result in results], [False, True, False])
        # The mean over samples, not over batches of different size.
        with torch.no_grad():
            x, y = data(4).tensors
            expected = torch.nn.functional.mse_loss(model(x), y).item()
        self.assertAlmostEqual(results[2]["validation_loss"], expected, places=4)
        self.assertIn("validation_error", results[0])
        self.assertAlmostEqual(trainer.optimizer.param_groups[0]["lr"], 1e-3 * 0.95**2)
        self.assertEqual(sorted(os.listdir("checkpoints")), ["best_model", "epoch_1"])
        with open("checkpoints/epoch_1/config.yaml", encoding="utf-8") as file:
            self.assertEqual(json.load(file)["batch_size"], 5)

        again = self.trainer(
            {"optim_lr": 1e-4, "batch_size": 5, "lr_scheduler": "exponential"},
            epochs=2,
            from_checkpoint="checkpoints/epoch_1",
        )
        again.execute(data(12))
        # All epochs are done, so this is the model of the checkpoint, with this trainer's rate.
        saved = torch.load("checkpoints/epoch_1/model.pt")
        self.assertTrue(torch.equal(again.model.weight, saved["weight"]))
        self.assertAlmostEqual(again.optimizer.param_groups[0]["lr"], 1e-4 * 0.95)
        self.assertEqual(again.optimizer.param_groups[0]["momentum"], 0.9)

    def test_a_schedule_goes_on_with_settings_of_its_own(self):
        def rate(gamma, **options):
            config = {"optim_lr": 1.0, "lr_scheduler": "exponential", "lr_scheduler_gamma": gamma}
            trainer = self.trainer(config, **options)
            trainer.execute(data(2))
            return trainer.optimizer.param_groups[0]["lr"]

        self.assertEqual(rate(0.5, epochs=2, checkpoint_every=2), 0.5)
        folder = "checkpoints/epoch_1"
        self.assertEqual(rate(0.5, epochs=3, from_checkpoint=folder), 0.25)
        self.assertEqual(rate(0.25, epochs=3, from_checkpoint=folder, checkpoint_every=3), 0.125)
        # The checkpoint of that one says what it was made with, not what came with the first.
        folder = "checkpoints/epoch_2"
        self.assertEqual(rate(0.25, epochs=4, from_checkpoint=folder), 0.03125)
        self.assertEqual(rate(0.5, epochs=4, from_checkpoint=folder), 0.0625)

    def test_a_schedule_with_rates_of_its_own_goes_on_if_nothing_has_changed(self):
        class Cycling(at.TorchTrainer):
            def create_model_loss_optimizer(self):
                super().create_model_loss_optimizer()
                self.lr_scheduler = torch.optim.lr_scheduler.OneCycleLR(
                    self.optimizer, max_lr=self.config.optim_lr, total_steps=10
                )

        def rate(lr, **options):
            trainer = Cycling({**QUICK, "optim_lr": lr}, model=linear(), **options)
            trainer.execute(data(2))
            return trainer.optimizer.param_groups[0]["lr"]

        rate(0.1, epochs=2, checkpoint_every=2)
        folder = "checkpoints/epoch_1"
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            self.assertEqual(rate(0.1, epochs=4, from_checkpoint=folder), rate(0.1, epochs=4))
        with self.assertWarnsRegex(UserWarning, "that were saved.*OneCycleLR"):
            rate(0.5, epochs=4, from_checkpoint=folder)

    def test_a_schedule_that_steps_by_a_metric(self):
        class Waiting(at.TorchTrainer):
            def create_model_loss_optimizer(self):
                super().create_model_loss_optimizer()
                self.lr_scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(
                    self.optimizer, factor=0.5, patience=0, threshold=1e9, threshold_mode="abs"
                )

        class Told(Waiting):
            def set_epoch(self, epoch=None):
                super().set_epoch(self.current_epoch)

            def validation_epoch(self):
                loss = super().validation_epoch()
                self.lr_scheduler.step(loss)
                return loss

        with self.assertRaisesRegex(TypeError, "steps by a metric.*Override set_epoch"):
            Waiting(QUICK, epochs=1, model=linear()).execute(data(2), data(2))

        def rate(lr, **options):
            trainer = Told({**QUICK, "optim_lr": lr}, model=linear(), **options)
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                trainer.execute(data(2), data(2))
            return trainer.optimizer.param_groups[0]["lr"]

        self.assertEqual(rate(0.5, epochs=3), 0.125)
        self.assertEqual(rate(0.5, epochs=2, checkpoint_every=2), 0.25)
        folder = "checkpoints/epoch_1"
        self.assertEqual(rate(0.5, epochs=3, from_checkpoint=folder), 0.125)
        self.assertEqual(rate(1.0, epochs=3, from_checkpoint=folder), 0.25)

    def test_whatever_it_is_made_of_can_be_restored(self):
        for optimizer in ("adam", "adamw", "adadelta", "rmsprop", "sgd"):
            for schedule in (
                "step",
                "multistep",
                "constant",
                "linear",
                "exponential",
                "polynomial",
            ):
                with self.subTest(optimizer=optimizer, schedule=schedule):
                    config = {"optimizer": optimizer, "lr_scheduler": schedule}
                    trainer = self.trainer(config, epochs=1, checkpoint_every=1, random_seed=1)
                    trainer.execute(data(2))
                    folder = "checkpoints/epoch_0"
                    again = self.trainer(config, from_checkpoint=folder, random_seed=1)
                    again.execute(data(2))
                    self.assertEqual(again.current_epoch, 2)
                    straight = self.trainer(config, random_seed=1).execute(data(2))[3]
                    self.assertTrue(torch.equal(again.model.weight, straight.weight))

    def test_a_seed_makes_it_the_same_again(self):
        def weight(seed):
            trainer = self.trainer(
                {"shuffle_train": True, "batch_size": 3}, random_seed=seed, epochs=1
            )
            return trainer.execute(data())[3].weight.item()

        self.assertEqual(weight(5), weight(5))
        self.assertNotEqual(weight(5), weight(6))

    def test_a_loop_that_finds_its_parts_ready(self):
        class Mine(at.TorchTrainer):
            def train(self):
                for self.current_epoch in range(self.current_epoch, self.epochs):
                    self.set_epoch()
                    for x, y in self.train_dataloader:
                        loss = self.loss(self.model(x.to(self.device)), y)
                        self.strategy.optimize(loss, self.model, self.optimizer)
                    self.ray_report({"loss": loss.item()}, checkpoint_data={"n": 1})

        trainer = Mine({**QUICK, "lr_scheduler": "step", "lr_scheduler_step_size": 1}, 2, linear())
        trainer.execute(data())
        self.assertAlmostEqual(trainer.optimizer.param_groups[0]["lr"], 1e-4)

    def test_the_trainer_of_the_tutorial(self):
        config = {
            "tune_config": {"num_samples": 2},
            "train_loop_config": {
                "epochs": 2,
                "batch_size": 4,
                "learning_rate": 0.01,
                "num_workers_dataloader": 0,
            },
        }
        trainer = MyRayTorchTrainer(config, logger=ConsoleLogger())
        self.assertNotIn("tune_config", trainer.config)
        with contextlib.redirect_stdout(io.StringIO()) as output:
            trainer.execute(*datasets())
        self.assertRegex(output.getvalue(), r"^\[0\] train_loss = .*\n\[0\] val_loss = ")
        self.assertEqual(next(iter(trainer.train_dataloader))[0].shape, (4, 1, 4, 4))

    def test_data_of_a_loop_comes_back(self):
        kept = []

        class Mine(at.TorchTrainer):
            def train(self, config, data):
                self.load_checkpoint()
                for epoch in range(4):
                    self.checkpoint_and_report(
                        epoch, {"epoch": epoch}, {"rate": torch.tensor(epoch)}, checkpoint_every=3
                    )

            def _report(self, metrics, write=None):
                super()._report(metrics, write)
                if write:
                    folder = f"epoch-{metrics['epoch']}"
                    os.mkdir(folder)
                    write(folder)
                    kept.append(folder)

        Mine(QUICK).execute(data())
        self.assertEqual(kept, ["epoch-2"])
        trainer = self.trainer(from_checkpoint="epoch-2")
        self.assertEqual(trainer.load_checkpoint(), {"rate": torch.tensor(2)})
        self.assertEqual(trainer.current_epoch, 3)
        self.assertIsNone(self.trainer().load_checkpoint())

    def test_data_of_a_loop_may_be_a_tensor(self):
        class Mine(at.TorchTrainer):
            def train(self, config, data):
                self.checkpoint_and_report(0, {"loss": 1}, torch.arange(2))

            def _report(self, metrics, write=None):
                write(".")

        Mine(QUICK).execute(data())
        trainer = self.trainer(from_checkpoint=self.folder)
        self.assertEqual(trainer.load_checkpoint().tolist(), [0, 1])

    def test_arguments(self):
        with self.assertRaisesRegex(TypeError, "no argument 'epoch'. Did you mean 'epochs'?"):
            at.TorchTrainer(epoch=3)
        with self.assertRaisesRegex(TypeError, "config is of type int"):
            at.TorchTrainer(3)
        with self.assertRaisesRegex(ValueError, "no strategy 'dpp'"):
            at.TorchTrainer(strategy="dpp")
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            at.TorchTrainer(ray_tune_config={"num_samples": 3}, disable_tqdm=False)
        self.assertEqual(len(caught), 1)
        self.assertIn(
            "ray_tune_config=…) has no effect: the study says that", str(caught[0].message)
        )
        with self.assertRaisesRegex(ValueError, "has no model"):
            at.TorchTrainer(QUICK, epochs=1).execute(data())
        with self.assertRaisesRegex(ValueError, "how many epochs"):
            self.trainer(epochs=None).execute(data())
        self.assertEqual(self.trainer({"dist_backend": "gloo"}).strategy.backend, "gloo")


class Loggers(InAFolder):
    def test_when_and_where_something_is_logged(self):
        for frequency, batches in (("epoch", []), ("batch", [0, 1, 2, 3]), (2, [0, 2])):
            logger = EmptyLogger(log_freq=frequency)
            self.assertEqual([i for i in range(4) if logger.should_log(i)], batches)
            self.assertTrue(logger.should_log())
        for ranks, expected in ((0, [0]), (1, [1]), (-1, [0, 1, 2]), ([0, 2], [0, 2])):
            found = []
            for rank in range(3):
                logger = EmptyLogger(log_on_workers=ranks)
                logger.create_logger_context(rank)
                found += [rank] if logger.should_log() else []
            self.assertEqual(found, expected)
        for wrong in ("epochs", 0, -1, True, 1.5):
            with self.assertRaisesRegex(ValueError, "log_freq is "):
                EmptyLogger(log_freq=wrong)
        with self.assertRaisesRegex(ValueError, "no kind 'metrics'. There are: metric, "):
            with EmptyLogger().start_logging():
                logger.log(1, "loss", "metrics")
        with self.assertRaisesRegex(RuntimeError, "before create_logger_context"):
            EmptyLogger().log(1, "loss")

    def test_a_collection(self):
        with self.assertRaisesRegex(ValueError, "several of EmptyLogger"):
            LoggersCollection([EmptyLogger(), EmptyLogger()])
        often = ConsoleLogger(log_freq="batch")
        both = LoggersCollection([EmptyLogger(), often])
        both.create_logger_context(rank=1)
        self.assertFalse(both.should_log(3) or both.should_log())
        both.destroy_logger_context()
        both.create_logger_context(rank=0)
        self.assertTrue(both.should_log(3))
        both.log({"a": 1}, "said", kind="dict", batch_idx=3)
        with open("mllogs/simple-logger/0/said", encoding="utf-8") as file:
            self.assertEqual(json.load(file), {"a": 1})
        both.destroy_logger_context()
        self.assertFalse(often.is_initialized)

    def test_a_collection_that_cannot_be_opened_leaves_nothing_open(self):
        class Broken(EmptyLogger):
            def _open(self, **options):
                raise OSError

        first = ConsoleLogger()
        with self.assertRaises(OSError):
            LoggersCollection([first, Broken()]).create_logger_context()
        self.assertFalse(first.is_initialized)

    def test_files_of_the_console_logger(self):
        for run in ("0", "1"):
            with ConsoleLogger().start_logging():
                pass
            self.assertTrue(os.path.isdir(f"mllogs/simple-logger/{run}"))
        logger = ConsoleLogger(savedir="here")
        with logger.start_logging():
            logger.save_hyperparameters({"lr": 0.1, "shape": (1, 2)})
            logger.log(linear(), "models/net.pt", kind="model")
            logger.log(torch.ones(2), "tensor.pt", kind="torch")
            with self.assertRaisesRegex(ValueError, "'here' contains the logger's own files"):
                logger.log("here", "copied", kind="artifact")
            os.makedirs("results/more")
            logger.log("results", "copied", kind="artifact")
            logger.log("here/simple-logger/0/tensor.pt", "one", kind="artifact")
            logger.log("skipped", "picture", kind="image")
        found = {
            os.path.relpath(os.path.join(folder, name), logger.run_path)
            for folder, _, names in os.walk(logger.run_path)
            for name in names
        }
        self.assertLessEqual(
            {"hyperparameters.json", "models/net.pt", "tensor.pt", "artifacts/one/tensor.pt"}, found
        )
        self.assertTrue(os.path.isdir(f"{logger.run_path}/artifacts/copied/more"))
        self.assertEqual(set(torch.load(f"{logger.run_path}/models/net.pt")), {"weight", "bias"})

    def test_event_files(self):
        from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

        with self.assertRaisesRegex(ValueError, "framework is 'jax'"):
            TensorBoardLogger(framework="jax")
        trainer = at.TorchTrainer(
            {**QUICK, "batch_size": 4},
            epochs=2,
            model=linear(),
            logger=LoggersCollection([TensorBoardLogger(log_freq=2)]),
        )
        trainer.logger.create_logger_context()
        trainer.log("said", "note", kind="text")
        trainer.log({"a": [1]}, "facts", kind="dict")
        trainer.log(torch.rand(3, 4, 4), "picture", kind="image", step=1)
        trainer.execute(data(12), data(4))
        events = EventAccumulator("mllogs/tensorboard").Reload()
        scalars = {tag: [e.step for e in events.Scalars(tag)] for tag in events.Tags()["scalars"]}
        self.assertEqual(
            scalars,
            {
                "train_loss": [0, 2, 3, 5],
                "train_loss_epoch": [3, 6],
                "validation_loss": [0, 1],
                "validation_loss_epoch": [1, 2],
            },
        )
        self.assertEqual(events.Tags()["images"], ["picture"])
        self.assertEqual(len(os.listdir("mllogs/tensorboard")), 1)

    def test_frameworks_that_are_not_there(self):
        from attune.loggers import MLFlowLogger, WandBLogger

        for make, package in ((MLFlowLogger, "mlflow"), (WandBLogger, "wandb")):
            with self.assertRaisesRegex(ImportError, f"needs the package {package}: pip install"):
                make().create_logger_context()


if __name__ == "__main__":
    unittest.main()
