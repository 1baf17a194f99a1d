"""People and their roles, from a table. Nobody gets a letter: inviting is a deed of its own."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.fields import Field

from portal.access import Role
from portal.accounts.models import Invitation, Membership, User
from portal.accounts.services import may_grant
from portal.audit.services import Deed, record_many
from portal.imports.kinds import Column, ImportResource, Permitted, Row
from portal.imports.widgets import ChoiceWidget, DayWidget, TextWidget
from portal.refusals import Refused
from portal.units.book import UnitBook, key_of
from portal.units.headcounts import unit_codes
from portal.vietnamese.folding import fold
from portal.web.templatetags.portal import vn_date

ROLES = ChoiceWidget(Role.choices)
NAMES = TextWidget(150)
EMAILS = TextWidget(254)


class PersonResource(ImportResource):
    """A row is a role of a person in a unit from a day on. Of a role that is held already only the
    position may change."""

    role = Field("role", "role", widget=ROLES)
    position = Field("position", "position", widget=TextWidget(150))
    valid_from = Field("valid_from", "valid_from", widget=DayWidget())

    columns = (
        Column(
            "email",
            gettext_lazy("Thư điện tử"),
            gettext_lazy("Địa chỉ công vụ của riêng người này."),
            required=True,
            example="chutich.anbinh@tinhmau.gov.vn",
            also=("email", "thư điện tử công vụ"),
        ),
        Column(
            "name",
            gettext_lazy("Họ và tên"),
            required=True,
            example="Nguyễn Văn A",
            also=("họ tên",),
        ),
        Column("code", gettext_lazy("Mã đơn vị"), required=True, example="X-AN-BINH", also=("mã",)),
        Column(
            "role",
            gettext_lazy("Vai trò"),
            gettext_lazy("Như ở trang “Giá trị cho phép”."),
            required=True,
            example=Role.HEAD.label,
        ),
        Column("position", gettext_lazy("Chức vụ"), required=True, example="Chủ tịch UBND xã"),
        Column("valid_from", gettext_lazy("Từ ngày"), required=True, example="01/07/2025"),
    )

    class Meta:
        model = Membership
        fields = ("role", "position", "valid_from")

    def prepare(self, rows: Iterable[Row]) -> None:
        self.book = UnitBook()
        rows = list(rows)
        emails = {_email(row) for row in rows}
        # Few people share a table's addresses; all others stay where they are.
        self.people = {user.email.lower(): user for user in _people(emails)}
        ids = {known.pk for row in rows if (known := self.book.find(row.get("code")))}
        held = Membership.objects.filter(unit__in=ids).select_related("user")
        open_ones = held.not_ended(timezone.localdate())
        self.held: dict[tuple[str, int, str], Membership] = {}
        self.heads: dict[int, Membership] = {}
        for one in open_ones:
            if one.valid_until is None:
                self.held[(one.user.email.lower(), one.unit_id, one.role)] = one
            if one.role == Role.HEAD:
                self.heads[one.unit_id] = one
        self.names: dict[str, str] = {}
        self.new_people: dict[str, User] = {}
        self.came: set[int] = set()

    def key_of(self, row: Row) -> str:
        parts = [_email(row), key_of(row.get("code")), ROLES.find(row.get("role"))]
        return "/".join(parts) if all(parts) else ""

    def once(self, row: Row) -> dict[str, str]:
        keys = super().once(row)
        if ROLES.find(row.get("role")) == Role.HEAD and row.get("code"):
            keys[f"head/{key_of(row['code'])}"] = _(
                "Đơn vị chỉ có một người đứng đầu; dòng %(row)s đã ghi một người."
            )
        return keys

    def find(self, row: Row) -> Membership | None:
        known = self.book.find(row.get("code"))
        role = ROLES.find(row.get("role"))
        return self.held.get((_email(row), known.pk, role)) if known else None

    def import_instance(self, instance: Membership, row: Row, **kwargs: Any) -> None:
        held_from = instance.valid_from if instance.pk else None
        super().import_instance(instance, row, **kwargs)
        if held_from and instance.valid_from != held_from:
            sentence = _("Người này giữ vai trò đó từ ngày %(day)s; hãy ghi đúng ngày ấy.")
            instance.valid_from = held_from
            raise ValidationError({"valid_from": sentence % {"day": vn_date(held_from)}})

    def check(self, instance: Membership, row: Row) -> None:
        errors = {}
        if instance.role and not may_grant(self.actor, instance.role):
            errors["role"] = _("Chỉ quản trị hệ thống được giao vai trò này.")
        if row.get("code") and (p := self.book.problem(row["code"], instance.valid_from)):
            errors["code"] = p
        if problem := _email_problem(_email(row)):
            errors["email"] = problem
        if problem := self._name_problem(row):
            errors["name"] = problem
        known = self.book.find(row.get("code"))
        if known and not instance.pk:
            instance.unit_id = known.pk
            if instance.role == Role.HEAD and (problem := self._head_problem(instance, known.pk)):
                errors["role"] = problem
            if not errors:
                instance.user = self._person(row)
        if errors:
            raise ValidationError(errors)

    def values_of(self, instance: Membership) -> dict[str, Any]:
        return {
            "email": instance.user.email.lower(),
            "name": instance.user.name,
            "code": self._code(instance),
            "role": instance.role,
            "position": instance.position,
            "valid_from": instance.valid_from and instance.valid_from.isoformat(),
            "valid_until": instance.valid_until and instance.valid_until.isoformat(),
        }

    def kept_besides(self, instance: Membership) -> dict[str, Any]:
        return {"user": instance.user_id, "came_with_it": instance.user_id in self.came}

    def shown(self, instance: Membership) -> list[str]:
        cells = self.values_of(instance)
        cells["role"] = str(instance.get_role_display())
        cells["valid_from"] = vn_date(instance.valid_from)
        return [str(cells[column.name] or "") for column in self.columns]

    def permitted(self) -> list[Permitted]:
        roles = [(str(r.label), r.value) for r in Role if may_grant(self.actor, r)]
        return [Permitted(_("Mã đơn vị"), unit_codes()), Permitted(_("Vai trò"), roles)]

    def current(self, keys: list[str]) -> dict[str, dict]:
        rows = Membership.objects.filter(pk__in=keys).select_related("user", "unit")
        return {str(row.pk): self.values_of(row) for row in rows}

    def begin(self, new: list[Membership]) -> None:
        """Who is new, once, however many roles the table gives them."""
        people = {m.user.email: m.user for m in new if m.user.pk is None}
        for user in people.values():
            user.password = make_password(None)
        made = User.objects.bulk_create(people.values(), batch_size=1_000)
        self.came = {user.pk for user in made}

    def create(self, instances: list[Membership]) -> list[Membership]:
        for membership in instances:
            # Set whole once more, now that it has its key.
            membership.user = membership.user
        made = Membership.objects.bulk_create(instances)
        self._record(made, "membership_import")
        return made

    def update(self, instances: list[Membership]) -> None:
        Membership.objects.bulk_update(instances, ["position"])
        self._record(instances, "position_import")

    def take_back(self, created: dict[str, dict], before: dict[str, dict]) -> None:
        """Whoever came with the table goes with it, unless somebody was invited or has entered."""
        roles = Membership.objects.filter(pk__in=created)
        came = {after["user"] for after in created.values() if after.get("came_with_it")}
        users = list(User.objects.select_for_update().filter(pk__in=came).order_by("pk"))
        others = Membership.objects.filter(user__in=came).exclude(pk__in=created)
        told = {
            _("người đã được mời"): Invitation.objects.filter(user__in=came),
            _("người đã được giao thêm vai trò"): others,
        }
        found = {what: rows.values("user").distinct().count() for what, rows in told.items()}
        found[_("người đã vào cổng")] = sum(user.has_usable_password() for user in users)
        if any(found.values()):
            raise Refused(
                _("Không hủy cả bảng được: %(what)s. Hãy kết thúc từng vai trò. Không đổi gì.")
                % {"what": "; ".join(f"{n} {what}" for what, n in found.items() if n)}
            )
        roles.delete()
        User.objects.filter(pk__in=came).delete()
        changed = list(Membership.objects.select_for_update().filter(pk__in=before).order_by("pk"))
        for membership in changed:
            membership.position = before[str(membership.pk)]["position"]
        Membership.objects.bulk_update(changed, ["position"], batch_size=1_000)

    def _record(self, memberships: list[Membership], act: str) -> None:
        # Without a link to the unit: what is on record stays when the table is taken back.
        deeds = [
            Deed(m, None, {n: v for n, v in self.values_of(m).items() if n != "name"})
            for m in memberships
        ]
        record_many(actor=self.actor.user, act=act, deeds=deeds)

    def _code(self, instance: Membership) -> str:
        if hasattr(self, "book"):
            return self.book.by_pk[instance.unit_id].code if instance.unit_id else ""
        return instance.unit.code

    def _person(self, row: Row) -> User:
        email = _email(row)
        if email in self.people:
            return self.people[email]
        user = User(email=email, name=NAMES.clean(row.get("name")))
        return self.new_people.setdefault(email, user)

    def _name_problem(self, row: Row) -> str:
        """One address is one person: a slip of the pen must not give a role to somebody else."""
        try:
            name = NAMES.clean(row.get("name"))
        except ValueError as error:
            return str(error)
        email = _email(row)
        known = self.people.get(email)
        if known and fold(known.name) != fold(name):
            return _("Địa chỉ thư này trên cổng là của %(name)s.") % {"name": known.name}
        if fold(self.names.setdefault(email, name)) != fold(name):
            return _("Địa chỉ thư này ở dòng trên ghi tên %(name)s.") % {"name": self.names[email]}
        return ""

    def _head_problem(self, instance: Membership, unit_id: int) -> str:
        head = self.heads.get(unit_id)
        if not head or not instance.valid_from:
            return ""
        if head.valid_until is None:
            return _(
                "Đơn vị đang có người đứng đầu là %(name)s; hãy kết thúc vai trò của người đó "
                "trước."
            ) % {"name": head.user.name}
        if head.valid_until > instance.valid_from:
            return _("Người đứng đầu trước còn giữ vai trò đến ngày %(day)s.") % {
                "day": vn_date(head.valid_until)
            }
        return ""


def _email(row: Row) -> str:
    return str(row.get("email") or "").strip().lower()


def _email_problem(email: str) -> str:
    if not email:
        return ""
    try:
        validate_email(EMAILS.clean(email))
    except (ValidationError, ValueError):
        return _("Địa chỉ thư chưa đúng.")
    return ""


def _people(emails: Iterable[str]) -> Iterable[User]:
    return User.objects.annotate(lower=Lower("email")).filter(lower__in=list(emails))
