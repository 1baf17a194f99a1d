"""Pages whose address is their key: whoever holds it may come in, nobody is signed in."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow",
    # The address must not travel on to where a link on the page leads.
    "Referrer-Policy": "no-referrer",
}


def secret_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Another site cannot know the address, so it stands in for the token against forged forms,
    which would need a cookie."""

    @login_not_required
    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, **kwargs: object) -> HttpResponse:
        # Nothing of a person who happens to be signed in here.
        request.is_public_page = True
        response = view(request, **kwargs)
        for name, value in HEADERS.items():
            response[name] = value
        # What Django writes of a refused request names its address, which is the key here.
        response._has_been_logged = True
        return response

    return answer
