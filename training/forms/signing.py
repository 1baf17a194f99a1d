from django import forms


class SignForm(forms.Form):
    """What the check page sends back: which draft it showed, on the words of which edition, and
    which form it was."""

    draft_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)
    form_token = forms.UUIDField(widget=forms.HiddenInput)
