from django.core.management.base import BaseCommand

from portal.accounts.models import Membership
from portal.demo.people import SAMPLE_PEOPLE
from portal.units.models import Authority


class Command(BaseCommand):
    help = "Print the people of the sample who can be played from the sign-in page."

    def handle(self, *args: object, **options: object) -> None:
        authority = Authority.objects.first()
        if authority is None or not authority.is_sample:
            return
        self.stdout.write(
            "Đang dùng dữ liệu minh họa Huyện Mẫu. Mở trang “Vào làm việc” để đóng một vai:"
        )
        known = set(Membership.objects.values_list("user__email", flat=True))
        for person in SAMPLE_PEOPLE:
            if person.email in known:
                self.stdout.write(f"  {person.position:<42} {person.name} <{person.email}>")
