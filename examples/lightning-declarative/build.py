"""The same training, declared in Python: `tune` is what a study tries.

`npx attune run examples/lightning-declarative/build.yaml` takes the space from here.
"""

import sys
from pathlib import Path

from attune import choice, loguniform
from attune.lightning import LightningConfigBuilder, build

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "lightning-mnist"))

from data import Digits  # noqa: E402
from module import Classifier  # noqa: E402

tune = (
    LightningConfigBuilder()
    .module(
        cls=Classifier,
        pixels=Digits.pixels,
        layer_1_size=choice([32, 64, 128]),
        layer_2_size=choice([16, 32, 64]),
        lr=loguniform(1e-4, 1e-1),
    )
    .trainer(max_epochs=8, accelerator="cpu")
    .fit_params(datamodule=build(Digits, batch_size=choice([16, 32, 64])))
    .checkpointing(monitor="val_accuracy", save_top_k=2, mode="max")
    .build()
)
