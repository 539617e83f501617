from __future__ import annotations

import json
import os
import unittest

import support  # noqa: F401
from fake_tuner import WithTuner


class Running(WithTuner):
    def test_a_function_is_called_with_the_config(self):
        tuner = self.tuner(config={"lr": 0.1, "bad": {"$num": "NaN"}}).runner(
            """
            import attune
            def train(config):
                attune.report({"lr": config["lr"], "nan": config["bad"] != config["bad"]})
            if __name__ == "__main__":
                print("as main")
            """,
            "--function",
            "train",
        )
        tuner.serve()
        self.assertEqual(tuner.types, ["hello", "report", "done"])
        self.assertEqual(tuner.reports, [{"lr": 0.1, "nan": True}])
        self.assertEqual((tuner.code, tuner.output, tuner.errors), (0, "", ""))

    def test_a_script_runs_as_it_would_by_itself(self):
        source = """
            import os, pickle, sys
            import helper
            class Thing: pass
            print(__name__, __file__ == sys.argv[0], sys.argv[1:], helper.value)
            print(os.path.realpath(sys.path[0]) == os.path.dirname(os.path.realpath(__file__)))
            print(type(pickle.loads(pickle.dumps(Thing()))) is Thing, sys.modules["__main__"].Thing is Thing)
            if __name__ == "__main__":
                import attune
                attune.report({"a": attune.get_config()["a"]})
        """
        tuner = self.tuner(config={"a": 1})
        tuner.write("helper.py", "value = 42")
        tuner.runner(source, arguments=["--epochs", "3"]).serve()
        self.assertEqual(
            tuner.output, "__main__ True ['--epochs', '3'] 42\nTrue\nTrue True\n", tuner.errors
        )
        self.assertEqual((tuner.types, tuner.reports), (["hello", "report", "done"], [{"a": 1}]))

    def test_the_runner_can_be_named_as_a_module(self):
        for module in ("attune", "attune.runner"):
            with self.subTest(module):
                tuner = self.tuner(config={"a": 1})
                path = tuner.write("mine.py", "def train(config): return config['a']")
                tuner._start(["-m", module, "--function", "train", path], {}).serve()
                self.assertEqual(tuner.reports, [{"_metric": 1}], tuner.errors)

    def test_a_function_can_take_the_config_as_keywords_and_constants(self):
        tuner = self.tuner(config={"lr": 0.1})
        constants = tuner.write("constants.json", '{"rows": [1, 2], "limit": {"$num": "Infinity"}}')
        source = """
            def spread(lr, rows, limit): return {"lr": lr, "rows": rows, "limit": limit > 1e308}
            def train(config, *, rows, limit): return spread(config["lr"], rows, limit)
        """
        tuner.runner(source, "--function", "spread", "--spread", "--parameters", constants).serve()
        expected = [{"lr": 0.1, "rows": [1, 2], "limit": True}]
        self.assertEqual(tuner.reports, expected, tuner.errors)
        again = self.tuner(config={"lr": 0.1})
        again.runner(source, "--function", "train", "--parameters", constants).serve()
        self.assertEqual(again.reports, expected, again.errors)

    def test_what_a_function_returns_or_yields_is_reported(self):
        cases = {
            "return {'loss': 1}": [{"loss": 1}],
            "return 0.5": [{"_metric": 0.5}],
            "return None": [],
            "yield {'loss': 2}; yield 1": [{"loss": 2}, {"_metric": 1}],
            "return (x for x in [3])": [{"_metric": 3}],
        }
        for body, expected in cases.items():
            with self.subTest(body):
                tuner = self.tuner().runner(f"def f(config): {body}", "--function", "f")
                tuner.serve()
                self.assertEqual((tuner.reports, tuner.types[-1]), (expected, "done"), tuner.errors)
        tuner = self.tuner().runner("async def f(config): return 7", "--function", "f").serve()
        self.assertEqual(tuner.reports, [{"_metric": 7}])
        tuner = self.tuner().runner("def f(config): return 'x'", "--function", "f").serve()
        self.assertIn("returned a value of type str", tuner.error["message"])

    def test_a_stopped_generator_is_closed(self):
        tuner = self.tuner().runner(
            """
            def train(config):
                try:
                    while True:
                        yield 1
                finally:
                    print("closed")
            """,
            "--function",
            "train",
        )
        tuner.serve(lambda seq: "stop" if seq == 3 else "continue")
        self.assertEqual((len(tuner.reports), tuner.types[-1]), (3, "done"))
        self.assertEqual((tuner.output, tuner.code), ("closed\n", 0))

    def test_functions_and_classes_of_the_script_can_be_sent_to_other_processes(self):
        tuner = self.tuner().runner(
            """
            import multiprocessing
            def square(x): return x * x
            def train(config):
                with multiprocessing.get_context("spawn").Pool(1) as pool:
                    return {"squares": pool.map(square, [1, 2, 3])}
            """,
            "--function",
            "train",
        )
        tuner.serve()
        self.assertEqual(tuner.reports, [{"squares": [1, 4, 9]}], tuner.errors)

    def test_a_script_with_the_name_of_a_module_in_use(self):
        tuner = self.tuner()
        tuner.runner("def train(config): return 1", "--function", "train", name="json.py").serve()
        self.assertEqual(tuner.reports, [{"_metric": 1}], tuner.errors)

    def test_a_function_that_names_what_it_needs_from_the_folder_of_the_script(self):
        tuner = self.tuner()
        tuner.write("helper.py", "value = 42")
        tuner.runner("import helper\ndef f(c): return helper.value", "--function", "f").serve()
        self.assertEqual(tuner.reports, [{"_metric": 42}], tuner.errors)


class Failing(WithTuner):
    def test_an_exception_is_told_with_the_users_part_of_the_traceback(self):
        tuner = self.tuner().runner(
            """
            def inner():
                raise ValueError("é: broken")
            def train(config):
                try:
                    inner()
                except ValueError as error:
                    raise RuntimeError("outer") from error
            """,
            "--function",
            "train",
        )
        tuner.serve()
        self.assertEqual(tuner.types, ["hello", "error"])
        error = tuner.error
        self.assertEqual((error["name"], error["message"]), ("RuntimeError", "outer"))
        self.assertIn("ValueError: é: broken", error["stack"])
        self.assertIn("in inner", error["stack"])
        self.assertIn("in train", error["stack"])
        self.assertNotIn("runner.py", error["stack"])
        self.assertEqual((tuner.code, tuner.errors), (1, error["stack"]))

    def test_the_machinery_of_asyncio_is_left_out(self):
        tuner = self.tuner().runner("async def f(config): return 1 / 0", "--function", "f").serve()
        self.assertIn("in f", tuner.error["stack"])
        self.assertNotIn("asyncio", tuner.error["stack"])

    def test_errors_before_the_first_line_runs(self):
        for source, options, name, pattern in [
            ("def f(:", ["--function", "f"], "SyntaxError", "script.py.*line 1"),
            ("def f(:", [], "SyntaxError", "script.py.*line 1"),
            ("import nowhere", ["--function", "f"], "ModuleNotFoundError", "nowhere"),
            ("def g(): pass", ["--function", "f"], "AttributeError", "no function named 'f'.*has: g"),
            ("class Net: pass", ["--function", "f"], "AttributeError", "no function.*has: Net"),
            ("f = 1", ["--function", "f"], "AttributeError", "defines no function at all"),
        ]:
            with self.subTest(source):
                tuner = self.tuner().runner(source, *options)
                tuner.serve()
                self.assertEqual(tuner.error["name"], name)
                self.assertRegex(tuner.error["stack"].replace("\n", " "), pattern)
                self.assertNotIn("runner.py", tuner.error["stack"])
                self.assertNotIn("importlib", tuner.error["stack"])
                self.assertEqual(tuner.code, 1)

    def test_a_missing_script(self):
        tuner = self.tuner().runner("", name="gone.py")
        os.remove(os.path.join(tuner.folder, "gone.py"))
        tuner.serve()
        self.assertEqual(tuner.error["name"], "FileNotFoundError")

    def test_exit_codes(self):
        for statement, message in [
            ("sys.exit(3)", "The script ended with exit code 3."),
            ("sys.exit('no data')", "no data"),
            ("sys.exit(0)", None),
            ("sys.exit()", None),
        ]:
            for options in ([], ["--function", "train"]):
                with self.subTest(statement=statement, options=options):
                    call = "" if options else "\ntrain()"
                    source = f"import sys\ndef train(config=None): {statement}{call}"
                    tuner = self.tuner().runner(source, *options)
                    tuner.serve()
                    if message is None:
                        self.assertEqual((tuner.types[-1], tuner.code), ("done", 0))
                    else:
                        self.assertEqual((tuner.error["message"], tuner.code), (message, 1))

    def test_an_error_whose_message_fails(self):
        tuner = self.tuner().runner(
            """
            class Bad(Exception):
                def __str__(self): raise KeyError("x")
            raise Bad()
            """
        )
        tuner.serve()
        self.assertEqual(tuner.error["message"], "(its message cannot be shown: KeyError)")

    def test_closed_streams_do_not_hide_the_outcome(self):
        tuner = self.tuner().runner("import sys\nsys.stderr.close(); sys.stdout = None\n1 / 0")
        tuner.serve()
        self.assertEqual(tuner.error["name"], "ZeroDivisionError")

    def test_outside_a_study_it_says_what_to_do(self):
        tuner = self.tuner().runner("", ATTUNE_TRIAL_ID=None, ATTUNE_FD=None)
        tuner.wait()
        self.assertEqual(tuner.code, 2)
        self.assertIn("Run the script itself", tuner.errors)


class Ending(WithTuner):
    source = """
        import attune, os, time
        def train(config):
            try:
                attune.report({"step": 0})
                open(attune.get_trial_dir() + "/ready", "w").write("x")
                while True:
                    time.sleep(0.01)
            finally:
                print("cleaned up")
                if config.get("fail"):
                    raise RuntimeError("in the clean-up")
    """

    def begin(self, **config):
        tuner = self.tuner(config=config).runner(self.source, "--function", "train")
        ready = os.path.join(tuner.dir, "ready")
        os.mkfifo(ready)
        tuner.next()
        tuner.send(**tuner.start_message())
        tuner.next()
        tuner.answer(1)
        with open(ready, encoding="utf-8") as file:
            file.read()
        return tuner

    def test_a_stop_and_sigterm_unwind(self):
        tuner = self.begin()
        tuner.send(type="stop", attempt=2)
        tuner.terminate()
        tuner.serve()
        self.assertEqual((tuner.types[-1], tuner.code), ("done", 0))
        self.assertEqual((tuner.output, tuner.errors), ("cleaned up\n", ""))

    def test_sigterm_alone_unwinds_and_is_an_error(self):
        tuner = self.begin()
        tuner.terminate()
        tuner.serve()
        self.assertEqual((tuner.output, tuner.code), ("cleaned up\n", 1))
        self.assertIn("SIGTERM from outside the study", tuner.error["message"])

    def test_an_error_in_the_clean_up_of_a_stopped_trial_is_only_logged(self):
        tuner = self.begin(fail=True)
        tuner.send(type="stop", attempt=2)
        tuner.terminate()
        tuner.serve()
        self.assertEqual((tuner.types[-1], tuner.code), ("done", 0))
        self.assertIn("RuntimeError: in the clean-up", tuner.errors)

    def test_a_forked_child_dies_of_sigterm_without_its_parents_clean_up(self):
        tuner = self.tuner().runner(
            """
            import os, signal, time
            def train(config):
                ready, say = os.pipe()
                child = os.fork()
                if child == 0:
                    try:
                        os.write(say, b"x")
                        while True: time.sleep(0.01)
                    finally:
                        print("clean-up of the parent in the child")
                os.read(ready, 1)
                os.kill(child, signal.SIGTERM)
                _, status = os.waitpid(child, 0)
                return {"signal": os.WTERMSIG(status)}
            """,
            "--function",
            "train",
        )
        tuner.serve()
        self.assertEqual((tuner.reports, tuner.output), ([{"signal": 15}], ""), tuner.errors)


class Ranks(WithTuner):
    def test_a_launcher_that_runs_the_command_line_again(self):
        tuner = self.tuner(config={"lr": 0.5})
        constants = tuner.write("constants.json", json.dumps({"scale": 4}))
        tuner.runner(
            """
            import attune, os, subprocess, sys
            def train(config, scale):
                rank = os.environ.get("LOCAL_RANK", "0")
                if rank == "0":
                    # What Lightning does for the ranks besides the first.
                    main = sys.modules["__main__"].__spec__.name
                    again = [sys.executable, "-m", main, *sys.argv[1:]]
                    subprocess.run(again, env={**os.environ, "LOCAL_RANK": "1"}, check=True)
                attune.report({"rank": rank})
                print(rank, config["lr"] * scale, sys.argv[1:])
            """,
            "--function",
            "train",
            "--parameters",
            constants,
            arguments=["--epochs", "3"],
        )
        tuner.serve()
        self.assertEqual(
            tuner.output, "1 2.0 ['--epochs', '3']\n0 2.0 ['--epochs', '3']\n", tuner.errors
        )
        self.assertEqual(tuner.reports, [{"rank": "0"}])


if __name__ == "__main__":
    unittest.main()
