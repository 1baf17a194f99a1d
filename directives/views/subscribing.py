"""Following by mail without an account: ask, confirm from the mailbox, end with one click.

These forms carry no CSRF token, since the pages set no cookie to bind one to. Nothing is lost by
it: a token keeps a foreign page from using the authority of who is signed in, and here nobody is.
Asking needs no authority (whatever a foreign page could make a visitor's browser send, anybody can
send); what it can do, one mail to an address, is bounded by counts in the database that no number
of browsers widens. Confirming and ending need the signed link of the mail, which a foreign page
does not have. Mail scanners follow links, so a GET shows a page and only its button acts.
"""

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from directives.forms.subscribing import SubscribeForm
from directives.models import Document, Following, Subscriber
from directives.scopes import Wanted, wanted_search
from directives.search import ASKED
from directives.subscribing import (
    UNCONFIRMED_DAYS,
    subscription_ask,
    subscription_confirm,
    subscription_end,
)
from directives.subscription_counts import subscription_counts
from directives.subscription_links import CONFIRM, END, key_of
from portal.access import Act, requires
from portal.refusals import Refused
from portal.web.middleware import public_page

FOLDER = "directives/subscribing"
# A field that people do not see and robots fill in.
TRAP = "trang-web"
require_form = require_http_methods(["GET", "HEAD", "POST"])


@public_page
@require_form
def subscribe(request: HttpRequest) -> HttpResponse:
    return _subscribe(request, Wanted())


@public_page
@require_form
def subscribe_document(request: HttpRequest, slug: str) -> HttpResponse:
    document = get_object_or_404(Document.objects.published(), slug=slug)
    return _subscribe(request, Wanted(Following.Scope.DOCUMENT, document))


@public_page(asks=ASKED)
@require_form
def subscribe_search(request: HttpRequest) -> HttpResponse:
    """The filters stand in the address, as in the list's own."""
    try:
        wanted = wanted_search(request.GET)
    except Refused as refusal:
        return _form(request, Wanted(), SubscribeForm(), refusal=refusal, status=422)
    return _subscribe(request, wanted)


@public_page
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """The same for every address, known or not."""
    return render(request, f"{FOLDER}/asked.html", {"days": UNCONFIRMED_DAYS})


@public_page
@never_cache
@require_form
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    key = key_of(token, CONFIRM)
    if key is None:
        raise Http404
    if request.method == "POST":
        subscription_confirm(key=key)
        return redirect("directives:subscription_confirm", token)
    following = Following.objects.select_related("document").filter(key=key).first()
    context = {"following": following, "days": UNCONFIRMED_DAYS}
    if following is None:
        return render(request, f"{FOLDER}/confirm.html", context, status=410)
    return render(request, f"{FOLDER}/confirm.html", context | {"wanted": Wanted.of(following)})


@public_page
@never_cache
@require_form
def end(request: HttpRequest, token: str) -> HttpResponse:
    """RFC 8058: mailboxes POST here by themselves, without a cookie, and follow no redirect."""
    key = key_of(token, END)
    if key is None:
        raise Http404
    if request.method == "POST":
        subscription_end(key=key, following_id=_chosen(request.POST))
    subscriber = Subscriber.objects.filter(key=key).first()
    rows = subscriber.followings.select_related("document") if subscriber else []
    followed = [(row.pk, Wanted.of(row)) for row in rows if row.confirmed_at]
    context = {"followed": followed, "acted": request.method == "POST"}
    return render(request, f"{FOLDER}/end.html", context)


@requires(Act.FOLLOWERS_COUNT)
@require_GET
def followers(request: HttpRequest) -> HttpResponse:
    return render(request, "directives/office/followers.html", {"counts": subscription_counts()})


def _subscribe(request: HttpRequest, wanted: Wanted) -> HttpResponse:
    if request.method != "POST":
        form = SubscribeForm(initial={"language": get_language()})
        return _form(request, wanted, form)
    form = SubscribeForm(request.POST)
    if request.POST.get(TRAP):
        return redirect("directives:subscription_asked")
    if not form.is_valid():
        return _form(request, wanted, form, status=422)
    try:
        subscription_ask(
            email=form.cleaned_data["email"],
            language=form.cleaned_data["language"],
            wanted=wanted,
        )
    except Refused as refusal:
        return _form(request, wanted, form, refusal=refusal, status=429)
    return redirect("directives:subscription_asked")


def _form(
    request: HttpRequest,
    wanted: Wanted,
    form: SubscribeForm,
    *,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"wanted": wanted, "form": form, "refusal": refusal, "trap": TRAP}
    context["days"] = UNCONFIRMED_DAYS
    return render(request, f"{FOLDER}/form.html", context, status=status)


def _chosen(posted: QueryDict) -> int | None:
    """Which thing followed the button stood beside; without one, everything."""
    value = posted.get("muc", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None
