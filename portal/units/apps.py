from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UnitsConfig(AppConfig):
    name = "portal.units"
    label = "units"
    verbose_name = _("Đơn vị")

    def ready(self) -> None:
        from portal.units.holdings import offer
        from portal.units.tags import Tags

        offer(Tags())
