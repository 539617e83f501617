"""For training in PyTorch. Nothing here imports torch before it is needed."""

from ._apply_hparams import apply_hparams

__all__ = ["apply_hparams"]
