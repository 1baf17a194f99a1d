import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0008_signatures'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Recipient',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='nơi nhận')),
                ('email', models.EmailField(max_length=254, verbose_name='thư điện tử')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='ghi chú')),
                ('language', models.CharField(choices=[('vi', 'Tiếng Việt'), ('en', 'Tiếng Anh')], default='vi', max_length=2, verbose_name='ngôn ngữ của thư')),
                ('added_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'nơi nhận báo cáo',
                'verbose_name_plural': 'nơi nhận báo cáo',
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('email', models.EmailField(max_length=254, verbose_name='thư điện tử')),
                ('token_digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('state', models.CharField(choices=[('waiting', 'Chờ gửi'), ('sent', 'Đã gửi'), ('refused', 'Máy chủ thư không nhận')], default='waiting', max_length=7, verbose_name='trạng thái')),
                ('made_at', models.DateTimeField()),
                ('tried_at', models.DateTimeField(null=True)),
                ('refusals', models.PositiveSmallIntegerField(default=0)),
                ('retry_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('expires_at', models.DateTimeField(verbose_name='đường dẫn dùng đến')),
                ('revoked_at', models.DateTimeField(null=True)),
                ('downloads', models.PositiveIntegerField(default=0, verbose_name='số lần tải tệp')),
                ('downloaded_at', models.DateTimeField(null=True, verbose_name='tải lần cuối')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='reports.report')),
                ('revoked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='reports.recipient')),
            ],
            options={
                'verbose_name': 'báo cáo gửi qua thư',
                'verbose_name_plural': 'báo cáo gửi qua thư',
                'ordering': ['pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='recipient',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('email',), name='recipient_address_once', violation_error_message='Địa chỉ này đã có trong danh sách.'),
        ),
        migrations.AddConstraint(
            model_name='recipient',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('email', ''), _negated=True)), name='recipient_has_name_and_address', violation_error_message='Nơi nhận phải có tên và địa chỉ.'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['id'], name='delivery_waiting'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('report', 'email'), name='delivery_once_an_address', violation_error_message='Báo cáo này đã gửi tới địa chỉ đó.'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state', 'waiting')), models.Q(('ended_at__isnull', False), ('state__in', ['sent', 'refused'])), _connector='OR'), name='delivery_state_has_its_time', violation_error_message='Thư đã gửi phải có giờ gửi.'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('downloaded_at', None), ('downloads', 0)), models.Q(('downloaded_at__isnull', False), ('downloads__gt', 0)), _connector='OR'), name='delivery_counts_with_its_time'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('revoked_at', None), ('revoked_by', None)), models.Q(('revoked_at__isnull', False), ('revoked_by__isnull', False)), _connector='OR'), name='delivery_revoked_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('made_at'))), name='delivery_link_opens_for_a_while'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('refusals__lte', 5)), name='delivery_is_not_tried_for_ever'),
        ),
    ]
