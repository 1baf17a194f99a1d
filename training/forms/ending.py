from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from directives.models import Clause, Duty
from portal.web.fields import DayField
from training.clause_words import clause_words
from training.ending import Choice, Move
from training.models import choice_words


class EndedForm(forms.Form):
    """One of three; what moving needs is asked for below, a field for each clause of the task."""

    use_required_attribute = False

    choice = forms.ChoiceField(
        label=_("Lựa chọn"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn một cách xử lý.")},
    )
    reason = forms.CharField(
        label=_("Lý do"),
        help_text=_("Đơn vị thấy lý do này sau tên văn bản."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Hãy ghi lý do của lựa chọn.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    form_token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: object,
        clauses: Iterable[Clause],
        duties: Iterable[Duty],
        of_clause: bool = False,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.duties = list(duties)
        self.clauses = list(clauses)
        possible = [c for c in Choice if c != Choice.MOVE or self.duties]
        choices = [(c.value, choice_words(c, of_clause)) for c in possible]
        self.fields["choice"].choices = choices
        if self.duties:
            self._ask_where_to()

    def _ask_where_to(self) -> None:
        options = [("", _("Không chuyển điều khoản này"))]
        options += [(d.pk, f"{clause_words(d.clause)}: {d.action[:120]}") for d in self.duties]
        for clause in self.clauses:
            self.fields[self._name(clause)] = forms.TypedChoiceField(
                label=gettext("%(clause)s nay là") % {"clause": clause_words(clause)},
                choices=options,
                coerce=int,
                empty_value=None,
                required=False,
            )
        self.fields["due_on"] = DayField(
            label=_("Hạn mới của việc đang mở"),
            help_text=_("Để trống thì giữ hạn đang có."),
            required=False,
        )
        self.fields["asks"] = forms.TypedChoiceField(
            label=_("Đơn vị đã xác nhận"),
            choices=[
                ("", _("Giữ xác nhận theo văn bản cũ")),
                ("1", _("Đề nghị xác nhận lại theo văn bản mới")),
            ],
            coerce=bool,
            empty_value=False,
            required=False,
            widget=forms.RadioSelect,
        )
        self.fields["again_due_on"] = DayField(
            label=_("Hạn xác nhận lại"),
            help_text=_("Chỉ khi đề nghị xác nhận lại."),
            required=False,
        )

    @staticmethod
    def _name(clause: Clause) -> str:
        return f"to_{clause.pk}"

    def chosen(self) -> dict[str, Any]:
        told = self.cleaned_data
        move = None
        if told["choice"] == Choice.MOVE:
            pairs = {clause.pk: told[self._name(clause)] for clause in self.clauses}
            move = Move(
                {pk: duty for pk, duty in pairs.items() if duty},
                told["due_on"],
                told["asks"],
                told["again_due_on"],
            )
        names = ("choice", "reason", "seen", "form_token")
        return {name: told[name] for name in names} | {"move": move}
