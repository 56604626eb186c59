"""What channels and indicators are called, in tables and in sentences."""

from __future__ import annotations

from resettle.model.channels import LABELS
from resettle.model.indicators import INDICATORS
from resettle.results.text.labels import Text


def channel_label(name: str) -> Text:
    """Label of an employment channel."""
    return Text(*LABELS[name])


def indicator_label(name: str) -> Text:
    """Label of an indicator."""
    indicator = INDICATORS[name]
    return Text(indicator.en, indicator.zh)


def series_name(series: str) -> Text:
    """Name of a series within a sentence."""
    return within(indicator_label(series))


def within(text: Text) -> Text:
    """A label as part of a sentence."""
    return Text(text.en[:1].lower() + text.en[1:], text.zh)
