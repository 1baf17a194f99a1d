import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directives', '0019_more_is_public'),
        ('files', '0002_received_sha256_is_looked_up'),
        ('reports', '0006_signed_by_a_unit'),
        ('training', '0023_notices_of_what_waits_above'),
        ('units', '0007_levels_of_kinds'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReportSchedule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('monthly', 'Hằng tháng'), ('quarterly', 'Hằng quý'), ('half-yearly', '6 tháng một lần'), ('yearly', 'Hằng năm'), ('school-year', 'Hằng năm học')], max_length=11, unique=True, verbose_name='kỳ báo cáo')),
                ('is_on', models.BooleanField(default=False, verbose_name='đang dùng')),
                ('annex_form', models.CharField(blank=True, choices=[('', 'Bảng tổng hợp, một dòng một đơn vị, khi vừa khổ giấy'), ('rows', 'Chi tiết từng việc giao')], default='', max_length=4, verbose_name='phụ lục')),
                ('counts_from', models.DateField(null=True, verbose_name='tính từ ngày')),
                ('set_at', models.DateTimeField()),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'lịch lập báo cáo',
                'verbose_name_plural': 'lịch lập báo cáo',
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='report',
            name='schedule',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='reports.reportschedule'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(condition=models.Q(('schedule__isnull', False)), fields=('schedule', 'period_year', 'period_part'), name='report_scheduled_once_a_period', violation_error_message='Báo cáo của kỳ này đã được lập theo lịch.'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('schedule', None), models.Q(('kind', 'periodic'), ('replaces', None)), _connector='OR'), name='report_scheduled_is_periodic', violation_error_message='Lịch chỉ lập báo cáo định kỳ.'),
        ),
        migrations.AddConstraint(
            model_name='reportschedule',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['monthly', 'quarterly', 'half-yearly', 'yearly', 'school-year'])), name='report_schedule_of_a_kind_of_period', violation_error_message='Không có loại kỳ báo cáo này.'),
        ),
        migrations.AddConstraint(
            model_name='reportschedule',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('counts_from__isnull', False), ('is_on', True)), models.Q(('counts_from', None), ('is_on', False)), _connector='OR'), name='report_schedule_counts_while_it_is_on', violation_error_message='Lịch đang dùng phải có ngày bắt đầu tính.'),
        ),
    ]
