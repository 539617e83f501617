from __future__ import annotations

import os
import unittest

import support  # noqa: F401
import attune


class OutsideAStudy(unittest.TestCase):
    def test_report_does_nothing_but_check(self):
        self.assertIsNone(attune.report({"loss": 0.5}))
        self.assertIsNone(attune.report({"loss": 0.5}, checkpoint=attune.Checkpoint("/")))
        with self.assertRaisesRegex(TypeError, "'loss' is of type set"):
            attune.report({"loss": set()})
        with self.assertRaises(FileNotFoundError):
            attune.report({"loss": 1}, checkpoint=attune.Checkpoint("/nowhere"))

    def test_questions_have_sensible_answers(self):
        self.assertIsNone(attune.get_checkpoint())
        self.assertIsNone(attune.get_config())
        self.assertEqual(attune.get_trial_dir(), os.getcwd())
        context = attune.get_context()
        self.assertEqual(context.get_trial_dir(), os.getcwd())
        for answer in (
            context.get_trial_id(),
            context.get_trial_name(),
            context.get_experiment_name(),
            context.get_trial_resources(),
            context.get_attempt(),
            context.get_iteration(),
        ):
            self.assertIsNone(answer)

    def test_stops_unwind_and_are_no_exceptions(self):
        for kind, decision in ((attune.TrialStopped, "stop"), (attune.TrialPaused, "pause")):
            error = kind()
            self.assertNotIsInstance(error, Exception)
            self.assertEqual((error.code, error.decision), (0, decision))
        self.assertIsInstance(attune.TunerLost(""), ConnectionError)


if __name__ == "__main__":
    unittest.main()
