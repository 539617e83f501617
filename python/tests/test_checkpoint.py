from __future__ import annotations

import os
import shutil
import tempfile
import unittest

import support  # noqa: F401
from attune import Checkpoint
from attune._checkpoint import check, stage


class WithFolder(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = os.path.realpath(scratch.name)
        self.trial = self.path("trial")
        self.source = self.path("source")
        os.mkdir(self.trial)
        os.makedirs(self.path("source", "deep"))
        self.write("source", "model.pt", text="weights")
        self.write("source", "deep", "epoch", text="3")

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def write(self, *parts, text):
        with open(self.path(*parts), "w", encoding="utf-8") as file:
            file.write(text)

    def tree(self, folder):
        found = {}
        for root, _, files in os.walk(folder):
            for name in files:
                path = os.path.join(root, name)
                with open(path, encoding="utf-8") as file:
                    found[os.path.relpath(path, folder)] = file.read()
        return found


class CheckpointTest(WithFolder):
    content = {"model.pt": "weights", os.path.join("deep", "epoch"): "3"}

    def test_as_directory_is_the_folder(self):
        with Checkpoint.from_directory(self.source).as_directory() as folder:
            self.assertEqual(self.tree(folder), self.content)

    def test_to_directory_copies(self):
        checkpoint = Checkpoint.from_directory(self.source)
        target = checkpoint.to_directory(self.path("copy"))
        self.assertEqual(target, self.path("copy"))
        self.assertEqual(self.tree(target), self.content)
        anywhere = checkpoint.to_directory()
        self.addCleanup(shutil.rmtree, anywhere)
        self.assertEqual(self.tree(anywhere), self.content)
        self.assertNotEqual(anywhere, self.source)

    def test_paths_are_absolute_and_compared(self):
        self.assertEqual(Checkpoint("x").path, os.path.join(os.getcwd(), "x"))
        self.assertEqual(Checkpoint("x"), Checkpoint(os.path.abspath("x")))
        self.assertEqual(repr(Checkpoint("/x")), "Checkpoint('/x')")

    def test_what_is_missing_is_named(self):
        gone = Checkpoint.from_directory(self.path("gone"))
        with self.assertRaisesRegex(FileNotFoundError, "gone' does not exist"):
            gone.to_directory()
        with self.assertRaisesRegex(FileNotFoundError, "gone' does not exist"):
            with gone.as_directory():
                self.fail("entered")
        with self.assertRaisesRegex(NotADirectoryError, "model.pt' is a file"):
            check(Checkpoint.from_directory(self.path("source", "model.pt")))
        with self.assertRaisesRegex(TypeError, "not a value of type dict"):
            check({})


class StageTest(WithFolder):
    def test_the_copy_is_the_tuners_and_complete(self):
        name = stage(Checkpoint.from_directory(self.source), self.trial, 2, 7)
        self.assertEqual(name, ".checkpoint_2_7")
        self.assertEqual(os.listdir(self.trial), [name])
        self.assertEqual(self.tree(os.path.join(self.trial, name)), CheckpointTest.content)
        self.assertTrue(os.path.isdir(self.source))

    def test_leftovers_of_a_killed_attempt_are_replaced(self):
        os.makedirs(os.path.join(self.trial, ".checkpoint_1_1.partial", "junk"))
        os.makedirs(os.path.join(self.trial, ".checkpoint_1_1", "junk"))
        stage(self.source, self.trial, 1, 1)
        self.assertEqual(os.listdir(self.trial), [".checkpoint_1_1"])
        content = self.tree(os.path.join(self.trial, ".checkpoint_1_1"))
        self.assertEqual(content, CheckpointTest.content)

    def test_a_copy_that_fails_leaves_nothing(self):
        os.symlink(self.path("nowhere"), self.path("source", "dangling"))
        with self.assertRaises(Exception):
            stage(self.source, self.trial, 1, 1)
        self.assertEqual(os.listdir(self.trial), [])

    def test_a_folder_that_would_be_copied_into_itself_is_refused(self):
        for folder in (self.trial, self.folder):
            with self.subTest(folder), self.assertRaisesRegex(ValueError, "own folder"):
                stage(folder, self.trial, 1, 1)
        os.mkdir(self.path("trial", "own"))
        self.write("trial", "own", "state", text="s")
        name = stage(self.path("trial", "own"), self.trial, 1, 2)
        self.assertEqual(self.tree(self.path("trial", name)), {"state": "s"})


if __name__ == "__main__":
    unittest.main()
