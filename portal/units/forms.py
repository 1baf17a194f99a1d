from django import forms

from portal.units.models import UnitKind


class KindsField(forms.ModelMultipleChoiceField):
    """Kinds of units to tick, each smaller one marked as part of the larger above it."""

    def __init__(self, **options: object) -> None:
        super().__init__(UnitKind.objects.all(), widget=forms.CheckboxSelectMultiple, **options)

    def label_from_instance(self, obj: UnitKind) -> str:
        return f"– {obj}" if obj.parent_id else str(obj)
