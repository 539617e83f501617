"""Tests MLFlowLogger with a real MLflow; torch-distributed.test.ts runs it where there is one."""

from __future__ import annotations

import multiprocessing
import os
import tempfile
import unittest

import mlflow

from attune.loggers import LoggersCollection, MLFlowLogger

TRIAL = {
    "ATTUNE_TRIAL_ID": "63ecc_00000",
    "ATTUNE_TRIAL_NAME": "train_63ecc_00000",
    "ATTUNE_STUDY_NAME": "digits",
}


class MLflow(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.addCleanup(scratch.cleanup)
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(scratch.name)
        os.mkdir("trial")
        trial = {**TRIAL, "ATTUNE_TRIAL_DIR": os.path.abspath("trial")}
        os.environ.update(trial)
        self.addCleanup(lambda: [os.environ.pop(name) for name in trial])
        # MLflow itself sets it, for processes that it starts.
        os.environ.pop("MLFLOW_TRACKING_URI", None)

    def test_a_trial_and_its_resumed_part_are_one_run(self):
        logger = LoggersCollection([MLFlowLogger(log_freq="batch")])
        with logger.start_logging():
            logger.save_hyperparameters({"lr": 0.1, "layers": [1, 2], "none": None})
            logger.log(0.5, "loss", step=0, batch_idx=1)
            logger.log({"a": 1}, "facts/a.json", kind="dict")
            logger.log("said", "note.txt", kind="text")
            with open("code.py", "w") as file:
                file.write("pass")
            logger.log("code.py", "code", kind="artifact")
            logger.log(3, "hidden", kind="param")
        again = MLFlowLogger()
        with again.start_logging():
            again.save_hyperparameters({"lr": 0.2, "layers": [1, 2]})
            again.log(0.25, "loss", step=1)
            again.log(9, "loss", step=1, batch_idx=1)
            (run_id,) = {again.run_id}
        self.assertIsNone(again.run_id)

        client = mlflow.MlflowClient()
        experiment = client.get_experiment_by_name("digits")
        (run,) = client.search_runs([experiment.experiment_id])
        self.assertEqual((run.info.run_id, run.info.run_name), (run_id, "train_63ecc_00000"))
        self.assertEqual(run.info.status, "FINISHED")
        self.assertEqual(
            run.data.params, {"lr": "0.1", "layers": "[1, 2]", "none": "None", "hidden": "3"}
        )
        self.assertEqual(run.data.tags["param/lr"], "0.2")
        history = client.get_metric_history(run_id, "loss")
        self.assertEqual([(m.step, m.value) for m in history], [(0, 0.5), (1, 0.25)])
        self.assertEqual(
            sorted(item.path for item in client.list_artifacts(run_id)),
            ["code", "facts", "note.txt"],
        )
        # Everything is in the one folder.
        self.assertEqual(sorted(os.listdir()), ["code.py", "mllogs", "trial"])

        mine = mlflow.start_run()
        used = MLFlowLogger(log_on_workers=-1)
        used.create_logger_context(rank=1)
        self.assertEqual(used.run_id, mine.info.run_id)
        used.destroy_logger_context()
        self.assertEqual(mlflow.active_run().info.run_id, mine.info.run_id)
        mlflow.end_run()

    def test_two_trials_that_begin_at_once(self):
        def trial(number):
            os.environ["ATTUNE_TRIAL_DIR"] = os.path.abspath(f"trial-{number}")
            os.mkdir(os.environ["ATTUNE_TRIAL_DIR"])
            with (logger := MLFlowLogger(experiment_name="both")).start_logging():
                logger.log(1, "loss")

        # Forked, so that importing MLflow is paid for once.
        fork = multiprocessing.get_context("fork")
        trials = [fork.Process(target=trial, args=(number,)) for number in range(2)]
        for process in trials:
            process.start()
        for process in trials:
            process.join()
        self.assertEqual([process.exitcode for process in trials], [0, 0])
        mlflow.set_tracking_uri(f"sqlite:///{os.path.abspath('mllogs/mlflow/mlflow.db')}")
        experiment = mlflow.get_experiment_by_name("both")
        runs = mlflow.MlflowClient().search_runs([experiment.experiment_id])
        self.assertEqual([run.data.metrics for run in runs], [{"loss": 1.0}, {"loss": 1.0}])


if __name__ == "__main__":
    unittest.main()
