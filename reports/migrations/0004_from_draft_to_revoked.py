import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from portal.audit.immutable import append_only
from portal.web.public_changes import counted_as_public

STATES = [
    ("draft", "Dự thảo"),
    ("submitted", "Chờ lãnh đạo duyệt"),
    ("issuing", "Đang phát hành"),
    ("issued", "Đã phát hành"),
    ("discarded", "Đã bỏ"),
]
ACTS = [
    ("make", "Lập"),
    ("write", "Sửa nội dung"),
    ("submit", "Trình lãnh đạo"),
    ("return", "Trả lại"),
    ("withdraw", "Rút lại để sửa"),
    ("issue", "Duyệt phát hành"),
    ("revoke", "Thu hồi"),
    ("discard", "Bỏ dự thảo"),
]
# What there was gets its first version of words, none, and the draft that was drawn.
FIRST_TEXTS = migrations.RunSQL(
    """
    INSERT INTO reports_reporttext
        (report_id, version, difficulties, plans, proposals, written_by_id, written_at, pdf_id)
    SELECT id, 1, '', '', '', made_by_id, made_at,
        CASE WHEN state = 'ready' THEN pdf_id END
    FROM reports_report;
    INSERT INTO reports_reportevent (report_id, act, version, reason, by_id, at)
    SELECT id, 'make', 1, '', made_by_id, made_at FROM reports_report;
    INSERT INTO reports_reportevent (report_id, act, version, reason, by_id, at)
    SELECT id, 'issue', 1, '', issued_by_id, issued_at FROM reports_report WHERE state = 'issued';
    UPDATE reports_report SET state = 'draft', pdf_id = NULL
    WHERE state IN ('rendering', 'ready')
    """,
    migrations.RunSQL.noop,
)
TEXT_KEPT = migrations.RunSQL(
    """
    CREATE TRIGGER reports_reporttext_words
    BEFORE UPDATE OF report_id, version, difficulties, plans, proposals, written_by_id, written_at
    OR DELETE ON reports_reporttext FOR EACH ROW EXECUTE FUNCTION refuse_change();
    CREATE TRIGGER reports_reporttext_pdf BEFORE UPDATE OF pdf_id ON reports_reporttext
    FOR EACH ROW WHEN (OLD.pdf_id IS NOT NULL) EXECUTE FUNCTION refuse_change()
    """,
    """
    DROP TRIGGER reports_reporttext_words ON reports_reporttext;
    DROP TRIGGER reports_reporttext_pdf ON reports_reporttext
    """,
)


def person(**options):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
        **options,
    )


def paper():
    return models.ForeignKey(
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="files.storedfile",
    )


def key():
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_initial"),
        ("reports", "0003_public_changes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint("report", "report_state_has_its_pdf_and_date"),
        migrations.AlterField(
            "report",
            "state",
            models.CharField(
                choices=STATES, default="draft", max_length=9, verbose_name="trạng thái"
            ),
        ),
        migrations.AddField(
            "report",
            "replaces",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replacements",
                to="reports.report",
            ),
        ),
        migrations.AddField(
            "report",
            "replaces_because",
            models.CharField(blank=True, default="", max_length=500, verbose_name="lý do thay thế"),
            preserve_default=False,
        ),
        migrations.AddField(
            "report",
            "number",
            models.PositiveIntegerField(blank=True, null=True, verbose_name="số"),
        ),
        migrations.AddField(
            "report",
            "dated_on",
            models.DateField(blank=True, null=True, verbose_name="ngày ghi trên báo cáo"),
        ),
        migrations.AddField(
            "report",
            "number_year",
            models.PositiveSmallIntegerField(blank=True, editable=False, null=True),
        ),
        migrations.CreateModel(
            "ReportText",
            fields=[
                ("id", key()),
                ("version", models.PositiveSmallIntegerField()),
                (
                    "difficulties",
                    models.TextField(
                        blank=True, max_length=10000, verbose_name="tồn tại, nguyên nhân"
                    ),
                ),
                (
                    "plans",
                    models.TextField(
                        blank=True, max_length=10000, verbose_name="nhiệm vụ thời gian tới"
                    ),
                ),
                (
                    "proposals",
                    models.TextField(
                        blank=True, max_length=10000, verbose_name="đề xuất, kiến nghị"
                    ),
                ),
                ("written_at", models.DateTimeField()),
                ("pdf", paper()),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="texts",
                        to="reports.report",
                    ),
                ),
                ("written_by", person()),
            ],
            options={
                "verbose_name": "nội dung báo cáo",
                "verbose_name_plural": "nội dung báo cáo",
                "ordering": ["-version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("report", "version"),
                        name="report_text_version_once",
                        violation_error_message="Nội dung này đã có người khác lưu.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            "ReportEvent",
            fields=[
                ("id", key()),
                ("act", models.CharField(choices=ACTS, max_length=8)),
                ("version", models.PositiveSmallIntegerField()),
                ("reason", models.CharField(blank=True, max_length=2000, verbose_name="lý do")),
                ("at", models.DateTimeField()),
                ("by", person()),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="reports.report",
                    ),
                ),
            ],
            options={
                "verbose_name": "việc đã làm với báo cáo",
                "verbose_name_plural": "việc đã làm với báo cáo",
                "ordering": ["at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=~Q(act__in=["return", "revoke"], reason=""),
                        name="report_event_says_why",
                        violation_error_message="Hãy nêu lý do.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            "Revocation",
            fields=[
                ("id", key()),
                ("reason", models.CharField(max_length=2000, verbose_name="lý do")),
                ("at", models.DateTimeField(verbose_name="thu hồi lúc")),
                ("by", person()),
                (
                    "replaced_by",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reports.report",
                    ),
                ),
                (
                    "report",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revocation",
                        to="reports.report",
                    ),
                ),
            ],
            options={
                "verbose_name": "báo cáo đã thu hồi",
                "verbose_name_plural": "báo cáo đã thu hồi",
                "constraints": [
                    models.CheckConstraint(
                        condition=~Q(reason=""),
                        name="revocation_says_why",
                        violation_error_message="Hãy nêu lý do thu hồi.",
                    )
                ],
            },
        ),
        FIRST_TEXTS,
        # The rows just changed have checks that wait for the end of the transaction.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AddConstraint(
            "report",
            models.CheckConstraint(
                condition=(
                    Q(
                        state__in=["draft", "submitted", "discarded"],
                        pdf=None,
                        issued_at=None,
                        issued_by=None,
                    )
                    | Q(state="issuing", pdf=None, issued_at=None, issued_by__isnull=False)
                    | Q(
                        state="issued",
                        pdf__isnull=False,
                        issued_at__isnull=False,
                        issued_by__isnull=False,
                    )
                ),
                name="report_state_has_its_pdf_and_date",
                violation_error_message="Báo cáo phát hành phải có tệp PDF và ngày phát hành.",
            ),
        ),
        migrations.AddConstraint(
            "report",
            models.CheckConstraint(
                condition=Q(number=None, number_year=None)
                | Q(
                    number__gte=1,
                    dated_on__isnull=False,
                    number_year=F("dated_on__year"),
                    state__in=["issuing", "issued"],
                ),
                name="report_number_has_its_year",
                violation_error_message="Số báo cáo phải đi cùng ngày ghi trên báo cáo.",
            ),
        ),
        migrations.AddConstraint(
            "report",
            models.UniqueConstraint(
                fields=("number_year", "number"),
                name="report_number_once_a_year",
                violation_error_message="Số này đã dùng cho một báo cáo khác trong năm.",
            ),
        ),
        migrations.AddConstraint(
            "report",
            models.UniqueConstraint(
                condition=~Q(state="discarded"),
                fields=("replaces",),
                name="report_replaced_once",
                violation_error_message="Báo cáo này đã có một báo cáo thay thế.",
            ),
        ),
        migrations.AddConstraint(
            "report",
            models.CheckConstraint(
                condition=Q(replaces=None, replaces_because="")
                | Q(replaces__isnull=False) & ~Q(replaces_because=""),
                name="report_replacement_says_why",
                violation_error_message="Báo cáo thay thế phải nêu lý do.",
            ),
        ),
        append_only("reports_reportevent"),
        append_only("reports_revocation"),
        TEXT_KEPT,
        counted_as_public("reports_revocation", layer="reports"),
    ]
