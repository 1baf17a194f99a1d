from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Func, OuterRef, Q, Subquery
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.access import DELEGABLE, RULES, Act, Actor, Role
from portal.units.models import Unit, UnitPeriod
from portal.vietnamese.folding import fold


class Folded(Func):
    """`portal.vietnamese.folding.fold` in SQL, for tables too small to keep a folded column."""

    template = (
        r"lower(translate(regexp_replace(normalize(%(expressions)s, NFD),"
        r" '[\u0300-\u036f]+', '', 'g'), 'đĐ', 'dd'))"
    )
    output_field = models.TextField()


class UserManager(BaseUserManager["User"]):
    def create_user(self, *, email: str, name: str, password: str | None = None) -> "User":
        user = self.model(email=email.strip().lower(), name=name.strip())
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person. What the person may do follows from current memberships alone."""

    email = models.EmailField(_("thư điện tử"), unique=True)
    name = models.CharField(_("họ và tên"), max_length=150)
    is_active = models.BooleanField(_("được sử dụng"), default=True)
    joined_at = models.DateTimeField(_("ngày tạo"), default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = verbose_name_plural = _("người dùng")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_is_unique",
                violation_error_message=_("Địa chỉ thư này đã có tài khoản."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        """Django's name for "may open /admin/"."""
        return self.memberships.current(timezone.localdate()).is_administrator()

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_active and self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_staff


class MembershipQuerySet(models.QuerySet):
    def current(self, on: date) -> Self:
        return self.filter(
            Q(valid_until=None) | Q(valid_until__gt=on),
            valid_from__lte=on,
            user__is_active=True,
        )

    def not_ended(self, on: date) -> Self:
        """Those that count on the day and those still to come."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=on))

    def ended(self, on: date) -> Self:
        return self.filter(valid_until__lte=on)

    def with_delegation(self, on: date) -> Self:
        """Sets `delegation_pk`, the delegation under which each may sign on the day."""
        given = Delegation.objects.current(on).filter(receiver=OuterRef("pk"))
        return self.annotate(delegation_pk=Subquery(given.order_by("-pk").values("pk")[:1]))

    def covering(self, act: Act, on: date) -> Self:
        """Those that count on the day and let a person do the act: by their role, or by what the
        head of the unit has delegated."""
        found = Q(role__in=RULES[act])
        if act in DELEGABLE:
            found |= Q(pk__in=Delegation.objects.current(on).values("receiver"))
        return self.current(on).filter(found)

    def with_unit_name(self, on: date) -> Self:
        """Adds `unit_name`, the unit's name on the day."""
        names = UnitPeriod.objects.filter(unit=OuterRef("unit"), valid_from__lte=on)
        return self.annotate(unit_name=Subquery(names.order_by("-valid_from").values("name")[:1]))

    def matching(self, words: str, on: date) -> Self:
        """By the person's name or address, or the unit's name or code; accents or not."""
        rows = self.annotate(folded_name=Folded("user__name"))
        by_name = Q()
        for word in fold(words).split():
            by_name &= Q(folded_name__contains=word)
        units = UnitPeriod.objects.in_force(on).matching(words).values("unit")
        return rows.filter(by_name | Q(user__email__icontains=words.strip()) | Q(unit__in=units))

    def is_administrator(self) -> bool:
        return self.filter(role=Role.ADMINISTRATOR).exists()

    def heads(self) -> Self:
        return self.filter(role=Role.HEAD)


class Membership(models.Model):
    """A person's role in a unit from a date until a date (that day no longer included)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("vai trò"), max_length=20, choices=Role)
    position = models.CharField(_("chức vụ"), max_length=150)
    valid_from = models.DateField(_("từ ngày"))
    valid_until = models.DateField(_("đến trước ngày"), null=True, blank=True)

    # Of `with_delegation`; who is loaded otherwise acts in the own right alone.
    delegation_pk: int | None = None

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["unit", "role", "valid_from"]
        verbose_name = verbose_name_plural = _("vai trò trong đơn vị")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="membership_ends_after_it_begins",
                violation_error_message=_("Ngày kết thúc phải sau ngày bắt đầu."),
            ),
            models.UniqueConstraint(
                fields=["user", "unit", "role"],
                condition=Q(valid_until=None),
                name="membership_open_once",
                violation_error_message=_("Người này đang giữ vai trò đó trong đơn vị."),
            ),
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(valid_until=None, role=Role.HEAD),
                name="unit_has_one_open_head",
                violation_error_message=_(
                    "Đơn vị đang có người đứng đầu; hãy kết thúc vai trò của người đó trước."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.unit_id}"


class InvitationQuerySet(models.QuerySet):
    def open(self, now: datetime) -> Self:
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=now)


class Invitation(models.Model):
    """A one-time door for a new person; only the digest of its token is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations")
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("hết hạn"))
    accepted_at = models.DateTimeField(_("đã nhận"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("đã thu hồi"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = verbose_name_plural = _("lời mời")
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(revoked_at=None),
                name="invitation_accepted_or_revoked",
                violation_error_message=_("Lời mời đã nhận thì không thu hồi được."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.created_at:%Y-%m-%d}"


class DelegationQuerySet(models.QuerySet):
    def standing(self) -> Self:
        return self.filter(revoked_at=None)

    def not_over(self, on: date) -> Self:
        return self.standing().filter(last_day__gte=on)

    def current(self, on: date) -> Self:
        """In force on the day. With either one's own role it ends, whatever its last day."""
        return self.standing().filter(
            Q(giver__valid_until=None) | Q(giver__valid_until__gt=on),
            Q(receiver__valid_until=None) | Q(receiver__valid_until__gt=on),
            giver__valid_from__lte=on,
            giver__user__is_active=True,
            first_day__lte=on,
            last_day__gte=on,
        )

    def of_units(self, unit_ids: frozenset[int]) -> Self:
        return self.filter(giver__unit__in=unit_ids)

    def resting_on(self, memberships: Iterable[int]) -> Self:
        """Given under one of these roles, or to one."""
        return self.filter(Q(giver__in=memberships) | Q(receiver__in=memberships))


class Delegation(models.Model):
    """The right to sign for a unit, given by its head to a deputy or officer of the same unit from
    a day to a day, both included. A trigger lets nothing change but that it is taken back."""

    giver = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="delegations")
    first_day = models.DateField(_("từ ngày"))
    last_day = models.DateField(_("đến hết ngày"))
    basis = models.CharField(_("văn bản giao ký"), max_length=200, blank=True)
    given_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(_("thu hồi lúc"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = DelegationQuerySet.as_manager()

    class Meta:
        ordering = ["-first_day", "-pk"]
        verbose_name = verbose_name_plural = _("giao ký thay")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="delegation_ends_after_it_begins",
                violation_error_message=_("Ngày cuối không được trước ngày đầu."),
            ),
            models.CheckConstraint(
                condition=Q(last_day__lte=F("first_day") + timedelta(days=366)),
                name="delegation_lasts_a_year_at_most",
                violation_error_message=_("Mỗi lần giao ký thay không quá một năm."),
            ),
            models.CheckConstraint(
                condition=~Q(giver=F("receiver")),
                name="delegation_to_another",
                violation_error_message=_("Không giao ký thay cho chính mình."),
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="delegation_revoked_by_somebody",
                violation_error_message=_("Việc thu hồi phải ghi người thu hồi và giờ thu hồi."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.giver_id} {self.receiver_id} {self.first_day}"

    @property
    def prefix(self) -> str:
        """What stands before the signature: a deputy signs in the head's place, anybody else by
        the head's authorisation (Nghị định 30/2020/NĐ-CP)."""
        return "KT." if self.receiver.role == Role.DEPUTY else "TUQ."


class HandoverQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> Self:
        if actor.may(Act.PEOPLE_MANAGE):
            return self
        return self.filter(unit__in=[m.unit_id for m in actor.memberships if m.role == Role.HEAD])


class Handover(models.Model):
    """One head after another, by a decision; never changed (a trigger refuses). Both names are kept
    as they were then."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="handovers")
    leaving = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")
    leaving_name = models.CharField(max_length=150, blank=True)
    leaving_position = models.CharField(max_length=150, blank=True)
    successor = models.OneToOneField(Membership, on_delete=models.PROTECT, related_name="+")
    successor_name = models.CharField(max_length=150)
    begins_on = models.DateField(_("người kế nhiệm bắt đầu từ ngày"))
    decision_number = models.CharField(_("số quyết định"), max_length=100)
    decision_on = models.DateField(_("ngày quyết định"))
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ["-begins_on", "-pk"]
        verbose_name = verbose_name_plural = _("bàn giao người đứng đầu")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "begins_on"],
                name="handover_once_a_day",
                violation_error_message=_("Đơn vị đã ghi một lần bàn giao từ ngày này."),
            ),
            models.CheckConstraint(
                condition=~Q(decision_number="") & ~Q(successor_name=""),
                name="handover_cites_its_decision",
                violation_error_message=_("Ghi số quyết định và họ tên người kế nhiệm."),
            ),
            models.CheckConstraint(
                condition=Q(leaving=None, leaving_name="")
                | (Q(leaving__isnull=False) & ~Q(leaving_name="")),
                name="handover_names_who_leaves",
                violation_error_message=_("Ghi họ tên người bàn giao."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.begins_on}"

    @property
    def last_day_before(self) -> date:
        return self.begins_on - timedelta(days=1)
