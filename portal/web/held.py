"""What a person had typed when the session was over, held until they have signed in again.

A form that must lose nothing carries `{% typed_by %}`: a signed word on who typed, and where. When
it is sent and the session has ended (or its token is older than a new signing in), its fields wait
in the session of the sign-in page, and only the same person on the same page is shown them. Files
are never held: without a session nobody's file is kept. They are named, to be chosen again.
"""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.utils.translation import gettext as _

from portal.web import errors

FIELD = "typed_by"
SALT = "portal.web.held"
SESSION_KEY = "held"
MAX_HELD_LETTERS = 50_000
# Longer than any session: a page left open over a weekend still says who typed on it.
MARK_SECONDS = 7 * 24 * 3600
NEVER_HELD = (FIELD, "csrfmiddlewaretoken")
ASKED_IN_JSON = "application/json"


@dataclass(frozen=True)
class Held:
    fields: QueryDict
    file_names: list[str]


def mark_of(request: HttpRequest) -> str:
    return signing.dumps([request.user.pk, request.path], salt=SALT)


def hold(request: HttpRequest) -> bool:
    """Whether the form that was sent now waits for its person."""
    typist = _typist(request)
    if typist is None or request.user.is_authenticated and request.user.pk != typist:
        return False
    fields = request.POST.copy()
    for name in NEVER_HELD:
        fields.pop(name, None)
    typed = fields.urlencode()
    if len(typed) > MAX_HELD_LETTERS:
        return False
    names = [file.name for _field, files in request.FILES.lists() for file in files]
    request.session[SESSION_KEY] = {
        "by": typist,
        "path": request.path,
        "typed": typed,
        "files": names[:20],
    }
    return True


def held_for(request: HttpRequest) -> Held | None:
    """What waits for this person on this page."""
    kept = request.session.get(SESSION_KEY)
    if not kept or (kept["by"], kept["path"]) != (request.user.pk, request.path):
        return None
    return Held(QueryDict(kept["typed"]), kept["files"])


def typed_again(request: HttpRequest) -> dict[str, str]:
    """For the `initial` of a form without fields of several values."""
    kept = held_for(request)
    return kept.fields.dict() if kept else {}


def forget(request: HttpRequest, path: str) -> None:
    """The person has sent the page anew: what waited is not needed any more."""
    if request.session.get(SESSION_KEY, {}).get("path") == path:
        del request.session[SESSION_KEY]


def _typist(request: HttpRequest) -> int | None:
    try:
        typist, path = signing.loads(request.POST.get(FIELD, ""), salt=SALT, max_age=MARK_SECONDS)
    except signing.BadSignature:
        return None
    return typist if path == request.path else None


def asked_in_json(request: HttpRequest) -> bool:
    """A script of the page asks; a page to look at would be no answer for it."""
    return request.headers.get("Accept") == ASKED_IN_JSON


class SignInMiddleware(LoginRequiredMiddleware):
    """To the sign-in page and back to the same place, with what was typed; a script is told."""

    def handle_no_permission(self, request: HttpRequest, view_func: object) -> HttpResponse:
        if asked_in_json(request):
            return JsonResponse({"error": _("Phiên đăng nhập đã hết.")}, status=401)
        if request.method == "POST" and hold(request):
            messages.warning(
                request,
                _(
                    "Phiên đăng nhập đã hết nên chưa lưu được. Nội dung đã nhập được giữ lại; "
                    "hãy đăng nhập để tiếp tục."
                ),
            )
        return super().handle_no_permission(request, view_func)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Most often a page that was open while its person signed in anew: shown again as typed."""
    if asked_in_json(request):
        return JsonResponse({"error": _("Phiên đăng nhập đã hết.")}, status=401)
    if hold(request):
        return HttpResponseRedirect(request.path)
    return errors.csrf_failure(request, reason)
