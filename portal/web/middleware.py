"""Language by path, and the one place where access rules are enforced."""

from collections.abc import Callable, Iterable
from functools import partial

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.views.decorators.csrf import csrf_exempt

from portal.access import act_of, actor_of

Respond = Callable[[HttpRequest], HttpResponseBase]
SAMPLE_PERSON = "sample_person"
# Where a person without the second factor that the role asks for may still go.
WITHOUT_SECOND_FACTOR = ("mfa_", "account_logout", "account_reauthenticate", "accounts:enter")


def language_from_path(get_response: Respond) -> Respond:
    """/en/… is English, everything else Vietnamese: the address alone decides, never a cookie, so
    that any cache may keep the page."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        language = translation.get_language_from_path(request.path_info) or "vi"
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return respond


class AccessMiddleware:
    """Gives the request its actor and refuses a view whose rule the actor does not meet."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.actor = SimpleLazyObject(
            lambda: actor_of(request.user) if request.user.is_authenticated else None
        )
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        if not getattr(view, "login_required", True):
            request.is_public_page = getattr(view, "is_public_page", False)
            return None
        name = request.resolver_match.view_name or ""
        if self._lacks_second_factor(request) and not name.startswith(WITHOUT_SECOND_FACTOR):
            return redirect("mfa_index")
        act = act_of(view, name)
        if act is None or not request.actor.may(act):
            raise PermissionDenied
        return None

    @staticmethod
    def _lacks_second_factor(request: HttpRequest) -> bool:
        if settings.SAMPLE_DOOR and request.session.get(SAMPLE_PERSON):
            return False
        return request.actor.needs_second_factor and not is_mfa_enabled(request.user)


def public_page(view: Callable | None = None, *, asks: Iterable[str] = ()) -> Callable:
    """A page for everybody that touches neither session nor cookie; caches may keep it.

    `asks`: what it reads of the query. The rest of a query never reaches it, so that a copy of the
    page answers for every address that only looks different (`public_pages`).

    Without a cookie there is no token to ask for either: a method it does not have is answered by
    the view itself (405).
    """
    if view is None:
        return partial(public_page, asks=asks)
    view = csrf_exempt(login_not_required(view))
    view.is_public_page = True
    view.asks = frozenset(asks)
    return view
