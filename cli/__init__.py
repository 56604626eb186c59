"""The command `resettle`: parse, call, print. Each module of commands adds its own to `cli.app`.

Nothing heavy is imported before it is needed, so that `resettle --help` answers at once.
"""

from resettle.cli import questions  # isort: skip (the order of these lines is that of `--help`)
from resettle.cli import exporting  # isort: skip
from resettle.cli import looking  # isort: skip
from resettle.cli import fitting  # isort: skip
from resettle.cli import levers  # isort: skip
from resettle.cli import county  # isort: skip
from resettle.cli.app import main

__all__ = ["county", "exporting", "fitting", "levers", "looking", "main", "questions"]
