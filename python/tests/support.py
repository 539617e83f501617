"""Makes the package importable from where it lies, and clears what a study around the tests set."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
for name in list(os.environ):
    if name.startswith("ATTUNE_"):
        del os.environ[name]
