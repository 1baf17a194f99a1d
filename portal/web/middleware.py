"""Language by path, caching of public pages, and the one place where access rules are enforced."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.functional import SimpleLazyObject
from django.views.decorators.csrf import csrf_exempt

from portal.access import act_of, actor_of

Respond = Callable[[HttpRequest], HttpResponseBase]
PUBLIC_SECONDS = 60
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


def public_caching(get_response: Respond) -> Respond:
    """Public pages may be kept by anybody; everything else by nobody."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        public = getattr(request, "is_public_page", False) and request.method in {"GET", "HEAD"}
        if public:
            _same_for_everybody(response)
        if response.has_header("Cache-Control"):
            return response
        if public and response.status_code in {200, 304} and not response.cookies:
            patch_cache_control(response, public=True, max_age=PUBLIC_SECONDS)
        else:
            patch_cache_control(response, private=True, no_store=True)
        return response

    return respond


def _same_for_everybody(response: HttpResponseBase) -> None:
    """Other packages' middleware looks into the session on every request, which makes Django say
    that the page varies by cookie. A public page reads none; a test compares the bytes."""
    varies = [name.strip() for name in response.headers.get("Vary", "").split(",")]
    kept = [name for name in varies if name and name.lower() != "cookie"]
    if kept:
        response.headers["Vary"] = ", ".join(kept)
    else:
        response.headers.pop("Vary", None)


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


def public_page(view: Callable) -> Callable:
    """A page for everybody that touches neither session nor cookie; caches may keep it.

    Without a cookie there is no token to ask for either: a method it does not have is answered by
    the view itself (405).
    """
    view = csrf_exempt(login_not_required(view))
    view.is_public_page = True
    return view
