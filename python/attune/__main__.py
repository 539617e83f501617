"""`python -m attune [options] script.py`: see `attune.runner`.

The tuner runs this file by its path, because `python -m` would look for modules in the working
directory first, where a `json.py` of the user may lie.
"""

import os
import sys

if not __package__ and not getattr(sys.flags, "safe_path", False):
    # Python has put this very folder there, whose modules are not top-level modules.
    sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

from attune import runner

# Launchers and `multiprocessing` ask the main module how to run it again.
__spec__ = runner.__spec__

if __name__ == "__main__":
    sys.exit(runner.main(sys.argv[1:]))
