"""Training on the job (hanyin#3, #9; guizhou#4)."""

from __future__ import annotations

from typing import ClassVar

from resettle.model.channels import LOCAL, NEARBY, WORKSHOP
from resettle.model.fields import Field, Fields, share
from resettle.model.inputs import LeverWindow
from resettle.model.levers.grant import EMPLOYER, GrantLever
from resettle.model.levers.training_subsidy import TrainingSubsidy


class OnTheJobTraining(GrantLever):
    """Employers are paid for taking workers and teaching them.

    Those whom it is meant for hear of local and workshop jobs more often, and separation there falls by
    `separation_cut` times the part of workers being taught. After `stable_months` in the job the employer
    receives `unit_cost`.

    Size: assumed with ranges, within those of courses in firms (T05, T06: 5 to 7 points in the better ones).
    """

    name = "on_the_job_training"
    en = "Training on the job"
    zh = "以工代训"
    scale = "places"
    rates = ("unit_cost", "stable_months")
    works_on = TrainingSubsidy.works_on
    settings: ClassVar[Fields] = {
        **EMPLOYER,
        "offer_gain": Field(
            "share", "Gain in the chance of a local offer for those served", "本地获岗概率提升", 0, 5
        ),
        "separation_cut": share("Cut of separation of those taught", "离岗率降低比例"),
    }

    def open(self, window: LeverWindow) -> None:
        """Promise the grant; teaching makes hiring cheaper and keeps the taught."""
        self.promise(window, [LOCAL, WORKSHOP])
        world = self.world
        before = world.last_month
        workers = before.sums[LOCAL] + before.sums[WORKSHOP]
        taught = sum(before.grant_pending[slot] for slot in self.slots)
        covered = min(1.0, taught / workers) if workers > 0 else 0.0
        likelier = 1.0 + window.settings["offer_gain"] * self.served
        world.openings.grant_offer[self.slot, NEARBY] = likelier
        world.openings.separation_factor[:, NEARBY] *= 1.0 - window.settings["separation_cut"] * covered
