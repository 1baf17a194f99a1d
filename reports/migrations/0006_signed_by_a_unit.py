
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directives', '0019_more_is_public'),
        ('files', '0002_received_sha256_is_looked_up'),
        ('reports', '0005_kinds_of_report'),
        ('training', '0023_notices_of_what_waits_above'),
        ('units', '0007_levels_of_kinds'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='report',
            name='signed_as',
            field=models.CharField(blank=True, default='', max_length=150, verbose_name='chức vụ người ký'),
        ),
        migrations.AlterField(
            model_name='report',
            name='capacity',
            field=models.CharField(blank=True, choices=[('tm', 'TM. Ủy ban nhân dân, Chủ tịch'), ('kt', 'KT. Chủ tịch, Phó Chủ tịch'), ('tl', 'TL. Chủ tịch, người đứng đầu cơ quan theo dõi'), ('uq', 'TUQ. người đứng đầu đơn vị')], default='', max_length=2, verbose_name='ký với tư cách'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('capacity', 'uq'), ('unit__isnull', False)), models.Q(models.Q(('capacity', 'uq'), _negated=True), ('signed_as', '')), _connector='OR'), name='report_signed_for_the_head_of_a_unit', violation_error_message='Ký thừa ủy quyền chỉ dùng cho báo cáo của đơn vị.'),
        ),
    ]
