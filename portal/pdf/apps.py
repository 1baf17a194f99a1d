from django.apps import AppConfig
from django.core.checks import register


class PdfConfig(AppConfig):
    name = "portal.pdf"
    label = "pdf"

    def ready(self) -> None:
        from portal.pdf.fonts import check_fonts
        from portal.signing.keys import check_signing

        register(check_fonts)
        register(check_signing)
