"""What channels, indicators, levers and their settings are called, in tables and in sentences."""

from __future__ import annotations

from resettle.model.channels import LABELS
from resettle.model.indicators import INDICATORS
from resettle.model.levers import LEVERS
from resettle.results.text.labels import NOTHING, Text, label, say
from resettle.scenarios.settable import Input
from resettle.scenarios.value_path import bracket


def channel_label(name: str) -> Text:
    """Label of an employment channel."""
    return Text(*LABELS[name])


def indicator_label(name: str) -> Text:
    """Label of an indicator."""
    indicator = INDICATORS[name]
    return Text(indicator.en, indicator.zh)


def work_label(work: str) -> Text:
    """What counts as work, one of `scenarios.readings.READINGS`, in a few words."""
    return label(f"work_{work}")


def series_name(series: str) -> Text:
    """Name of a series within a sentence."""
    return within(indicator_label(series))


def nobody(indicator: str) -> Text:
    """Of whom an indicator is a share or mean, as the reason for which it has no figure; empty for others."""
    among = INDICATORS[indicator].among if indicator in INDICATORS else ""
    return label(f"nobody_{among}") if among else NOTHING


def why_unknown(indicator: str) -> Text:
    """Why no run has a figure of something: of whom there is nobody, or that there is nothing to measure."""
    found = nobody(indicator)
    return label("nobody_else") if found == NOTHING else found


def within(text: Text) -> Text:
    """A label as part of a sentence."""
    return Text(text.en[:1].lower() + text.en[1:], text.zh)


def lever_label(name: str) -> Text:
    """Label of a lever from the register of levers."""
    lever = LEVERS.get(name)
    return Text(lever.en, lever.zh) if lever is not None else Text(name, name)


def setting_name(one: Input) -> Text:
    """What an input is called: a setting of a lever with the lever, and with the month it holds from."""
    own = one.label
    if one.lever:
        own = say("setting_of_lever", lever=lever_label(one.lever), setting=own)
    return _dated(own, one.path)


def short_setting(one: Input) -> Text:
    """The name of the lever alone where the input counts what the lever offers; else its full name."""
    return _dated(lever_label(one.lever), one.path) if one.scale else setting_name(one)


def month_of(path: str) -> str:
    """The month from which the setting of a path holds, `YYYY-MM`; empty where it holds throughout."""
    return bracket(path) or ""


def _dated(name: Text, path: str) -> Text:
    month = month_of(path)
    return say("setting_from_month", name=name, month=month) if month else name
