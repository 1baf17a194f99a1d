import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from portal.audit.immutable import append_only
from portal.web.public_changes import counted_as_public

TABLE = "reports_reportsignature"


class Migration(migrations.Migration):
    dependencies = [("reports", "0007_schedules")]

    operations = [
        migrations.CreateModel(
            "ReportSignature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.CharField(max_length=300, verbose_name="người ký")),
                (
                    "issuer",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="tổ chức cấp chứng thư"
                    ),
                ),
                (
                    "serial_number",
                    models.CharField(max_length=300, verbose_name="số hiệu chứng thư"),
                ),
                ("certificate_sha256", models.CharField(max_length=64)),
                ("signed_at", models.DateTimeField(verbose_name="ký lúc")),
                (
                    "trust",
                    models.CharField(
                        choices=[
                            ("unchecked", "Chưa đối chiếu với tổ chức chứng thực"),
                            ("trusted", "Chứng thư do tổ chức chứng thực đã khai trên cổng cấp"),
                            (
                                "untrusted",
                                "Chứng thư không do tổ chức chứng thực đã khai trên cổng cấp",
                            ),
                        ],
                        max_length=9,
                        verbose_name="đối chiếu chứng thư",
                    ),
                ),
                ("drawn_size", models.PositiveBigIntegerField()),
                ("drawn_sha256", models.CharField(max_length=64)),
                (
                    "report",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signature",
                        to="reports.report",
                    ),
                ),
            ],
            options={
                "verbose_name": "chữ ký số của báo cáo",
                "verbose_name_plural": "chữ ký số của báo cáo",
                "constraints": [
                    models.CheckConstraint(
                        condition=~Q(subject=""),
                        name="report_signature_says_whose",
                        violation_error_message="Chữ ký số phải có tên người ký.",
                    )
                ],
            },
        ),
        append_only(TABLE),
        counted_as_public(TABLE, layer="reports"),
    ]
