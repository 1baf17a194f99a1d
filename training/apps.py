from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingConfig(AppConfig):
    name = "training"
    verbose_name = _("Triển khai")

    def ready(self) -> None:
        from directives.suggestions import offer
        from training.catalogue import INDICATORS, EvidenceKind

        offer(
            indicators={number: indicator.name for number, indicator in INDICATORS.items()},
            evidence=dict(EvidenceKind.choices),
        )

        from portal.units import holdings
        from training.reorganising import Assignments

        holdings.offer(Assignments())

        from directives import resting
        from training.resting import Tasks

        resting.offer(Tasks())
