"""Tests what attune.torch does in two real ranks; torch-distributed.test.ts runs it."""

from __future__ import annotations

import json
import os
import unittest

from gang import Gang
from fake_tuner import WithTuner

#: What every rank trains: the weights after three steps say whether gradients were averaged.
PARTS = """
    import json, os, sys
    import torch
    import attune
    from attune import torch as at

    def data(n=10):
        features = torch.arange(n, dtype=torch.float32).reshape(n, 1)
        return torch.utils.data.TensorDataset(features, 2 * features)

    def net():
        torch.manual_seed(at.rank())  # other weights in each rank, until they are made the same
        return torch.nn.Linear(1, 1)

    def say(**facts):
        print(json.dumps(facts), flush=True)
"""


def facts(output: str) -> dict:
    """All that a rank has said."""
    return {key: value for line in output.splitlines() for key, value in json.loads(line).items()}


class Ranks(WithTuner):
    def gang(self, source, **options):
        gang = Gang(self.tuner(**options), PARTS + source)
        self.addCleanup(gang.close)
        return gang

    def said(self, gang, codes=(0, 0)):
        self.assertEqual(gang.codes, codes, gang.tuner.errors + gang.errors)
        return facts(gang.tuner.output), facts(gang.output)

    def test_preparing_and_a_stop_that_reaches_both(self):
        gang = self.gang(
            """
    model = at.prepare_model(net())
    loader = torch.utils.data.DataLoader(data(), batch_size=2, shuffle=True)
    loader = at.prepare_data_loader(loader)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.001)
    passes = []
    for _ in range(2):
        passes.append([])
        for features, targets in loader:
            passes[-1] += features.flatten().int().tolist()
            optimizer.zero_grad()
            torch.nn.functional.mse_loss(model(features), targets).backward()
            optimizer.step()
    say(
        rank=[at.rank(), at.world_size(), at.local_rank(), str(at.device())],
        wrapped=type(model).__name__,
        weights=[p.item() for p in model.parameters()],
        passes=passes,
        backend=torch.distributed.get_backend(),
        config=attune.get_config(),
    )
    kept = torch.utils.data.DataLoader(range(7), batch_size=2, drop_last=True)
    say(dropped=[batch.tolist() for batch in at.prepare_data_loader(kept)])

    class Stream(torch.utils.data.IterableDataset):
        def __iter__(self):
            yield 1

    refused = []
    for loader in (
        torch.utils.data.DataLoader(data(), sampler=torch.utils.data.SubsetRandomSampler([1, 2])),
        torch.utils.data.DataLoader(data(), batch_sampler=[[0, 1], [2]]),
        torch.utils.data.DataLoader(Stream()),
    ):
        try:
            at.prepare_data_loader(loader)
        except ValueError as error:
            refused.append(str(error))
    say(refused=refused)

    at.report({"loss": 1})
    try:
        at.report({"loss": [object()] if at.rank() == 0 else 0})
    except Exception as error:
        say(error=f"{type(error).__name__}: {error}")
    folder = f"of-{at.rank()}"
    os.mkdir(folder)
    try:
        at.report({"loss": 2}, checkpoint=attune.Checkpoint.from_directory(folder))
    finally:
        say(unwound=True)
    say(after=True)
            """,
            config={"lr": 0.5},
        )
        gang.serve(lambda seq: "stop" if seq == 2 else "continue")
        first, second = self.said(gang)
        self.assertEqual(first["rank"], [0, 2, 0, "cpu"])
        self.assertEqual(second["rank"], [1, 2, 1, "cpu"])
        for each in (first, second):
            self.assertEqual(each["wrapped"], "DistributedDataParallel")
            self.assertEqual(each["backend"], "gloo")
            self.assertEqual(each["config"], {"lr": 0.5})
            self.assertTrue(each["unwound"])
            self.assertNotIn("after", each)
            # Each pass deals the samples out in another order.
            self.assertNotEqual(*each["passes"])
        self.assertEqual(first["weights"], second["weights"])
        for mine, theirs in zip(first["passes"], second["passes"]):
            self.assertEqual(sorted(mine + theirs), list(range(10)))
        self.assertEqual(first["dropped"], [[0, 2]])
        self.assertEqual(second["dropped"], [[1, 3]])

        subset, batches, stream = first["refused"]
        self.assertIn("The loader draws by a SubsetRandomSampler", subset)
        self.assertIn("The loader draws by a list", batches)
        self.assertIn("yield every world_size()-th sample", stream)
        self.assertRegex(first["error"], "^TypeError: The metric 'loss/0' is of type object")
        self.assertRegex(
            second["error"], "^RuntimeError: The first rank could not report. TypeError: The metric"
        )
        # One report at the tuner for two in the ranks.
        self.assertEqual(gang.tuner.reports, [{"loss": 1}, {"loss": 2}])
        self.assertIn("checkpoint", gang.tuner.messages[2])

    def test_strategies(self):
        gang = self.gang("""
    strategy = at.strategy("ddp", timeout=60)
    early = None
    try:
        strategy.global_rank()
    except RuntimeError as error:
        early = str(error)
    strategy.init()
    strategy.init()
    model = net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.001)
    wrapped, optimizer, schedule = strategy.distributed(
        model, optimizer, None, broadcast_buffers=False
    )
    loader = strategy.create_dataloader(data(9), batch_size=2, shuffle=True)
    seen = []
    for features, targets in loader:
        seen += features.flatten().int().tolist()
        loss = torch.nn.functional.mse_loss(wrapped(features), targets)
        strategy.optimize(loss, wrapped, optimizer)
    refused = []
    for options in ({"sampler": [0, 1]}, {"batch_sampler": [[0, 1]]}):
        try:
            strategy.create_dataloader(data(), **options)
        except RuntimeError as error:
            refused.append(str(error))
    own = torch.utils.data.DistributedSampler(range(4), shuffle=False)
    say(
        early=early, name=strategy.name, schedule=schedule, seen=seen, refused=refused,
        ranks=[strategy.global_rank(), strategy.global_world_size(), strategy.local_rank(),
               strategy.local_world_size(), strategy.is_main_worker, strategy.is_distributed],
        is_same=strategy.unwrapped(wrapped) is model,
        weights=[p.item() for p in model.parameters()],
        all=strategy.allgather_obj({"rank": at.rank()}),
        objects=strategy.gather_obj(at.rank(), dst_rank=1),
        tensors=str(strategy.gather(torch.tensor([at.rank()]), dst_rank=1)),
        from_second=strategy.broadcast_obj(at.rank() + 5, src_rank=1),
        own=[b.tolist() for b in strategy.create_dataloader(range(4), sampler=own)],
        device=strategy.device(),
    )
    strategy.barrier()
    strategy.report({"ok": True})
    strategy.clean_up()
    strategy.clean_up()
    say(left=not torch.distributed.is_initialized())
            """)
        first, second = self.said(gang.serve())
        self.assertIn("TorchDDPStrategy.global_rank() was called before init()", first["early"])
        self.assertEqual(first["name"], "torch-ddp")
        self.assertEqual(first["ranks"], [0, 2, 0, 2, True, True])
        self.assertEqual(second["ranks"], [1, 2, 1, 2, False, True])
        self.assertEqual(first["weights"], second["weights"])
        self.assertTrue(first["is_same"])
        # Nine samples for two ranks: one comes twice.
        self.assertEqual(len(first["seen"] + second["seen"]), 10)
        self.assertEqual({*first["seen"], *second["seen"]}, set(range(9)))
        for text in first["refused"]:
            self.assertIn("A list cannot be split among 2 ranks", text)
        self.assertEqual(first["all"], [{"rank": 0}, {"rank": 1}])
        self.assertEqual((first["objects"], second["objects"]), (None, [0, 1]))
        self.assertEqual(
            (first["tensors"], second["tensors"]), ("None", "[tensor([0]), tensor([1])]")
        )
        self.assertEqual((first["from_second"], second["from_second"]), (6, 6))
        self.assertEqual((first["own"], second["own"]), ([[0], [2]], [[1], [3]]))
        self.assertEqual((first["left"], second["left"]), (True, True))
        self.assertEqual(gang.tuner.reports, [{"ok": True}])

    TRAINER = """
    class Trainer(at.TorchTrainer):
        def create_model_loss_optimizer(self):
            model = net()
            optimizer = torch.optim.SGD(model.parameters(), lr=self.config.optim_lr, momentum=0.5)
            schedule = torch.optim.lr_scheduler.StepLR(optimizer, 1, 0.5)
            self.loss = torch.nn.functional.mse_loss
            self.model, self.optimizer, self.lr_scheduler = self.strategy.distributed(
                model, optimizer, schedule
            )

    trainer = Trainer(
        {"num_workers_dataloader": 0, "batch_size": 2, "shuffle_train": True},
        epochs=9,
        metrics={"error": lambda predicted, targets: (predicted - targets).abs().mean()},
        random_seed=3,
    )
    try:
        trainer.execute(data(12), data(4))
    finally:
        say(
            weights=[p.item() for p in trainer.strategy.unwrapped(trainer.model).parameters()],
            lr=trainer.optimizer.param_groups[0]["lr"],
            left=not torch.distributed.is_initialized(),
            moments=[float(s["momentum_buffer"].sum()) for s in trainer.optimizer.state.values()],
        )
    """

    def test_a_trainer_is_paused_and_goes_on_with_another_rate(self):
        gang = self.gang(self.TRAINER, config={"optim_lr": 0.001, "epochs": 4})
        gang.serve(lambda seq: "pause" if seq == 2 else "continue")
        first, second = self.said(gang)
        self.assertEqual(first["weights"], second["weights"])
        self.assertTrue(first["left"] and second["left"])
        one, two = gang.tuner.reports
        self.assertEqual([one["epoch"], two["epoch"]], [0, 1])
        self.assertEqual(one["loss"], one["validation_loss"])
        self.assertLess(two["train_loss"], one["train_loss"])
        self.assertEqual(
            sorted(one),
            ["epoch", "loss", "train_error", "train_loss", "validation_error", "validation_loss"],
        )

        folder = os.path.join(gang.tuner.dir, gang.tuner.messages[2]["checkpoint"])
        self.assertEqual(sorted(os.listdir(folder)), ["config.yaml", "model.pt", "state.pt"])
        again = self.gang(
            self.TRAINER, config={"optim_lr": 0.002, "epochs": 3}, checkpoint=folder
        ).serve()
        resumed, other = self.said(again)
        self.assertEqual([report["epoch"] for report in again.tuner.reports], [2])
        self.assertEqual(resumed["weights"], other["weights"])
        self.assertNotEqual(resumed["weights"], first["weights"])
        # The new rate, after two steps of the schedule.
        self.assertEqual(resumed["lr"], 0.002 * 0.5**2)
        self.assertLess(again.tuner.reports[0]["train_loss"], two["train_loss"])

    def test_the_trainer_of_the_tutorial(self):
        gang = self.gang(
            f"""
    sys.path.insert(0, {os.path.dirname(os.path.abspath(__file__))!r})
    from attune.loggers import ConsoleLogger, LoggersCollection
    from tutorial_trainer import MyRayTorchTrainer, datasets

    config = {{
        "scaling_config": {{"num_workers": 2}},
        "train_loop_config": {{"epochs": 9, "num_workers_dataloader": 0}},
    }}
    trainer = MyRayTorchTrainer(config, logger=LoggersCollection([ConsoleLogger(savedir="logs")]))
    trainer.execute(*datasets())
            """,
            config={"batch_size": 4, "learning_rate": 0.01},
        )
        gang.serve(lambda seq: "stop" if seq == 3 else "continue")
        self.assertEqual(gang.codes, (0, 0), gang.tuner.errors + gang.errors)
        losses = [report["loss"] for report in gang.tuner.reports]
        self.assertEqual(len(losses), 3)
        self.assertLess(losses[2], losses[0])
        # The logger is the first rank's alone.
        self.assertRegex(gang.tuner.output, r"(?s)\[0\] train_loss = .*\[2\] val_loss = ")
        self.assertEqual(gang.output, "")
        logged = os.path.join(gang.tuner.folder, "logs", "simple-logger", "train_63ecc_00000")
        with open(os.path.join(logged, "hyperparameters.json"), encoding="utf-8") as file:
            params = json.load(file)
        self.assertEqual((params["batch_size"], params["learning_rate"]), (4, 0.01))
        self.assertEqual(params["distributed_strategy"], "torch-ddp")
        folder = os.path.join(gang.tuner.dir, gang.tuner.messages[3]["checkpoint"])
        self.assertEqual(sorted(os.listdir(folder)), ["ckpt.pt", "epoch.json"])

    def test_the_death_of_a_rank_is_no_hang(self):
        gang = self.gang("""
    at.init()
    at.report({"loss": 1})
    if at.rank() == 1:
        os._exit(7)
    at.report({"loss": 2})
    at.report({"loss": 3})
            """)
        gang.serve()
        self.assertEqual(gang.codes, (1, 7))
        self.assertEqual(gang.tuner.last["type"], "error")


if __name__ == "__main__":
    unittest.main()
