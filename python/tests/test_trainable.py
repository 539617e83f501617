from __future__ import annotations

import os
import time
import unittest
from typing import Any

import support  # noqa: F401
from fake_tuner import FakeTuner, WithTuner

SOURCE = """
    import os, signal
    import attune

    class Count(attune.Trainable):
        def setup(self, config, rows=()):
            self.n, self.rows = 0, rows
            print("setup", config["x"], list(rows))
        def step(self):
            self.n += 1
            if self.n == self.config.get("fails"):
                raise RuntimeError("boom")
            metrics = {"n": self.n, "iteration": self.iteration}
            return {**metrics, "done": self.n == self.config.get("steps", 3)}
        def save_checkpoint(self, folder):
            with open(os.path.join(folder, "n"), "w") as file:
                file.write(str(self.n))
            return folder
        def load_checkpoint(self, folder):
            with open(os.path.join(folder, "n")) as file:
                self.n = int(file.read())
            print("load", self.n)
        def cleanup(self):
            print("cleanup")

    class CannotSave(Count):
        def save_checkpoint(self, folder):
            raise OSError("the disk is full")

    class CannotCleanUp(Count):
        def cleanup(self):
            raise OSError("still in use")

    class SavesADict(Count):
        def save_checkpoint(self, folder):
            return {"n": self.n}

    class Stateless(attune.Trainable):
        def step(self):
            return 7

    class Spread(attune.Trainable):
        def setup(self, x, rows):
            self.sum = x + sum(rows)
        def step(self):
            return {"sum": self.sum, "should_checkpoint": True, "done": True}
        def save_checkpoint(self, folder):
            pass

    class Waits(Count):
        def step(self):
            if self.n == 1:
                attune.report({"in": "step"})
            return super().step()

    class Sleeps(Count):
        def step(self):
            open(os.path.join(attune.get_trial_dir(), "asleep"), "w").close()
            signal.pause()

    class Stranger:
        def step(self):
            return 1

    def function(config):
        attune.report({"n": 1})

    def writes(config):
        def write(folder):
            with open(os.path.join(folder, "n"), "w") as file:
                file.write("7")
        attune.report({"n": 7}, checkpoint=write)
"""


class ClassTrainables(WithTuner):
    def run_class(self, name: str, *options: str, decisions: Any = None, **tuner: Any) -> FakeTuner:
        started = self.tuner(**{"config": {"x": 1}, **tuner})
        started.runner(SOURCE, "--function", name, *options)
        return started.serve(lambda seq: (decisions or {}).get(seq, "continue"))

    def saved(self, tuner: FakeTuner) -> list[str]:
        """What is in the folders that were handed over, in order."""
        names = [m["checkpoint"] for m in tuner.messages if m.get("checkpoint")]
        self.assertEqual(
            sorted(names), sorted(n for n in os.listdir(tuner.dir) if n.startswith(".checkpoint"))
        )
        contents = []
        for name in names:
            with open(os.path.join(tuner.dir, name, "n"), encoding="utf-8") as file:
                contents.append(file.read())
        return contents

    def test_it_is_stepped_until_it_is_done_and_saved_at_its_end(self):
        tuner = self.run_class("Count", decisions={3: "stop"})
        self.assertEqual(
            tuner.types, ["hello", "report", "report", "report", "saving", "checkpoint", "done"]
        )
        # The tuner says that five iterations were done before.
        self.assertEqual([m["iteration"] for m in tuner.reports], [5, 6, 7])
        self.assertEqual((self.saved(tuner), tuner.code, tuner.errors), (["3"], 0, ""))
        self.assertEqual(tuner.output, "setup 1 []\ncleanup\n")

    def test_it_ends_when_it_is_done_whatever_the_answer(self):
        tuner = self.run_class("Count", checkpoints={"atEnd": False})
        self.assertEqual(tuner.types, ["hello", "report", "report", "report", "done"])

    def test_every_so_many_th_iteration_carries_a_checkpoint(self):
        orders = {"frequency": 3, "asked": True}
        tuner = self.run_class("Count", config={"x": 1, "steps": 4}, checkpoints=orders)
        carried = [m.get("checkpoint") is not None for m in tuner.messages if m["type"] == "report"]
        # Iterations 6 and 9; what came with the last report is not saved again.
        self.assertEqual(carried, [True, False, False, True])
        self.assertEqual((self.saved(tuner), tuner.types[-2:]), (["1", "4"], ["report", "done"]))

    def test_a_paused_one_is_saved_also_where_its_end_is_not(self):
        for decision, expected in (("pause", ["2"]), ("stop", [])):
            with self.subTest(decision):
                tuner = self.run_class(
                    "Count", decisions={2: decision}, checkpoints={"atEnd": False}
                )
                self.assertEqual((self.saved(tuner), tuner.code), (expected, 0), tuner.errors)

    def test_it_goes_on_from_a_checkpoint(self):
        folder = self.tuner().write("n", "2")
        tuner = self.run_class("Count", checkpoint=os.path.dirname(folder))
        self.assertEqual([m["n"] for m in tuner.reports], [3], tuner.errors)
        self.assertEqual(tuner.output, "setup 1 []\nload 2\ncleanup\n")

    def test_the_step_under_way_at_a_stop_is_told_and_its_state_saved(self):
        tuner = self.tuner(config={"x": 1, "steps": 9}).runner(SOURCE, "--function", "Waits")
        tuner.next()
        tuner.send(**tuner.start_message())
        self.assertEqual(tuner.next()["metrics"]["n"], 1)
        tuner.answer(1)
        self.assertEqual(tuner.next()["metrics"], {"in": "step"})
        tuner.answer(2)
        tuner.send(type="stop", attempt=2)
        # The stop is noticed at the report of this step, or of the next.
        while True:
            message = tuner.next()
            if message["type"] != "report":
                break
            tuner.answer(message["seq"], "stop")
            last = message["metrics"]["n"]
        while tuner.next():
            pass
        tuner.wait()
        self.assertEqual(self.saved(tuner), [str(last)])
        self.assertEqual((tuner.types[-3:], tuner.code), (["saving", "checkpoint", "done"], 0))

    def test_it_is_cleaned_up_after_an_error_and_a_signal(self):
        tuner = self.run_class("Count", config={"x": 1, "fails": 2})
        self.assertEqual((tuner.error["message"], tuner.output), ("boom", "setup 1 []\ncleanup\n"))
        self.assertNotIn("_trainable.py", tuner.error["stack"])
        tuner = self.tuner(config={"x": 1}).runner(SOURCE, "--function", "Sleeps")
        tuner.next()
        tuner.send(**tuner.start_message())
        while not os.path.exists(os.path.join(tuner.dir, "asleep")):
            time.sleep(0.01)
        tuner.terminate()
        self.assertEqual(tuner.serve().types, ["hello", "error"])
        self.assertEqual(tuner.output, "setup 1 []\ncleanup\n")

    def test_a_cleanup_that_fails_changes_nothing_of_how_the_trial_ends(self):
        tuner = self.run_class("CannotCleanUp")
        self.assertEqual((tuner.types[-1], tuner.code), ("done", 0))
        self.assertIn("OSError: still in use", tuner.errors)
        tuner = self.run_class("CannotCleanUp", config={"x": 1, "fails": 2})
        self.assertEqual(tuner.error["message"], "boom")

    def test_a_state_that_cannot_be_saved_at_the_end_is_told_and_no_failure(self):
        tuner = self.run_class("CannotSave", decisions={3: "stop"})
        self.assertEqual(tuner.types[-3:], ["saving", "checkpoint", "done"])
        self.assertEqual(tuner.messages[-2]["error"]["message"], "the disk is full")
        self.assertIn("the disk is full", tuner.errors)
        self.assertEqual((self.saved(tuner), tuner.code), ([], 0))

    def test_a_state_that_cannot_be_saved_on_the_way_is_a_failure(self):
        tuner = self.run_class("SavesADict", checkpoints={"frequency": 1})
        self.assertIn("save_checkpoint() returned a value of type dict", tuner.error["message"])
        self.assertEqual(self.saved(tuner), [])

    def test_constants_and_the_config_come_as_keywords_where_that_is_wanted(self):
        scratch = self.tuner()
        constants = scratch.write("constants.json", '{"rows": [1, 2]}')
        tuner = self.run_class("Count", "--parameters", constants)
        self.assertIn("setup 1 [1, 2]\n", tuner.output)
        tuner = self.run_class("Spread", "--spread", "--parameters", constants)
        self.assertEqual([m["sum"] for m in tuner.reports], [4], tuner.errors)

    def test_what_it_lacks_is_missed_only_where_it_is_needed(self):
        tuner = self.run_class("Stateless", decisions={2: "stop"})
        self.assertEqual((tuner.reports, tuner.code), ([{"_metric": 7}] * 2, 0))
        tuner = self.run_class("Stateless", "--spread", decisions={1: "stop"})
        self.assertEqual((tuner.reports, tuner.code), ([{"_metric": 7}], 0), tuner.errors)
        tuner = self.run_class("Stateless", checkpoints={"frequency": 1}, decisions={1: "pause"})
        self.assertEqual((tuner.types, tuner.code), (["hello", "report", "done"], 0))
        tuner = self.run_class("Stateless", checkpoints={"atEnd": True, "asked": True})
        self.assertIn("Stateless has no method save_checkpoint", tuner.error["message"])
        tuner = self.run_class("Stateless", checkpoint=scratch_folder(self))
        self.assertIn("Stateless has no method load_checkpoint", tuner.error["message"])

    def test_a_function_may_write_its_checkpoint_into_the_folder_too(self):
        tuner = self.run_class("writes")
        self.assertEqual((tuner.types, self.saved(tuner)), (["hello", "report", "done"], ["7"]))

    def test_checkpoints_cannot_be_asked_of_functions_or_steps_of_strangers(self):
        tuner = self.run_class("function", checkpoints={"frequency": 1, "asked": True})
        self.assertIn("are for class trainables", tuner.error["message"])
        tuner = self.run_class("function", checkpoints={"frequency": 1})
        self.assertEqual(tuner.reports, [{"n": 1}])
        tuner = self.run_class("Stranger")
        self.assertIn("class Stranger(attune.Trainable)", tuner.error["message"])


def scratch_folder(case: WithTuner) -> str:
    return case.tuner().folder


if __name__ == "__main__":
    unittest.main()
