import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from portal.audit.immutable import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('directives', '0012_subscriptions'),
        ('files', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CodeSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=10, unique=True, verbose_name='mã tờ')),
                ('reader', models.SlugField(max_length=30, verbose_name='dành cho')),
                ('content', models.TextField(editable=False)),
                ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('as_of', models.DateField(verbose_name='tính đến ngày')),
                ('drawn_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('a3', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                ('a4', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                ('editions', models.ManyToManyField(related_name='code_sheets', to='directives.edition')),
            ],
            options={
                'verbose_name': 'tờ in của Bộ Quy tắc',
                'verbose_name_plural': 'tờ in của Bộ Quy tắc',
                'ordering': ['reader', '-drawn_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('code__regex', '^[2-9A-HJKMNP-Z]{10}$')), name='code_sheet_code_can_be_read_from_paper'), models.CheckConstraint(condition=models.Q(('a4', models.F('a3')), _negated=True), name='code_sheet_has_two_sizes')],
            },
        ),
        append_only("directives_codesheet"),
    ]
