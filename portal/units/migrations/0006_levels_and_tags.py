
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('units', '0005_events_never_change'),
    ]

    operations = [
        migrations.CreateModel(
            name='UnitTag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='nhãn')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='nghĩa của nhãn')),
            ],
            options={
                'verbose_name': 'nhãn đơn vị',
                'verbose_name_plural': 'nhãn đơn vị',
                'ordering': ['name'],
            },
        ),
        migrations.AddField(
            model_name='unitkind',
            name='level',
            field=models.CharField(blank=True, choices=[('district', 'Huyện'), ('commune', 'Xã, phường, đặc khu'), ('province', 'Tỉnh, thành phố')], help_text='Để trống: theo loại lớn hơn, sau đó theo cấp của chính quyền địa phương.', max_length=10, verbose_name='cấp quản lý'),
        ),
        migrations.CreateModel(
            name='UnitTagging',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='từ ngày')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='thôi từ ngày')),
                ('tag', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='taggings', to='units.unittag', verbose_name='nhãn')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='taggings', to='units.unit')),
            ],
            options={
                'verbose_name': 'nhãn của đơn vị',
                'verbose_name_plural': 'nhãn của đơn vị',
                'ordering': ['unit', 'tag', '-valid_from'],
                'constraints': [models.UniqueConstraint(fields=('unit', 'tag', 'valid_from'), name='unit_tagging_begins_once_a_day', violation_error_message='Đơn vị đã mang nhãn này từ ngày đó.'), models.CheckConstraint(condition=models.Q(('valid_until', None), ('valid_until__gt', models.F('valid_from')), _connector='OR'), name='unit_tagging_ends_after_it_begins', violation_error_message='Ngày thôi mang nhãn phải sau ngày bắt đầu.')],
            },
        ),
    ]
