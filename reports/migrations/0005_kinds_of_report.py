import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


# What a report looks at never changes, as its snapshot does not.
SCOPE_KEPT = migrations.RunSQL(
    """
    CREATE TRIGGER reports_report_scope BEFORE UPDATE OF kind, rollout_id, document_id, unit_id,
        period_kind, period_year, period_part, starts_on, ends_on, compared_at, annex_form
    ON reports_report FOR EACH ROW EXECUTE FUNCTION refuse_change();
    CREATE TRIGGER reports_reporttext_copies BEFORE UPDATE OF copies
    ON reports_reporttext FOR EACH ROW EXECUTE FUNCTION refuse_change()
    """,
    """
    DROP TRIGGER reports_report_scope ON reports_report;
    DROP TRIGGER reports_reporttext_copies ON reports_reporttext
    """,
)


class Migration(migrations.Migration):

    dependencies = [
        ('directives', '0019_more_is_public'),
        ('files', '0002_received_sha256_is_looked_up'),
        ('reports', '0004_from_draft_to_revoked'),
        ('training', '0023_notices_of_what_waits_above'),
        ('units', '0007_levels_of_kinds'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='report',
            name='report_number_once_a_year',
        ),
        migrations.AddField(
            model_name='report',
            name='annex_form',
            field=models.CharField(blank=True, choices=[('', 'Bảng tổng hợp, một dòng một đơn vị, khi vừa khổ giấy'), ('rows', 'Chi tiết từng việc giao')], default='', max_length=4, verbose_name='phụ lục'),
        ),
        migrations.AddField(
            model_name='report',
            name='capacity',
            field=models.CharField(blank=True, choices=[('tm', 'TM. Ủy ban nhân dân, Chủ tịch'), ('kt', 'KT. Chủ tịch, Phó Chủ tịch'), ('tl', 'TL. Chủ tịch, người đứng đầu cơ quan theo dõi')], default='', max_length=2, verbose_name='ký với tư cách'),
        ),
        migrations.AddField(
            model_name='report',
            name='compared_at',
            field=models.DateTimeField(null=True, verbose_name='so với thời điểm'),
        ),
        migrations.AddField(
            model_name='report',
            name='document',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='directives.document'),
        ),
        migrations.AddField(
            model_name='report',
            name='ends_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='report',
            name='kind',
            field=models.CharField(choices=[('completion', 'Kết quả một đợt triển khai'), ('periodic', 'Báo cáo định kỳ'), ('unit', 'Báo cáo của một đơn vị'), ('late', 'Danh sách việc quá hạn'), ('comparison', 'So sánh hai thời điểm'), ('clauses', 'Thực hiện theo điều khoản')], default='completion', max_length=10, verbose_name='loại báo cáo'),
        ),
        migrations.AddField(
            model_name='report',
            name='made_by_job',
            field=models.BigIntegerField(editable=False, null=True, unique=True),
        ),
        migrations.AddField(
            model_name='report',
            name='period_kind',
            field=models.CharField(blank=True, default='', max_length=11),
        ),
        migrations.AddField(
            model_name='report',
            name='period_part',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='report',
            name='period_year',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='report',
            name='starts_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='report',
            name='unit',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='units.unit'),
        ),
        migrations.AddField(
            model_name='reporttext',
            name='copies',
            field=models.TextField(blank=True, default='', max_length=2000, verbose_name='nơi nhận'),
        ),
        migrations.AlterField(
            model_name='report',
            name='rollout',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='training.rollout'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('document', None), ('kind__in', ('completion', 'comparison')), ('rollout__isnull', False)), models.Q(('document__isnull', False), ('kind', 'clauses'), ('rollout', None)), models.Q(('document', None), ('kind', 'late')), models.Q(('document', None), ('kind__in', ('periodic', 'unit')), ('rollout', None)), _connector='OR'), name='report_kind_has_its_scope', violation_error_message='Loại báo cáo phải có đúng đợt hoặc văn bản của nó.'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'unit'), ('unit__isnull', False)), models.Q(models.Q(('kind', 'unit'), _negated=True), ('unit', None)), _connector='OR'), name='report_of_a_unit_names_it', violation_error_message='Báo cáo của đơn vị phải ghi đơn vị.'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ends_on__isnull', False), ('kind__in', ('periodic', 'unit')), ('period_kind__in', ['monthly', 'quarterly', 'half-yearly', 'yearly', 'school-year']), ('period_part__isnull', False), ('period_year__isnull', False), ('starts_on__isnull', False)), models.Q(models.Q(('kind__in', ('periodic', 'unit')), _negated=True), ('ends_on', None), ('period_kind', ''), ('period_part', None), ('period_year', None), ('starts_on', None)), _connector='OR'), name='report_of_a_period_names_it', violation_error_message='Báo cáo định kỳ phải ghi kỳ báo cáo.'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('compared_at__isnull', False), ('compared_at__lt', models.F('as_of')), ('kind', 'comparison')), models.Q(models.Q(('kind', 'comparison'), _negated=True), ('compared_at', None)), _connector='OR'), name='report_compares_with_an_earlier_moment', violation_error_message='Thời điểm so sánh phải trước thời điểm báo cáo.'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(condition=models.Q(('number__isnull', False)), fields=('unit', 'number_year', 'number'), name='report_number_once_a_year', nulls_distinct=False, violation_error_message='Số này đã dùng cho một báo cáo khác trong năm.'),
        ),
        SCOPE_KEPT,
    ]
