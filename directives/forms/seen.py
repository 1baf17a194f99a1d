from django import forms
from django.utils.translation import gettext as _


class SeenForm(forms.ModelForm):
    """Carries the seal of what it showed (directives/seen.py) to the service that saves."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def show_stored(self, stored: "SeenForm") -> None:
        """After somebody else's edit: at each field what is stored, where it is not what was typed;
        saved again, what is typed counts. `stored`: the same form, as it opens now."""
        self.data = self.data.copy()
        self.data["seen"] = stored.initial["seen"]
        for bound in stored.visible_fields():
            if bound.field.has_changed(bound.initial, self[bound.name].data):
                self.add_error(bound.name, _("Đang lưu: %(value)s") % {"value": _shown(bound)})


def _shown(bound: forms.BoundField) -> str:
    value, choices = bound.initial, dict(getattr(bound.field, "choices", ()))
    if isinstance(value, bool):
        return _("có đánh dấu") if value else _("không đánh dấu")
    if value is None or isinstance(value, str):
        return str(choices.get(value) or value or _("để trống"))
    if isinstance(value, list):
        return "; ".join(str(choices.get(one, one)) for one in value) or _("để trống")
    return str(choices.get(value, value))
