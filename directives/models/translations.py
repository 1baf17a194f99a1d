"""Clauses in other languages: for understanding, never in the place of the official text."""

import hashlib
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directives.models.changes import EditionChange
from directives.models.texts import Clause


class TranslationQuerySet(models.QuerySet):
    def checked(self) -> Self:
        """Only these are shown: a second person compared them with the text."""
        return self.exclude(checked_by=None)

    def waiting(self) -> Self:
        return self.filter(checked_by=None)

    def of_earlier_words(self) -> Self:
        """A later published text changed the clause since."""
        changes = EditionChange.objects.filter(
            edition__document=OuterRef("clause__edition__document"),
            edition__number__gt=OuterRef("clause__edition__number"),
            eid=OuterRef("clause__eid"),
        )
        return self.filter(Exists(changes))


class ClauseTranslation(models.Model):
    """Tied to a clause of one edition; a later edition needs a translation of its own."""

    class Language(models.TextChoices):
        """Codes of ISO 639, for `lang` attributes."""

        ENGLISH = "en", _("Tiếng Anh")
        BRU = "bru", _("Tiếng Bru–Vân Kiều")
        JRAI = "jra", _("Tiếng Jrai")
        EDE = "rad", _("Tiếng Ê-đê")
        BAHNAR = "bdq", _("Tiếng Ba Na")
        KHMER = "km", _("Tiếng Khmer")
        MONG = "hmn", _("Tiếng Mông")
        TAY = "tyz", _("Tiếng Tày")
        NUNG = "nut", _("Tiếng Nùng")
        MUONG = "mtq", _("Tiếng Mường")

    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(_("ngôn ngữ"), max_length=3, choices=Language)
    text = models.TextField(_("bản dịch"))
    made_by = models.CharField(_("người hoặc cơ quan dịch"), max_length=200)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField(default=timezone.now)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)

    objects = TranslationQuerySet.as_manager()

    class Meta:
        ordering = ["clause", "language"]
        verbose_name = verbose_name_plural = _("bản dịch của điều khoản")
        constraints = [
            models.UniqueConstraint(
                fields=["clause", "language"],
                name="translation_once_a_language",
                violation_error_message=_("Điều khoản này đã có bản dịch bằng ngôn ngữ đó."),
            ),
            models.CheckConstraint(
                condition=Q(checked_by=None, checked_at=None)
                | Q(checked_by__isnull=False, checked_at__isnull=False),
                name="translation_checked_has_its_date",
            ),
            models.CheckConstraint(
                condition=Q(checked_by=None) | ~Q(checked_by=F("entered_by")),
                name="translation_checked_by_a_second_person",
                violation_error_message=_("Người nhập bản dịch không tự xác nhận đã đối chiếu."),
            ),
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(made_by=""), name="translation_says_who_made_it"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clause_id} {self.language}"

    @property
    def digest(self) -> str:
        """Of what a page shows: a form says what it saw, and nobody confirms other words."""
        shown = "\0".join([self.language, self.text, self.made_by])
        return hashlib.sha256(shown.encode()).hexdigest()
