"""What the callbacks report, and when."""

import math
import os
import pickle
import unittest

import attune.lightning
import torch
from attune._errors import TunerLost
from attune.lightning import TuneReportCallback, TuneReportCheckpointCallback, trainer_defaults
from study import Line, Study, loader, pl, trainer


def reports_of(callback, module=None, **options):
    with Study() as study:
        trainer(callback, **options).fit(module or Line(), loader(), loader())
    return study.reports


class Metrics(unittest.TestCase):
    def test_all_that_is_logged(self):
        reports = reports_of(TuneReportCallback(), epochs=2)
        # Epoch-level metrics of the training come later, and are one epoch old the next time.
        first = {"epoch", "step", "effective_lr", "val/loss"}
        self.assertEqual(set(reports[0]), first)
        self.assertEqual(set(reports[1]), {*first, "train_loss"})
        for report in reports:
            self.assertIsInstance(report["val/loss"], float)
        places = [(report["epoch"], report["step"]) for report in reports]
        self.assertEqual(places, [(0, 2), (1, 4)])

    def test_a_name_a_list_and_new_names(self):
        for metrics, names in (
            ("val/loss", ["val/loss"]),
            (["val/loss", "train_loss"], ["val/loss", "train_loss"]),
            ({"loss": "val/loss", "again": "val/loss"}, ["loss", "again"]),
        ):
            reports = reports_of(TuneReportCallback(metrics, on="train_epoch_end"), epochs=1)
            self.assertEqual(set(reports[0]), {"epoch", "step", "effective_lr", *names})

    def test_own_names_win(self):
        metrics = {"epoch": "val/loss", "step": "train_loss", "effective_lr": "val/loss"}
        (report,) = reports_of(TuneReportCallback(metrics, on="train_epoch_end"), epochs=1)
        self.assertEqual(set(report), set(metrics))
        self.assertEqual(report["epoch"], report["effective_lr"])
        self.assertNotEqual(report["epoch"], 0)

    def test_what_is_no_number(self):
        class Odd(Line):
            def validation_step(self, batch, batch_index):
                self.log_dict({"nan": torch.tensor(math.nan), "inf": math.inf, "count": 3})

        (report,) = reports_of(TuneReportCallback(["nan", "inf", "count"]), Odd(), epochs=1)
        self.assertEqual(report["nan"], {"$num": "NaN"})
        self.assertEqual(report["inf"], {"$num": "Infinity"})
        self.assertEqual(report["count"], 3)

    def test_what_the_module_logs_at_the_end_of_an_epoch(self):
        class Late(Line):
            def on_validation_epoch_end(self):
                self.log("val_late", 1.0)

            def on_train_epoch_end(self):
                self.log("late", float(self.current_epoch))

        reports = reports_of(TuneReportCallback("val_late"), Late(), epochs=2)
        self.assertEqual([report["val_late"] for report in reports], [1, 1])
        reports = reports_of(TuneReportCallback("late", on="train_epoch_end"), Late(), epochs=2)
        self.assertEqual([report["late"] for report in reports], [0, 1])

    def test_a_metric_that_is_missing(self):
        with self.assertRaises(ValueError) as caught:
            reports_of(TuneReportCallback({"loss": "val_los"}))
        text = str(caught.exception)
        self.assertIn("No metric 'val_los' has been logged when on_validation_end of epoch 0", text)
        self.assertIn("trainer.callback_metrics has: val/loss.", text)
        with self.assertRaisesRegex(ValueError, 'whole epoch .*on="train_epoch_end"'):
            reports_of(TuneReportCallback("train_loss"))
        with self.assertRaisesRegex(ValueError, 'without validation.*on="validation_end"'):
            callback = TuneReportCallback("val/loss", on="train_epoch_end")
            reports_of(callback, check_val_every_n_epoch=2)
        with self.assertRaisesRegex(ValueError, "Nothing has been .* when on_train_batch_start"):
            reports_of(TuneReportCallback(on="train_batch_start"))

    def test_names_that_are_none(self):
        for metrics in ([], {}):
            with self.assertRaisesRegex(ValueError, "names no metric"):
                TuneReportCallback(metrics)
        for metrics in ([1], {"loss": None}, [["loss"]]):
            with self.assertRaisesRegex(TypeError, "the name of a metric is a string"):
                TuneReportCallback(metrics)


class Hooks(unittest.TestCase):
    def test_several_with_and_without_their_prefix(self):
        callback = TuneReportCallback(on=["on_validation_end", "train_epoch_end", "validation_end"])
        reports = reports_of(callback, epochs=2)
        self.assertEqual([report["epoch"] for report in reports], [0, 0, 1, 1])
        self.assertEqual(["train_loss" in report for report in reports], [False, True, True, True])

    def test_a_hook_that_is_none(self):
        hooks = "is no hook .*There are: train_epoch_start, .*validation_end"
        for on in ("epoch_end", "on_exception", "train_start", ["train_end", "test_end"], [None]):
            with self.assertRaisesRegex(ValueError, hooks):
                TuneReportCallback(on=on)
        with self.assertRaisesRegex(ValueError, "names no hook"):
            TuneReportCallback(on=[])

    def test_every_hook_reports(self):
        from attune.lightning._hooks import HOOKS

        class Early(Line):
            def training_step(self, batch, batch_index):
                self.log("x", 1.0)
                return super().training_step(batch, batch_index)

        for hook in HOOKS:
            # Nothing has been logged before the first step.
            if hook != "train_batch_start":
                with self.subTest(hook):
                    self.assertTrue(reports_of(TuneReportCallback(on=hook), Early(), epochs=2))

    def test_a_sanity_check_is_no_result(self):
        module = Line()
        reports = reports_of(TuneReportCallback("val/loss"), module, epochs=2)
        self.assertIn(("validate", 0, True), module.seen)
        self.assertEqual([report["step"] for report in reports], [2, 4])

    def test_validating_and_testing_afterwards_report_nothing(self):
        with Study() as study:
            tr = trainer(TuneReportCallback("val/loss"), epochs=1)
            callbacks = list(tr.callbacks)
            module = Line()
            tr.fit(module, loader(), loader())
            tr.validate(module, loader(), verbose=False)
            tr.test(module, loader(), verbose=False)
        self.assertEqual(len(study.reports), 1)
        self.assertEqual(tr.callbacks, callbacks)

    def test_a_training_after_one_that_failed(self):
        class Broken(Line):
            def validation_step(self, batch, batch_index):
                raise ArithmeticError

        with Study() as study:
            tr = trainer(TuneReportCallback("val/loss"), epochs=1, num_sanity_val_steps=0)
            with self.assertRaises(ArithmeticError):
                tr.fit(Broken(), loader(), loader())
            tr.validate(Line(), loader(), verbose=False)
            self.assertEqual(study.reports, [])
            tr.fit_loop.epoch_progress.reset()
            tr.fit(Line(), loader(), loader())
        self.assertEqual(len(study.reports), 1)

    def test_validating_twice_in_an_epoch(self):
        reports = reports_of(TuneReportCallback("val/loss"), epochs=2, val_check_interval=0.5)
        places = [(report["epoch"], report["step"]) for report in reports]
        self.assertEqual(places, [(0, 1), (0, 2), (1, 3), (1, 4)])


class Rates(unittest.TestCase):
    def test_the_one_that_was_trained_with(self):
        def halving(weights):
            optimizer = torch.optim.SGD(weights, lr=0.5)
            return [optimizer], [torch.optim.lr_scheduler.StepLR(optimizer, 1, gamma=0.5)]

        reports = reports_of(TuneReportCallback("val/loss"), Line(halving))
        self.assertEqual([report["effective_lr"] for report in reports], [0.5, 0.25, 0.125])

    def test_of_several_groups(self):
        def two(weights):
            first, second = weights
            groups = [{"params": [first]}, {"params": [second], "lr": 0.25}]
            return torch.optim.SGD(groups, lr=0.5)

        (report,) = reports_of(TuneReportCallback("val/loss"), Line(two), epochs=1)
        self.assertEqual((report["effective_lr"], report["effective_lr_1"]), (0.5, 0.25))


class Checkpoints(unittest.TestCase):
    def test_each_report_has_one(self):
        with Study() as study:
            callback = TuneReportCheckpointCallback("val/loss", filename="state.ckpt")
            trainer(callback, epochs=2).fit(Line(), loader(), loader())
            files = [os.listdir(folder) for folder in study.checkpoints]
            saved = torch.load(os.path.join(study.checkpoints[1], "state.ckpt"), weights_only=True)
            entries = os.listdir(study.dir)
        self.assertEqual(files, [["state.ckpt"], ["state.ckpt"]])
        self.assertEqual((saved["epoch"], saved["global_step"]), (1, 4))
        # What was written on the way is gone.
        self.assertEqual(sorted(entries), [".checkpoint_1_1", ".checkpoint_1_2"])

    def test_it_has_what_other_callbacks_know_after_the_hook(self):
        with Study() as study:
            stopping = pl.callbacks.EarlyStopping(
                "val/loss", patience=9, min_delta=1e9, check_on_train_epoch_end=False
            )
            callback = TuneReportCheckpointCallback("val/loss")
            trainer(callback, stopping, epochs=2).fit(Line(), loader(), loader())
            path = os.path.join(study.checkpoints[1], "checkpoint")
            (state,) = torch.load(path, weights_only=True)["callbacks"].values()
        self.assertEqual((state["wait_count"], stopping.wait_count), (1, 1))

    def test_none_where_none_shall_be_saved(self):
        with Study() as study:
            callback = TuneReportCheckpointCallback("val/loss", save_checkpoints=False)
            trainer(callback, epochs=1).fit(Line(), loader(), loader())
        self.assertEqual(study.checkpoints, [None])

    def test_a_name_that_is_no_file(self):
        for filename in ("", "..", "a/b", None):
            with self.assertRaisesRegex(ValueError, "give the name of a file"):
                TuneReportCheckpointCallback(filename=filename)


class Outside(unittest.TestCase):
    def test_metrics_are_checked_and_nothing_is_written(self):
        before = os.listdir()
        callback = TuneReportCheckpointCallback("val/loss")
        module = Line()
        trainer(callback, epochs=2, default_root_dir=os.getcwd()).fit(module, loader(), loader())
        self.assertEqual(len(module.batches), 4)
        self.assertEqual(os.listdir(), before)
        with self.assertRaisesRegex(ValueError, "No metric 'x'"):
            trainer(TuneReportCheckpointCallback("x")).fit(Line(), loader(), loader())

    def test_a_tuner_that_is_gone(self):
        with Study() as study:
            study.decide = lambda number: study.socket.shutdown(2)
            with self.assertRaises(TunerLost):
                trainer(TuneReportCallback("val/loss")).fit(Line(), loader(), loader())

    def test_a_trainer_is_as_lightning_has_it(self):
        self.assertEqual(trainer_defaults(), {})
        with Study() as study:
            quiet = pl.Trainer(**trainer_defaults())
            self.assertEqual(quiet.default_root_dir, study.dir)
        self.assertEqual((quiet.callbacks, quiet.loggers), ([], []))


class Classes(unittest.TestCase):
    def test_they_are_callbacks_that_can_be_pickled(self):
        for name in attune.lightning.__all__:
            kind = getattr(attune.lightning, name)
            if isinstance(kind, type) and issubclass(kind, pl.Callback):
                self.assertIsInstance(pickle.loads(pickle.dumps(kind())), kind)
        with self.assertRaisesRegex(AttributeError, "has no attribute 'TuneReport'"):
            attune.lightning.TuneReport
