"""What a decision of the tuner does to a training that runs."""

import unittest

import attune
import attune.lightning
from attune.lightning import TuneReportCallback, TuneReportCheckpointCallback
from study import Line, Study, loader, pl, trainer


def stopping_at(last, decision="stop"):
    return Study(decide=lambda number: decision if number >= last else "continue")


class Stepwise(Line):
    """Logs the loss of each step."""

    def training_step(self, batch, batch_index):
        loss = super().training_step(batch, batch_index)
        self.log("step_loss", loss)
        return loss


class Stopped(unittest.TestCase):
    def test_it_ends_at_that_epoch_as_if_done(self):
        ends = []

        class Watched(Line):
            def on_train_end(self):
                ends.append("train")

            def on_fit_end(self):
                ends.append("fit")

        with stopping_at(2) as study:
            module, tr = Watched(), trainer(TuneReportCheckpointCallback("val/loss"), epochs=9)
            tr.fit(module, loader(), loader())
        self.assertEqual(len(study.reports), 2)
        self.assertEqual(module.batches, [(0, 0), (0, 1), (1, 0), (1, 1)])
        self.assertEqual(ends, ["train", "fit"])
        self.assertEqual(tr.state.status, "finished")
        self.assertTrue(tr.should_stop)

    def test_settings_that_would_keep_it_going(self):
        for settings in ({"min_epochs": 4}, {"min_steps": 12}, {"min_epochs": 4, "min_steps": 12}):
            with self.subTest(settings), stopping_at(1) as study:
                module, tr = Line(), trainer(TuneReportCallback("val/loss"), epochs=6, **settings)
                tr.fit(module, loader(), loader())
                self.assertEqual(module.batches, [(0, 0), (0, 1)])
                self.assertEqual(len(study.reports), 1)
                # The trainer is as it was.
                self.assertEqual(tr.min_epochs, settings.get("min_epochs", 1))
                self.assertEqual(tr.min_steps, settings.get("min_steps"))
                self.assertEqual(tr.limit_val_batches, 1.0)

    def test_it_does_not_validate_any_more(self):
        with stopping_at(1) as study:
            module = Stepwise()
            callback = TuneReportCallback("step_loss", on="train_batch_end")
            tr = trainer(callback, num_sanity_val_steps=0)
            tr.fit(module, loader(9), loader())
        self.assertEqual(module.batches, [(0, 0)])
        self.assertEqual([entry for entry in module.seen if entry[0] == "validate"], [])
        self.assertEqual(len(study.reports), 1)

    def test_in_the_middle_of_an_epoch(self):
        with stopping_at(3) as study:
            module = Line()
            tr = trainer(TuneReportCallback("val/loss"), val_check_interval=0.25)
            tr.fit(module, loader(8), loader())
        self.assertEqual(len(study.reports), 3)
        self.assertEqual(module.batches, [(0, index) for index in range(6)])

    def test_later_hooks_and_callbacks_report_nothing(self):
        hooks = ["validation_end", "train_epoch_end", "train_end"]
        with stopping_at(1) as study:
            callbacks = TuneReportCallback("val/loss", on=hooks), TuneReportCallback("val/loss")
            trainer(*callbacks).fit(Line(), loader(), loader())
        self.assertEqual(len(study.reports), 1)
        self.assertEqual([callback.reports for callback in callbacks], [1, 1])
        self.assertEqual([callback.stopped for callback in callbacks], [attune.TrialStopped] * 2)

    def test_beside_a_model_checkpoint_that_watches_a_metric(self):
        with stopping_at(3) as study:
            saving = pl.callbacks.ModelCheckpoint(study.dir, monitor="val/loss", save_last=True)
            module, callback = Stepwise(), TuneReportCallback("step_loss", on="train_batch_end")
            tr = trainer(callback, saving, enable_checkpointing=True)
            tr.fit(module, loader(), loader())
        self.assertEqual(module.batches, [(0, 0), (0, 1), (1, 0)])

    def test_the_code_after_fit_runs_until_it_reports(self):
        with stopping_at(1):
            trainer(TuneReportCallback("val/loss")).fit(Line(), loader(), loader())
            with self.assertRaises(attune.TrialStopped):
                attune.report({"accuracy": 1})

    def test_another_training_reports_and_ends(self):
        with stopping_at(1) as study:
            tr = trainer(TuneReportCallback("val/loss"))
            module = Line()
            tr.fit(module, loader(), loader())
            tr.fit_loop.epoch_progress.reset()
            tr.fit(module, loader(), loader())
        self.assertEqual(len(module.batches), 4)
        self.assertEqual(len(study.reports), 1)


class ByFit(unittest.TestCase):
    def test_it_raises_when_the_training_has_ended(self):
        for decision, kind in (("stop", attune.TrialStopped), ("pause", attune.TrialPaused)):
            with self.subTest(decision), stopping_at(1, decision):
                tr = trainer(TuneReportCallback("val/loss"))
                with self.assertRaises(kind):
                    attune.lightning.fit(tr, Line(), loader(), loader())
                self.assertEqual(tr.state.status, "finished")

    def test_with_a_callback_of_the_module_itself(self):
        class Reporting(Line):
            def configure_callbacks(self):
                return [TuneReportCallback("val/loss")]

        with stopping_at(2) as study, self.assertRaises(attune.TrialStopped):
            attune.lightning.fit(trainer(), Reporting(), loader(), loader())
        self.assertEqual(len(study.reports), 2)

    def test_it_returns_where_nothing_was_decided(self):
        with Study() as study:
            attune.lightning.fit(
                trainer(TuneReportCallback("val/loss"), epochs=2),
                Line(),
                train_dataloaders=loader(),
                val_dataloaders=loader(),
            )
        self.assertEqual(len(study.reports), 2)

    def test_it_says_why_nothing_was_reported(self):
        for data, options in (([loader()], {}), ([loader(), loader()], {"limit_val_batches": 0})):
            with Study() as study:
                tr = trainer(TuneReportCallback("val/loss"), epochs=1, **options)
                with self.assertWarnsRegex(UserWarning, "nothing was reported: on_validation_end"):
                    attune.lightning.fit(tr, Line(), *data)
            self.assertEqual(study.reports, [])
