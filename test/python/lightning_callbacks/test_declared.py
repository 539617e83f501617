"""Trainings that are declared, by the builder and as a study file's block is handed to a trial."""

import copy
import json
import os
import pickle
from pathlib import Path

import torch

from attune import choice, get_checkpoint, loguniform, randint, uniform
from attune.lightning import LightningConfigBuilder, TuneReportCallback, _declared, build
from attune.lightning._names import nested, short_names
from study import Line, Study, WithScratch, pl

VECTORS = Path(__file__).resolve().parents[2] / "tuner" / "lightning" / "short-names.json"

#: The arguments that each object was made with, in the order in which they were made.
made = []


class Net(Line):
    def __init__(self, width, lr=0.125, sizes=(1, 2), inner=None):
        super().__init__(lambda weights: torch.optim.SGD(weights, lr=lr))
        made.append(("Net", {"width": width, "lr": lr, "sizes": sizes, "inner": inner}))


class Data(pl.LightningDataModule):
    def __init__(self, batch_size=4, lr=0.0):
        super().__init__()
        made.append(("Data", {"batch_size": batch_size, "lr": lr}))
        self.batch_size = batch_size

    def train_dataloader(self):
        items = torch.utils.data.TensorDataset(torch.ones(8, 2))
        return torch.utils.data.DataLoader(items, batch_size=self.batch_size)

    def val_dataloader(self):
        return self.train_dataloader()


class Watching(pl.Callback):
    """A callback of the user's."""

    def __init__(self, patience=0):
        self.patience = patience
        self.trainers = []

    def on_fit_start(self, trainer, pl_module):
        made.append(("Watching", {"patience": self.patience}))
        self.trainers.append(trainer)


def declared(**module):
    return (
        LightningConfigBuilder()
        .module(cls=Net, **{"width": choice([2, 3]), **module})
        .trainer(max_epochs=2, accelerator="cpu")
        .fit_params(datamodule=build(Data, batch_size=choice([2, 4])))
    )


class Declared(WithScratch):
    def setUp(self):
        made.clear()

    def arguments(self, name):
        return [arguments for other, arguments in made if other == name]


class Training(Declared):
    def test_gives_the_module_keyword_arguments(self):
        inner = object()
        tune = declared(lr=loguniform(1e-4, 1), inner=inner).build()
        with Study() as study:
            tune({"width": 3, "lr": 0.5, "batch_size": 2})
        self.assertEqual(
            made,
            [
                ("Net", {"width": 3, "lr": 0.5, "sizes": (1, 2), "inner": inner}),
                ("Data", {"batch_size": 2, "lr": 0.0}),
            ],
        )
        # Each validation under the metric's own name, with what was trained with.
        self.assertEqual(study.column("epoch"), [0, 1])
        self.assertEqual(study.column("step"), [4, 8])
        self.assertEqual(study.column("effective_lr"), [0.5, 0.5])
        self.assertTrue(all("val/loss" in report for report in study.reports))
        self.assertEqual(study.checkpoints, [None, None])

    def test_keeps_the_trainers_callbacks_and_arguments(self):
        watching = Watching()
        tune = declared(width=2).trainer(callbacks=[watching], max_steps=3, logger=False).build()
        with Study() as study:
            tune({"batch_size": 2})
            (trainer,) = watching.trainers
            self.assertEqual((trainer.max_epochs, trainer.max_steps), (2, 3))
            self.assertEqual(trainer.default_root_dir, study.dir)
            self.assertIsNone(trainer.checkpoint_callback)

    def test_keeps_a_checkpoint_callback_of_the_users(self):
        own = pl.callbacks.ModelCheckpoint(dirpath=self.scratch(), save_top_k=1)
        tune = declared(width=2).trainer(callbacks=[own]).build()
        with Study() as study:
            tune({"batch_size": 4})
        self.assertEqual(len(os.listdir(own.dirpath)), 1)
        self.assertEqual(study.checkpoints, [None, None])

    def test_keeps_a_callback_that_saves_in_its_own_way(self):
        own = pl.callbacks.OnExceptionCheckpoint(self.scratch())
        tune = declared(width=2).trainer(callbacks=[own]).build()
        with Study() as study:
            tune({"batch_size": 4})
        self.assertEqual(len(study.reports), 2)

    def test_reports_as_the_users_own_callback_says(self):
        callback = TuneReportCallback({"loss": "val/loss"})
        tune = declared(width=2).trainer(callbacks=callback).build()
        with Study() as study:
            tune({"batch_size": 4})
            self.assertEqual(len(study.reports), 2)
            for report in study.reports:
                self.assertIn("loss", report)
                self.assertNotIn("val/loss", report)

    def test_keeps_checkpoints_in_the_trials_folder_and_goes_on_from_them(self):
        tune = declared(lr=uniform(0, 1)).checkpointing(monitor="val/loss", save_top_k=2).build()
        kept = self.scratch()
        with Study() as study:
            tune({"width": 2, "lr": 0.25, "batch_size": 4})
            files = os.listdir(os.path.join(study.dir, "lightning_checkpoints"))
            self.assertEqual(len(files), 2, files)
            first = study.checkpoints[0]
            os.rename(first, os.path.join(kept, "checkpoint"))
        checkpoint = os.path.join(kept, "checkpoint")
        # As a copy does in population based training: with another rate.
        with Study(checkpoint=checkpoint) as study:
            self.assertEqual(get_checkpoint().path, checkpoint)
            tune({"width": 2, "lr": 0.75, "batch_size": 4})
        self.assertEqual(study.column("epoch"), [1])
        self.assertEqual(study.column("effective_lr"), [0.75])

    def test_ends_where_the_tuner_says(self):
        tune = declared().checkpointing(monitor="val/loss").build()
        with Study(decide=lambda number: "stop") as study:
            with self.assertRaisesRegex(BaseException, "") as caught:
                tune({"width": 2, "batch_size": 4})
        self.assertEqual(type(caught.exception).__name__, "TrialStopped")
        self.assertEqual(len(study.reports), 1)

    def test_makes_what_is_declared_at_any_depth(self):
        tune = (
            declared(
                width=2, inner={"a": [randint(1, 9), build(Watching, patience=choice([1, 2]))]}
            )
            .module(sizes=(choice([5]), 6))
            .fit_params(datamodule=Data)
            .build()
        )
        names = ["inner/a/0", "patience", "sizes/0"]
        self.assertEqual(sorted(flat(tune.param_space)), sorted(["a/0", *names[1:]]))
        with Study():
            tune({"a": {"0": 7}, "patience": 2, "sizes": {"0": 5}})
        (arguments,) = self.arguments("Net")
        number, watching = arguments["inner"]["a"]
        self.assertEqual((number, watching.patience, arguments["sizes"]), (7, 2, (5, 6)))

    def test_makes_what_an_option_describes(self):
        module = __name__
        described = {"class_path": f"{module}.Watching", "init_args": {"patience": uniform(0, 9)}}
        tune = declared(width=2, inner=choice([None, described])).build()
        drawn = {"class_path": f"{module}.Watching", "init_args": {"patience": 3.5}}
        with Study():
            tune({"inner": drawn, "batch_size": 4})
        (arguments,) = self.arguments("Net")
        self.assertIsInstance(arguments["inner"], Watching)
        self.assertEqual(arguments["inner"].patience, 3.5)

    def test_runs_outside_a_study(self):
        quiet = {"logger": False, "enable_progress_bar": False, "enable_checkpointing": False}
        tune = declared(width=2).trainer(**quiet).build()
        folder, before = self.scratch(), os.getcwd()
        os.chdir(folder)
        self.addCleanup(os.chdir, before)
        tune.prepare_trials()
        tune({"batch_size": 4})
        self.assertEqual(len(self.arguments("Net")), 1)


class Builder(Declared):
    def test_names_parameters_as_shortly_as_it_can(self):
        space = declared(lr=loguniform(1e-4, 1)).build().param_space
        self.assertEqual(list(space), ["width", "lr", "batch_size"])
        self.assertEqual(space["width"], choice([2, 3]))
        self.assertEqual(made, [])

    def test_tells_parameters_apart_that_are_called_the_same(self):
        data = build(Data, batch_size=choice([2]), lr=uniform(0, 1))
        tune = declared(lr=uniform(0, 2)).fit_params(datamodule=data).build()
        self.assertEqual(
            sorted(flat(tune.param_space)), ["batch_size", "datamodule/lr", "module/lr", "width"]
        )
        config = {"width": 2, "batch_size": 2, "module": {"lr": 0.5}, "datamodule": {"lr": 0.25}}
        with Study():
            tune(config)
        self.assertEqual(self.arguments("Net")[0]["lr"], 0.5)
        self.assertEqual(self.arguments("Data")[0]["lr"], 0.25)

    def test_may_be_called_in_any_order_and_again(self):
        tune = (
            LightningConfigBuilder()
            .checkpointing(save_top_k=choice([1, 2]))
            .trainer(max_epochs=randint(1, 3))
            .module(width=4)
            .checkpointing(monitor="val/loss", save_top_k=1)
            .module(cls=f"{__name__}.Net", lr=uniform(0, 1))
            .module(width=5)
            .build()
        )
        self.assertEqual(list(tune.param_space), ["lr", "max_epochs"])

    def test_leaves_what_it_has_built_as_it_is(self):
        builder = declared()
        tune = builder.build()
        builder.module(lr=uniform(0, 1)).checkpointing()
        self.assertEqual(list(tune.param_space), ["width", "batch_size"])
        self.assertEqual(
            list(pickle.loads(pickle.dumps(tune)).param_space), ["width", "batch_size"]
        )
        self.assertEqual(copy.deepcopy(tune).param_space, tune.param_space)

    def test_refuses_what_cannot_be_meant(self):
        start = LightningConfigBuilder
        wrong = [
            (ValueError, "there is no module", lambda: start().module(dim=3).build()),
            (
                TypeError,
                "type Net is no class. Give a class",
                lambda: start().module(cls=Net(2)).build(),
            ),
            (
                TypeError,
                "type Domain is no class",
                lambda: start().module(cls=choice(["a.B"])).build(),
            ),
            (TypeError, r"Net takes width, lr, .*'wdth'", lambda: declared(wdth=3).build()),
            (
                TypeError,
                "missing a required argument: 'width'",
                lambda: start().module(Net).build(),
            ),
            (TypeError, "Data takes batch_size, lr: .*'size'", lambda: build(Data, size=3)),
            (TypeError, "type int is no class", lambda: build(3)),
            (TypeError, "does not take 'model'", lambda: start().fit_params(model=3)),
            (TypeError, "does not take 'dirpath'", lambda: start().checkpointing(dirpath="x")),
            (
                ValueError,
                "contradicts checkpointing",
                lambda: declared().trainer(enable_checkpointing=False).checkpointing().build(),
            ),
            (
                KeyError,
                "no 'batch_size', which is declared",
                lambda: declared().build()({"width": 2}),
            ),
        ]
        for error, message, act in wrong:
            with self.subTest(message), self.assertRaisesRegex(error, message):
                act()

    def test_names_are_those_of_study_files(self):
        for vector in json.loads(VECTORS.read_text(encoding="utf-8")):
            paths = [tuple(path.split("/")) for path in vector["paths"]]
            with self.subTest(paths=vector["paths"]):
                if vector["names"] is None:
                    with self.assertRaisesRegex(ValueError, "cannot be told apart"):
                        short_names(paths)
                else:
                    names = ["/".join(name) for name in short_names(paths)]
                    self.assertEqual(names, vector["names"])
        self.assertEqual(nested([("a", "b"), ("c",)], [1, 2]), {"a": {"b": 1}, "c": 2})


class Block(Declared):
    """What a study file's `lightning:` block becomes."""

    def block(self, **more):
        module = __name__
        return {
            "module": {
                "class_path": f"{module}.Net",
                "init_args": {
                    "width": {"$parameter": ["width"]},
                    "lr": {"$parameter": ["module", "lr"]},
                },
            },
            "trainer": {
                "max_epochs": 1,
                "accelerator": "cpu",
                "callbacks": [{"class_path": f"{module}.Watching", "init_args": {"patience": 4}}],
            },
            "fit": {"datamodule": {"_target_": f"{module}.Data", "batch_size": 2}},
            "checkpointing": None,
            **more,
        }

    def test_trains(self):
        with Study() as study:
            _declared.train({"width": 3, "module": {"lr": 0.5}}, **self.block())
        self.assertEqual([name for name, _ in made], ["Net", "Data", "Watching"])
        self.assertEqual(self.arguments("Net")[0]["width"], 3)
        self.assertEqual(self.arguments("Watching"), [{"patience": 4}])
        self.assertEqual(study.column("effective_lr"), [0.5])

    def test_imports_once_what_all_trials_need(self):
        _declared.train.prepare_trials(**self.block())
        self.assertEqual(made, [])
        missing = {"class_path": "no_such_module.Net"}
        with self.assertRaisesRegex(ImportError, "no_such_module"):
            _declared.train.prepare_trials(**self.block(module=missing))

    def test_says_what_the_config_lacks(self):
        with self.assertRaisesRegex(KeyError, "no 'module/lr'"):
            _declared.train({"width": 3}, **self.block())


def flat(space, above=""):
    """The names of a space's parameters."""
    return [
        name
        for key, value in space.items()
        for name in (
            flat(value, f"{above}{key}/") if isinstance(value, dict) else [f"{above}{key}"]
        )
    ]
