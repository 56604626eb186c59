"""The reader's language; commands ask for it before anything else is loaded."""

from __future__ import annotations

import locale
import os

from resettle.model.text import Lang


def default_lang() -> Lang:
    """The language of the system: the first of the usual variables that is set."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return "zh" if os.environ[name].lower().startswith("zh") else "en"
    return "zh" if (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"
