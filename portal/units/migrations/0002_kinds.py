from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# code, name, English name, code of the kind it belongs to
KINDS = [
    ("authority", "Chính quyền địa phương", "Local authority", None),
    ("agency", "Cơ quan, đơn vị", "Agency", None),
    ("van-phong", "Văn phòng", "Office of the People's Council and Committee", "agency"),
    ("phong", "Phòng chuyên môn", "Specialised division", "agency"),
    ("don-vi-su-nghiep", "Đơn vị sự nghiệp", "Public service unit", "agency"),
    ("doan-the", "Đoàn thể", "Mass organisation", "agency"),
    ("luc-luong", "Công an, quân sự", "Police and military", "agency"),
    ("commune", "Xã, thị trấn", "Commune", None),
    ("xa", "Xã", "Rural commune", "commune"),
    ("phuong", "Phường", "Ward", "commune"),
    ("thi-tran", "Thị trấn", "Township", "commune"),
    ("dac-khu", "Đặc khu", "Special zone", "commune"),
    ("school", "Trường học", "School", None),
    ("mam-non", "Trường mầm non", "Kindergarten", "school"),
    ("tieu-hoc", "Trường tiểu học", "Primary school", "school"),
    ("thcs", "Trường THCS", "Lower-secondary school", "school"),
    ("thpt", "Trường THPT", "Upper-secondary school", "school"),
    ("lien-cap", "Trường liên cấp", "Combined school", "school"),
]


def add(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    UnitKind = apps.get_model("units", "UnitKind")
    for order, (code, name, name_en, parent) in enumerate(KINDS):
        UnitKind.objects.create(
            code=code, name=name, name_en=name_en, parent_id=parent, order=order
        )


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("units", "UnitKind").objects.filter(code__in=[k[0] for k in KINDS]).delete()


class Migration(migrations.Migration):
    dependencies = [("units", "0001_initial")]

    operations = [migrations.RunPython(add, remove)]
