from django.core.management.base import BaseCommand

from portal.demo.door import people
from portal.units.models import Authority


class Command(BaseCommand):
    help = "Print the people of the sample who can be played from the sign-in page."

    def handle(self, *args: object, **options: object) -> None:
        authority = Authority.objects.first()
        if authority is None or not authority.is_sample:
            return
        self.stdout.write(
            f"Đang dùng dữ liệu minh họa {authority.name}. Mở trang “Vào làm việc” để đóng một vai:"
        )
        for person in people():
            self.stdout.write(f"  {person.position:<42} {person.name} <{person.email}>")
