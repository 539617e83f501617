"""Pipelines written for itwinai, with a real PyTorch: without itwinai, and with such a package."""

from __future__ import annotations

import json
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "python", "tests"))

import support  # noqa: F401, E402
from fake_tuner import RUNNER, WithTuner  # noqa: E402

from attune._instantiate import import_path  # noqa: E402
from attune.pipeline import _itwinai  # noqa: E402

STEPS = """
    import torch
    from torch.utils.data import TensorDataset, random_split
    from itwinai.components import DataGetter, DataSplitter, monitor_exec
    from itwinai.loggers import Logger
    from itwinai.torch.trainer import RayTorchTrainer

    class Getter(DataGetter):
        @monitor_exec
        def execute(self):
            inputs = torch.randn(64, 2, generator=torch.Generator().manual_seed(0))
            return TensorDataset(inputs, inputs.sum(dim=1, keepdim=True))

    class Splitter(DataSplitter):
        @monitor_exec
        def execute(self, dataset):
            shares = [self.train_proportion, self.validation_proportion]
            return (*random_split(dataset, shares), None)

    class MyRayTorchTrainer(RayTorchTrainer):
        def __init__(self, config, strategy="ddp", name=None, logger: Logger = None):
            super().__init__(config=config, strategy=strategy, name=name, logger=logger)

        def create_model_loss_optimizer(self):
            model = torch.nn.Linear(2, 1)
            lr = self.training_config["learning_rate"]
            optimizer = torch.optim.SGD(model.parameters(), lr=lr)
            self.loss = torch.nn.functional.mse_loss
            self.model, self.optimizer, _ = self.strategy.distributed(model, optimizer)

        def train(self, config, data):
            self.training_config = config
            self.strategy.init()
            self.initialize_logger(hyperparams=config, rank=self.strategy.global_rank())
            self.create_model_loss_optimizer()
            self.create_dataloaders(
                train_dataset=data[0], validation_dataset=data[1], test_dataset=data[2]
            )
            for epoch in range(self.training_config["epochs"]):
                self.set_epoch(epoch)
                losses = []
                for inputs, targets in self.train_dataloader:
                    self.optimizer.zero_grad()
                    loss = self.loss(self.model(inputs), targets)
                    loss.backward()
                    self.optimizer.step()
                    losses.append(loss.item())
                mean = sum(losses) / len(losses)
                self.checkpoint_and_report(epoch, tuning_metrics={"loss": mean})
"""

LOGGER = {
    "class_path": "itwinai.loggers.LoggersCollection",
    "init_args": {"loggers": [{"class_path": "itwinai.loggers.ConsoleLogger"}]},
}


class WithPipelines(WithTuner):
    def trial(self, steps, config, files, checkpoint=None):
        tuner = self.tuner(config=config, checkpoint=checkpoint)
        for name, source in files.items():
            os.makedirs(os.path.dirname(os.path.join(tuner.folder, name)), exist_ok=True)
            tuner.write(name, source)
        constants = tuner.write("constants.json", "")
        with open(constants, "w", encoding="utf-8") as file:
            json.dump({"pipeline": {"steps": steps}}, file)
        options = ("--module", "--function", "train", "--parameters", constants)
        tuner._start([RUNNER, *options, "attune.pipeline"], {}).serve()
        return tuner


class WithoutItwinai(WithPipelines):
    def test_the_pipeline_of_the_tutorial_runs_as_it_is(self):
        steps = [
            {"class_path": "steps.Getter"},
            {
                "class_path": "steps.Splitter",
                "init_args": {"train_proportion": 0.75, "validation_proportion": 0.25},
            },
            {
                "class_path": "steps.MyRayTorchTrainer",
                "init_args": {
                    "config": {"num_workers_dataloader": 0},
                    "strategy": "ddp",
                    "logger": LOGGER,
                },
            },
        ]
        config = {"learning_rate": 0.05, "batch_size": 16, "epochs": 3}
        tuner = self.trial(steps, config, {"steps.py": STEPS})
        self.assertEqual((tuner.code, tuner.errors), (0, ""))
        losses = [metrics["loss"] for metrics in tuner.reports]
        self.assertEqual(len(losses), 3)
        self.assertLess(losses[2], losses[0] / 2)

    def test_every_equal_is_there(self):
        for home, names in _itwinai._EQUALS.values():
            for name in names.values():
                self.assertTrue(callable(import_path(f"{home}.{name}")), f"{home}.{name}")


#: As much of itwinai as a trainer's `execute` touches outside of Ray.
PACKAGE = {
    "itwinai/__init__.py": "",
    "itwinai/torch/__init__.py": "",
    "itwinai/torch/trainer.py": """
        import os
        class TorchTrainer:
            def __init__(self, config, epochs, from_checkpoint=None):
                self.config, self.epochs, self.from_checkpoint = config, epochs, from_checkpoint
            def ray_report(self, metrics, **checkpoint):
                pass
            def execute(self, *datasets):
                start = len(os.listdir(self.from_checkpoint)) if self.from_checkpoint else 0
                for epoch in range(self.epochs):
                    with open("state.txt", "w") as file:
                        file.write(str(epoch))
                    both = [{"checkpoint_file": "state.txt"}, {"checkpoint_data": [epoch]}]
                    kept = both[epoch] if epoch < 2 else {}
                    self.ray_report({"loss": start + epoch + self.config["lr"]}, **kept)
    """,
    "mine.py": """
        from itwinai.torch.trainer import TorchTrainer
        class MyTrainer(TorchTrainer):
            pass
    """,
}


class WithItwinai(WithPipelines):
    def test_its_trainer_reports_to_the_study(self):
        step = {"_target_": "mine.MyTrainer", "config": {"lr": 9}, "epochs": 3}
        tuner = self.trial([step], {"lr": 0.5}, PACKAGE)
        self.assertEqual((tuner.code, tuner.errors), (0, ""))
        self.assertEqual([metrics["loss"] for metrics in tuner.reports], [0.5, 1.5, 2.5])
        messages = [message for message in tuner.messages if message["type"] == "report"]
        folders = [message.get("checkpoint") for message in messages]
        content = [folder and os.listdir(os.path.join(tuner.dir, folder)) for folder in folders]
        self.assertEqual(content, [["state.txt"], ["ckpt.pt"], None])

    def test_its_trainer_goes_on_from_the_trials_checkpoint(self):
        before = self.tuner()
        before.write("state.pt", "")
        step = {"_target_": "mine.MyTrainer", "config": {}, "epochs": 1}
        tuner = self.trial([step], {"lr": 0.5}, PACKAGE, checkpoint=before.folder)
        self.assertEqual([m["loss"] for m in tuner.reports], [len(os.listdir(before.folder)) + 0.5])


if __name__ == "__main__":
    unittest.main()
