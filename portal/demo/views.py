from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from portal.accounts.models import User
from portal.demo import door
from portal.web.middleware import SAMPLE_PERSON

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@login_not_required
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Sign in as a person of the sample, without password and second factor."""
    if not door.is_open(request):
        raise Http404
    emails = {person.email for person in door.people()}
    email = request.POST.get("email", "")
    if email not in emails:
        raise Http404
    user = get_object_or_404(User, email=email)
    login(request, user, backend=BACKEND)
    request.session[SAMPLE_PERSON] = True
    return redirect("accounts:enter")
