"""The command `resettle`: parse, call, print. Each module of commands adds its own to `cli.app`.

Nothing heavy is imported before it is needed, so that `resettle --help` answers at once.
"""

from resettle.cli import running  # isort: skip (the order of these lines is that of `--help`)
from resettle.cli import compare  # isort: skip
from resettle.cli import sweep  # isort: skip
from resettle.cli import sensitivity  # isort: skip
from resettle.cli import optimise  # isort: skip
from resettle.cli import discover  # isort: skip
from resettle.cli import looking  # isort: skip
from resettle.cli import fitting  # isort: skip
from resettle.cli import levers  # isort: skip
from resettle.cli.app import main

__all__ = [
    "compare",
    "discover",
    "fitting",
    "levers",
    "looking",
    "main",
    "optimise",
    "running",
    "sensitivity",
    "sweep",
]
