"""The Code by audience, what applies to a reader, and what is made of it for others to hear."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from directives.audiences import BY_SLUG, READERS, Reader
from directives.broadcasts import SYLLABLES_A_MINUTE, broadcast_of
from directives.code import CodeText, code_texts
from directives.concerns import concerns_of
from directives.sheet_content import SheetContent
from directives.sheets import sheet_collect, sheet_of
from directives.short_texts import SHORT_TEXT_LETTERS, short_texts_of
from portal.units.models import PublicContact
from portal.web.middleware import public_page

# With the mark that tells old programs the letters are UTF-8.
TEXT_ENCODING = "utf-8-sig"


@public_page
@require_safe
def code(request: HttpRequest) -> HttpResponse:
    context = {"texts": code_texts(timezone.localdate()), "readers": READERS}
    return render(request, "directives/code/index.html", context)


@public_page
@require_safe
def reader(request: HttpRequest, reader: str) -> HttpResponse:
    """Everything of the Code and of the directives that concerns one reader."""
    who, texts, content = _content(reader)
    context = {
        "reader": who,
        "readers": READERS,
        "texts": [(text, text.parts_for(who.groups)) for text in texts],
        "concerns": concerns_of(who, timezone.localdate()),
        "content": content,
        "sheet": sheet_of(content) if content else None,
        "contacts": PublicContact.objects.all(),
    }
    return render(request, "directives/code/reader.html", context)


@public_page
@require_safe
def broadcast(request: HttpRequest, reader: str) -> HttpResponse:
    who, texts, content = _content(reader)
    context = {
        "reader": who,
        "texts": texts,
        "content": content,
        "broadcast": broadcast_of(who, content) if content else None,
        "pace": SYLLABLES_A_MINUTE,
    }
    return render(request, "directives/code/broadcast.html", context)


@public_page
@require_safe
def broadcast_text(request: HttpRequest, reader: str) -> HttpResponse:
    who, content = _content_or_404(reader)
    return _download(broadcast_of(who, content).paragraphs, content, f"phat-thanh-{who.slug}")


@public_page
@require_safe
def short_texts(request: HttpRequest, reader: str) -> HttpResponse:
    who, texts, content = _content(reader)
    context = {
        "reader": who,
        "texts": texts,
        "content": content,
        "short_texts": short_texts_of(content) if content else [],
        "most": SHORT_TEXT_LETTERS,
    }
    return render(request, "directives/code/short_texts.html", context)


@public_page
@require_safe
def short_texts_text(request: HttpRequest, reader: str) -> HttpResponse:
    who, content = _content_or_404(reader)
    texts = [short.text for short in short_texts_of(content)]
    return _download(texts, content, f"tin-ngan-{who.slug}")


def _content(slug: str) -> tuple[Reader, list[CodeText], SheetContent | None]:
    """Whom the page is for, the versions of the Code that have not ended, and what is made of them
    for him."""
    if slug not in BY_SLUG:
        raise Http404
    who = BY_SLUG[slug]
    texts = [text for text in code_texts(timezone.localdate()) if text.applies]
    return who, texts, sheet_collect(who, texts)


def _content_or_404(slug: str) -> tuple[Reader, SheetContent]:
    who, _texts, content = _content(slug)
    if content is None:
        raise Http404
    return who, content


def _download(paragraphs: list[str], content: SheetContent, name: str) -> HttpResponse:
    """As the programs of any system open it; the sample says in the file too what it is."""
    sample = ["(Dữ liệu minh họa)"] if content.is_sample else []
    text = "\n\n".join([*sample, *paragraphs]) + "\n"
    response = HttpResponse(
        text.replace("\n", "\r\n").encode(TEXT_ENCODING),
        content_type="text/plain; charset=utf-8",
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.txt"'
    return response
