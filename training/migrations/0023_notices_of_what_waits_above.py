from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('training', '0022_renewals_never_change'),
    ]

    operations = [
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('issued', 'Việc mới được giao'), ('transferred', 'Việc nhận từ đơn vị cũ'), ('returned', 'Việc bị trả lại'), ('asked_again', 'Việc cần xác nhận lại'), ('new_text', 'Việc có nội dung mới'), ('stopped', 'Việc dừng thực hiện'), ('not_again', 'Rút đề nghị xác nhận lại'), ('accepted', 'Việc đã được chấp nhận'), ('exempted', 'Việc được miễn'), ('not_exempted', 'Đề nghị miễn không được chấp nhận'), ('extended', 'Việc được gia hạn'), ('not_extended', 'Đề nghị gia hạn không được chấp nhận'), ('cancelled', 'Việc đã hủy'), ('entered', 'Cơ quan theo dõi đã nhập thay xác nhận'), ('taken_back', 'Xác nhận nhập thay đã rút'), ('exempt_over', 'Việc hết miễn, trở lại với đơn vị'), ('due', 'Việc sắp đến hạn'), ('due_next', 'Việc đến hạn ngay'), ('overdue', 'Việc quá hạn'), ('late_unit', 'Việc quá hạn kéo dài'), ('late_below', 'Đơn vị trực thuộc quá hạn kéo dài'), ('late_office', 'Đơn vị quá hạn kéo dài'), ('asked', 'Đề nghị miễn cần trả lời'), ('asked_later', 'Đề nghị gia hạn cần trả lời'), ('to_review', 'Xác nhận chờ thẩm định'), ('waits_above', 'Xác nhận của đơn vị trực thuộc chờ thẩm định')], max_length=12, verbose_name='loại thông báo'),
        ),
    ]
