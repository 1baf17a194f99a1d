import pytest
from django import forms

from portal.units.forms import KindsField

pytestmark = pytest.mark.django_db


class Form(forms.Form):
    kinds = KindsField()


def test_a_smaller_kind_is_marked_as_part_of_the_larger_above_it():
    labels = [label for _value, label in Form().fields["kinds"].choices]
    larger = labels.index("Xã, thị trấn")
    assert labels[larger + 1] == "– Xã"
    assert "– Thị trấn" in labels[larger:]
