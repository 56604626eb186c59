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


_AMONG = (
    (("steady_job_share",), "market"),
    (("post_share",), "work"),
    (("training_coverage",), "course"),
    (("certificate_share",), "trained"),
    (("monitoring_coverage",), "risk"),
    (("one_employed_share", "stable_share", "project_link_share", "zero_employment"), "households"),
    (("away_per_household", "out_of_province_per_household"), "households"),
    (("months_worked", "skilled_share", "skills_mean"), "labour"),
)
_BEGINS = (
    *(("one_employed_", "willing"), ("zero_employment", "willing")),
    *(("employment_", "labour"), ("off_farm_", "labour")),
)


def nobody(indicator: str) -> Text:
    """Of whom an indicator is a share or mean, as the reason for which it has no figure; empty for others."""
    among = next((key for names, key in _AMONG if indicator in names), None)
    among = among or next((key for first, key in _BEGINS if indicator.startswith(first)), None)
    return NOTHING if among is None else label(f"nobody_{among}")


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
