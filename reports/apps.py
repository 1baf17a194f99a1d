from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Báo cáo")

    def ready(self) -> None:
        from portal.units.holdings import offer
        from portal.web.waiting import offer_waiting
        from reports.reorganising import Reports
        from reports.telling import topics_offer
        from reports.telling_above import topics_above_offer
        from reports.waiting import reports_waiting

        offer(Reports())
        topics_offer()
        topics_above_offer()
        offer_waiting("reports", reports_waiting)
