"""The portal follows organisations doing dissemination work; it never watches people."""

import io
import re

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import get_resolver
from PIL import Image

from directives.models import Document, Duty
from portal.files.services import file_store
from portal.files.sniff import IMAGES
from portal.vietnamese.folding import fold
from tests.cast import Cast
from tests.factories import make_duty, make_rollout, make_task

OURS = {"units", "accounts", "audit", "jobs", "files", "directives", "training", "reports"}
# What a system that watches people would hold.
WATCHING = re.compile(
    r"violat|offend|suspect|surveil|monitor|watchlist|social_account|facebook|zalo|tiktok|profile"
    r"|attendee|participant|pupil_name|citizen|vi_pham|doi_tuong_xau|tai_khoan_mxh|score|rank_of"
)
GPS_IFD, LATITUDE = 0x8825, {1: "N", 2: (21.0, 1.0, 42.0)}


def test_no_table_or_column_is_made_to_hold_people_or_what_they_say():
    names = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in OURS
        for field in model._meta.get_fields()
    }
    assert {name for name in names if WATCHING.search(fold(name).replace(" ", "_"))} == set()


def test_no_address_leads_to_such_a_thing():
    routes = {str(key) for key in get_resolver().reverse_dict if isinstance(key, str)}
    assert {route for route in routes if WATCHING.search(route)} == set()


def test_the_database_refuses_a_task_on_a_duty_that_is_never_tracked(
    cast: Cast, document: Document
):
    never = make_duty(document, "muc-2", tracked=Duty.Tracked.NEVER)
    task = make_task(make_rollout(document, by=cast.office_officer), make_duty(document))
    for claimed in ("never", "yes"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO training_taskduty (task_id, duty_id, tracked) VALUES (%s, %s, %s)",
                [task.pk, never.pk, claimed],
            )


def test_the_database_refuses_to_untrack_a_duty_under_a_task(cast: Cast, document: Document):
    duty = make_duty(document)
    make_task(make_rollout(document, by=cast.office_officer), duty)
    with pytest.raises(IntegrityError), transaction.atomic():
        Duty.objects.filter(pk=duty.pk).update(tracked=Duty.Tracked.NEVER)


def test_a_photo_loses_the_place_where_it_was_taken(cast: Cast):
    photo = io.BytesIO()
    exif = Image.Exif()
    exif.get_ifd(GPS_IFD).update(LATITUDE)
    exif[0x010F] = "Máy ảnh"
    Image.new("RGB", (40, 30), "red").save(photo, "JPEG", exif=exif.tobytes())
    assert Image.open(photo).getexif().get_ifd(GPS_IFD)
    kept = file_store(
        upload=SimpleUploadedFile("anh.jpg", photo.getvalue()), kinds=IMAGES, stored_by=cast.clerk
    )
    from django.core.files.storage import default_storage

    with default_storage.open(kept.key) as file:
        assert dict(Image.open(file).getexif()) == {}
