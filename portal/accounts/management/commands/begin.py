from datetime import timedelta
from secrets import token_urlsafe

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from portal.access import Role
from portal.accounts.models import Invitation, Membership, User
from portal.accounts.services import INVITATION_DAYS, token_digest
from portal.audit.services import record
from portal.units.models import Authority, UnitKind
from portal.units.services import unit_create


class Command(BaseCommand):
    help = "First day of an empty portal: the authority, its office, and the first administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True, help="e.g. Xã An Bình")
        parser.add_argument("--full-name", required=True, help="e.g. Ủy ban nhân dân xã An Bình")
        parser.add_argument("--level", choices=Authority.Level.values, default="commune")
        parser.add_argument("--superior", default="", help="the body above, as reports name it")
        parser.add_argument("--place", required=True, help="as documents name it before the date")
        parser.add_argument("--office", required=True, help="e.g. Phòng Văn hóa - Xã hội")
        parser.add_argument("--admin-email", required=True)
        parser.add_argument("--admin-name", required=True)

    def handle(self, *args: object, **options: str) -> None:
        if Authority.objects.exists():
            raise CommandError("Cổng đã có chính quyền địa phương; lệnh này chỉ chạy một lần.")
        token = token_urlsafe(32)
        with transaction.atomic():
            self._begin(options, token)
        address = settings.SITE_URL + reverse("accounts:accept", args=[token])
        self.stdout.write(
            f"Đã lập {options['full_name']}. Người quản trị mở đường dẫn sau trong "
            f"{INVITATION_DAYS} ngày để đặt mật khẩu:\n{address}"
        )

    def _begin(self, options: dict[str, str], token: str) -> None:
        today = timezone.localdate()
        kinds = {kind.code: kind for kind in UnitKind.objects.all()}
        body = unit_create(
            actor=None,
            code="00",
            name=options["full_name"],
            kind=kinds["authority"],
            parent=None,
            valid_from=today,
        )
        office = unit_create(
            actor=None,
            code="01",
            name=options["office"],
            kind=kinds["phong"],
            parent=body,
            valid_from=today,
        )
        Authority.objects.create(
            pk=1,
            level=options["level"],
            name=options["name"],
            full_name=options["full_name"],
            superior_name=options["superior"],
            place=options["place"],
            office=office,
        )
        user = User.objects.create_user(email=options["admin_email"], name=options["admin_name"])
        membership = Membership.objects.create(
            user=user,
            unit=office,
            role=Role.ADMINISTRATOR,
            position="Quản trị hệ thống",
            valid_from=today,
        )
        Invitation.objects.create(
            user=user,
            invited_by=user,
            token_digest=token_digest(token),
            expires_at=timezone.now() + timedelta(days=INVITATION_DAYS),
        )
        record(actor=None, act="authority_begin", subject=membership, unit=office)
