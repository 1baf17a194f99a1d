from django import forms
from django.utils.translation import gettext_lazy as _

from directives.models import Subscriber


class SubscribeForm(forms.Form):
    email = forms.EmailField(
        label=_("Địa chỉ thư điện tử"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    language = forms.ChoiceField(
        label=_("Ngôn ngữ của thư"), choices=Subscriber.Language, widget=forms.RadioSelect
    )
