from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import textwrap
import unittest

import support  # noqa: F401
from fake_tuner import PACKAGE_FOLDER, RUNNER, WithTuner

from attune.pipeline import Adapter, DataGetter, DataSplitter, Pipeline, monitor_exec


class Getter(DataGetter):
    def __init__(self, count: int = 4) -> None:
        super().__init__()
        self.save_parameters(**self.locals2params(locals()))
        self.count = count

    def execute(self) -> list[int]:
        return list(range(self.count))


class Splitter(DataSplitter):
    @monitor_exec
    def execute(self, data: list[int]) -> tuple[list[int], list[int], None]:
        cut = int(self.train_proportion * len(data))
        return data[:cut], data[cut:], None

    def cleanup(self) -> None:
        self.is_clean = True


class Sum:
    def execute(self, train: list[int], validation: list[int], test: object = None) -> int:
        return sum(train) - sum(validation)


class RunningPipelines(unittest.TestCase):
    def test_each_step_gets_what_the_one_before_returned(self):
        steps = [Getter(), Splitter(0.5, 0.5), Sum()]
        self.assertEqual(Pipeline(steps).execute(), -4)
        self.assertEqual(Pipeline({"a": Getter(), "b": Splitter(0.75), "c": Sum()}).execute(), 0)
        self.assertEqual(Pipeline([Sum()]).execute([1], [2]), -1)

    def test_parts_of_it(self):
        listed = Pipeline([Getter(), Splitter(0.5), Sum()], name="all")
        self.assertEqual((len(listed), listed.name, listed[0].count), (3, "all", 4))
        self.assertEqual(listed[:2].execute(), ([0, 1], [2, 3], None))
        self.assertEqual(listed[:1].name, "all")
        named = Pipeline({"getter": Getter(2), "splitter": Splitter(0.5)})
        self.assertEqual((named["getter"].count, named[0].count), (2, 2))
        self.assertEqual(list(named[1:].steps), ["splitter"])
        self.assertEqual(named.name, "Pipeline")

    def test_too_many_and_too_few_arguments_name_the_step_and_the_counts(self):
        with self.assertRaisesRegex(
            TypeError, r"Step 1 \(Sum\) takes 2 to 3 arguments, and was given 1 by"
        ):
            Pipeline([Getter(), Sum()]).execute()
        with self.assertRaisesRegex(
            TypeError, r"Step 'two' \(Splitter\) takes 1 arguments, and was given 0"
        ):
            Pipeline({"two": Splitter(0.5)}).execute()
        with self.assertRaisesRegex(
            TypeError, r"Step 2 \(Getter\) takes 0 arguments, and was given 3"
        ):
            Pipeline([Getter(), Splitter(0.5), Getter()]).execute()

    def test_a_step_that_returns_none_gives_nothing(self):
        class Silent:
            def execute(self, *args: object) -> None:
                pass

        self.assertEqual(Pipeline([Getter(), Silent(), Getter(1)]).execute(), [0])

    def test_an_adapter_chooses_among_the_arguments(self):
        adapter = Adapter(policy=["INPUT_ARG#2", 42, None, "INPUT_ARG#0"])
        self.assertEqual(adapter.execute("a", "b", "c"), ("c", 42, None, "a"))
        self.assertEqual(Adapter([]).execute(1, 2), ())
        with self.assertRaisesRegex(IndexError, "its policy names INPUT_ARG#2, but .* gave 2"):
            adapter.execute("a", "b")

    def test_a_splitter_wants_shares(self):
        for shares, message in [
            ((1.5,), "train_proportion is 1.5"),
            ((0.5, -0.1), "validation_proportion is -0.1"),
            ((0.5, 0.4, 0.2), "make more than 1"),
        ]:
            with self.assertRaisesRegex(ValueError, message):
                Splitter(*shares)
        self.assertEqual(Splitter(0.9, 0.1).test_proportion, 0.0)
        self.assertEqual(Splitter(800, 100, 100).train_proportion, 800)
        self.assertEqual(Splitter(0.8, 0.1, 0.1).parameters["train_proportion"], 0.8)

    def test_what_is_monitored_is_timed_and_cleaned_up(self):
        splitter = Splitter(0.5)
        splitter.execute([1, 2])
        self.assertGreater(splitter.exec_t, 0)
        self.assertTrue(splitter.is_clean)

    def test_the_arguments_of_a_constructor_are_kept(self):
        self.assertEqual(Getter(7).parameters, {"count": 7})


STEPS = """
    from itwinai.components import DataGetter, DataSplitter, monitor_exec
    import attune, os

    class Getter(DataGetter):
        def __init__(self, word="a"):
            super().__init__()
            self.word = word
        @monitor_exec
        def execute(self):
            with open("loads", "a") as file:
                file.write(self.word)
            return [self.word]

    class Splitter(DataSplitter):
        def execute(self, data):
            return data, data, None

    class Options:
        def __init__(self, width=1, lr=0.0):
            self.width, self.lr = width, lr

    class Logger:
        def __init__(self, level):
            self.level = level

    def made_by(make):
        return make()

    class MyTrainer:
        def __init__(self, config, logger=None):
            self.config, self.logger = config, logger
        def execute(self, train, validation, test):
            config = self.config
            values = vars(config) if isinstance(config, Options) else dict(config)
            level = self.logger and self.logger.level
            attune.report({"loss": 1.0, "data": train[0], "level": level, **values})

    class Named:
        def __init__(self, lr, width=2):
            self.lr, self.width = lr, width
        def execute(self, data, *others):
            return {"loss": self.lr * self.width}

    class Scaled:
        def __init__(self, scale, config):
            self.scale, self.config = scale, config
        def execute(self, data):
            return {"loss": self.scale * self.config["lr"] * self.config["width"]}

    class Saver:
        def execute(self, *args):
            raise AssertionError("steps after the trainer are not run")
"""

GETTER = {"class_path": "steps.Getter", "init_args": {"word": "b"}}
SPLITTER = {"_target_": "steps.Splitter", "train_proportion": 0.5}


class Trials(WithTuner):
    """Trials as the tuner starts them."""

    def trial(self, steps, config, **parameters):
        tuner = self.tuner(config=config)
        tuner.write("steps.py", STEPS)
        constants = tuner.write("constants.json", "")
        with open(constants, "w", encoding="utf-8") as file:
            json.dump({"pipeline": {"steps": steps}, **parameters}, file)
        options = ("--module", "--function", "train", "--parameters", constants)
        tuner._start([RUNNER, *options, "attune.pipeline"], {}).serve()
        return tuner

    def test_the_trainer_gets_the_config_and_the_data(self):
        trainer = {
            "class_path": "steps.MyTrainer",
            "init_args": {
                "config": {},
                "logger": {"class_path": "steps.Logger", "init_args": {"level": 3}},
            },
        }
        tuner = self.trial([GETTER, SPLITTER, trainer, {"class_path": "steps.Saver"}], {"lr": 0.5})
        self.assertEqual(tuner.errors, "")
        self.assertEqual(tuner.reports, [{"loss": 1.0, "data": "b", "level": 3, "lr": 0.5}])
        self.assertEqual(tuner.types, ["hello", "report", "done"])

    def test_the_config_is_laid_over_that_of_the_trainer(self):
        for own, expected in [
            ({"lr": 0.1, "momentum": 0.9}, {"lr": 0.5, "momentum": 0.9}),
            ({"_target_": "steps.Options", "width": 8}, {"lr": 0.5, "width": 8}),
            (
                {"class_path": "steps.Options", "init_args": {"lr": 3, "width": 8}},
                {"lr": 0.5, "width": 8},
            ),
        ]:
            trainer = {"_target_": "steps.MyTrainer", "config": own}
            steps = {"get": GETTER, "split": SPLITTER, "it": trainer}
            [metrics] = self.trial(steps, {"lr": 0.5}).reports
            self.assertEqual({key: metrics[key] for key in expected}, expected)

    def test_without_an_argument_config_the_arguments_of_the_same_names_are_given(self):
        steps = [GETTER, {"class_path": "steps.Named", "init_args": {"lr": 1, "width": 4}}]
        self.assertEqual(self.trial(steps, {"lr": 0.5}).reports, [{"loss": 2.0}])
        error = self.trial(steps, {"lr": 0.5, "depth": 3}).error
        self.assertIn("TypeError", error["stack"])
        self.assertIn("Named takes neither config nor depth.", error["message"])

    def test_what_hydra_adds_to_a_description_is_understood(self):
        made = {"_target_": "collections.Counter", "_args_": [["a", "a"]], "_convert_": "all"}
        trainer = {
            "_target_": "steps.MyTrainer",
            "_recursive_": True,
            "config": {"_target_": "builtins.dict", "counts": made},
            "logger": {
                "_target_": "steps.made_by",
                "make": {"_target_": "steps.Logger", "_partial_": True, "level": 4},
            },
        }
        [metrics] = self.trial([GETTER, SPLITTER, trainer], {"lr": 0.5}).reports
        self.assertEqual((metrics["level"], metrics["counts"], metrics["lr"]), (4, {"a": 2}, 0.5))

    def test_what_the_trainer_does_not_read_is_told(self):
        sampled = {"lr": 0.5, "rate": 1}
        for own, config in [({}, {**sampled, "width": 4}), ({"width": 4, "lr": 1}, sampled)]:
            trainer = {"_target_": "steps.Scaled", "_args_": [3], "config": own}
            tuner = self.trial([GETTER, trainer], config)
            self.assertEqual(tuner.reports, [{"loss": 6.0}])
            self.assertEqual(tuner.messages[-1]["unread"], ["rate"])

    def test_the_trainer_may_be_named(self):
        steps = [GETTER, SPLITTER, {"_target_": "steps.Named"}, {"_target_": "steps.MyTrainer"}]
        self.assertEqual(self.trial(steps, {"lr": 0.5}, trainer="2").reports, [{"loss": 1.0}])
        self.assertIn("There is no step '7'", self.trial(steps, {}, trainer="7").error["message"])

    def test_a_step_must_say_its_class(self):
        error = self.trial([GETTER, {"init_args": {}}], {}).error
        self.assertIn("Step 1 says no class", error["message"])
        error = self.trial([GETTER, {"class_path": "steps.Named", "width": 2}], {"lr": 1}).error
        self.assertIn("Step 1 has width beside class_path.", error["message"])

    def test_a_step_that_gives_the_trainer_too_little_is_an_error_with_its_number(self):
        error = self.trial([GETTER, {"_target_": "steps.MyTrainer"}], {"lr": 1}).error
        self.assertIn("Step 1 (MyTrainer) takes 3 arguments", error["message"])

    def test_what_is_missing_of_itwinai_is_said(self):
        step = {"_target_": "itwinai.torch.gan.GANTrainer"}
        error = self.trial([step], {}).error
        self.assertIn("ModuleNotFoundError", error["stack"])
        self.assertIn("there is no equal of 'itwinai.torch.gan' here", error["message"])
        error = self.trial([{"_target_": "itwinai.components.Nothing"}], {}).error
        self.assertIn("no equal of 'itwinai.components.Nothing' here", error["message"])
        self.assertIn("DataGetter", error["message"])


class Processes(unittest.TestCase):
    """What a process does that has no tuner."""

    def python(self, source: str, **files: str) -> str:
        with tempfile.TemporaryDirectory() as folder:
            for name, text in {"steps.py": STEPS, **files}.items():
                path = os.path.join(folder, name)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "w", encoding="utf-8") as file:
                    file.write(textwrap.dedent(text))
            done = subprocess.run(
                [sys.executable, "-c", textwrap.dedent(source)],
                env={**os.environ, "PYTHONPATH": PACKAGE_FOLDER},
                cwd=folder,
                capture_output=True,
                text=True,
            )
        self.assertEqual(done.stderr, "")
        return done.stdout

    def test_the_steps_before_the_trainer_are_run_once_a_process(self):
        printed = self.python(
            """
            from attune.pipeline import train
            getter = {"class_path": "steps.Getter"}
            pipeline = {"steps": [getter, {"class_path": "steps.Named"}]}
            train.prepare_trials(pipeline=pipeline)
            print([train({"lr": lr}, pipeline) for lr in (1, 2)], open("loads").read())
            other = {**getter, "init_args": {"word": "c"}}
            train({"lr": 1}, {"steps": [other, pipeline["steps"][1]]})
            print(open("loads").read())
            """
        )
        self.assertEqual(printed, "[{'loss': 2}, {'loss': 4}] a\nac\n")

    def test_classes_of_an_installed_itwinai_are_used_as_they_are(self):
        printed = self.python(
            """
            from attune.pipeline import train
            print(train({"lr": 5}, {"steps": [{"_target_": "itwinai.trainers.Theirs"}]}))
            import itwinai.components
            print(itwinai.components.DataGetter)
            try:
                import itwinai.torch
            except ModuleNotFoundError as error:
                print(error)
            """,
            **{
                "itwinai/__init__.py": "",
                "itwinai/components.py": "DataGetter = 'theirs'",
                "itwinai/trainers.py": """
                    class Theirs:
                        def __init__(self, config):
                            self.config = config
                        def execute(self):
                            return self.config["lr"]
                """,
            },
        )
        self.assertEqual(printed, "5\ntheirs\nNo module named 'itwinai.torch'\n")

    def test_stand_ins_are_ours(self):
        printed = self.python(
            """
            from attune.pipeline import train, Pipeline
            train.prepare_trials(pipeline={"steps": [{"_target_": "steps.Getter"}]})
            import itwinai, itwinai.pipeline
            from itwinai.components import DataPreproc
            print(itwinai.pipeline.Pipeline is Pipeline, DataPreproc.__name__)
            print(hasattr(itwinai, "__file__"))
            """
        )
        self.assertEqual(printed, "True DataProcessor\nFalse\n")


if __name__ == "__main__":
    unittest.main()
