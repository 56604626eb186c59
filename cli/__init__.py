"""The command `resettle`: parse, call, print. Each module of commands adds its own to `cli.app`.

Nothing heavy is imported before it is needed, so that `resettle --help` answers at once.
"""

from cli import running, compare, sweep, sensitivity, optimise, discover, looking, fitting  # noqa: F401  # isort: skip (in this order `--help` lists them)
from cli.app import main

__all__ = ["main"]
