from django import forms


class SignForm(forms.Form):
    """What the check page sends back: which draft it showed, and which form it was."""

    draft_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    form_token = forms.UUIDField(widget=forms.HiddenInput)
