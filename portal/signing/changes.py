"""Does a PDF show something else than its first bytes alone, by more than signatures?

Every object of the earlier file is laid beside what it is now. pyHanko follows each way that leads
to an object instead, which takes minutes for the tagged annex of a report; this takes a second.
What it does not know it calls a change.
"""

import io

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

# Of the catalogue and of the form: what comes with a signature.
OF_CATALOGUE = {"/AcroForm", "/DSS", "/Extensions", "/Metadata", "/Perms", "/Version"}
OF_FORM = {"/Fields", "/SigFlags", "/DR", "/DA", "/Q", "/NeedAppearances"}
# What makes a program act when the document is opened or touched.
ACTIONS = {"/A", "/AA"}


def is_changed(before: bytes, after: bytes) -> bool:
    """`after` begins with `before`. True as well where either cannot be read as it stands."""
    try:
        with _opened(before) as old, _opened(after) as new:
            return not _is_signed_alone(old, new)
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError):
        return True


def _opened(data: bytes) -> Pdf:
    """Not mended: another program would mend it in another way."""
    return pikepdf.open(io.BytesIO(data), attempt_recovery=False)


def _is_signed_alone(old: Pdf, new: Pdf) -> bool:
    if old.trailer.Root.objgen != new.trailer.Root.objgen or new.is_encrypted:
        return False
    if not _may_root(old.Root, new.Root):
        return False
    free, lists = _free(old), _lists(old)
    for was in old.objects:
        now = new.get_object(was.objgen)
        if was.objgen in free or _same(was, now):
            continue
        if was.objgen in lists:
            if not _grew_by_signatures(was, now):
                return False
        elif not _may_page(was, now):
            return False
    return True


def _free(old: Pdf) -> set[tuple[int, int]]:
    """The catalogue and the form, which are looked at apart, and what describes the document."""
    parts = [old.Root, old.Root.get("/AcroForm"), old.Root.get("/Metadata")]
    parts.append(old.trailer.get("/Info"))
    return {part.objgen for part in parts if _is_indirect(part)}


def _lists(old: Pdf) -> set[tuple[int, int]]:
    """Lists of fields and of notes on a page that are objects of their own."""
    lists = [page.obj.get("/Annots") for page in old.pages]
    lists.append(old.Root.get("/AcroForm", Dictionary()).get("/Fields"))
    return {part.objgen for part in lists if _is_indirect(part)}


def _may_root(was: Object, now: Object) -> bool:
    if not _same_but(was, now, OF_CATALOGUE):
        return False
    empty = Dictionary(Fields=Array())
    form, form_now = was.get("/AcroForm", empty), now.get("/AcroForm", empty)
    if not _same_but(form, form_now, OF_FORM):
        return False
    return _grew_by_signatures(form.get("/Fields", Array()), form_now.get("/Fields", Array()))


def _may_page(was: Object, now: Object) -> bool:
    """Of a page nothing may change but that the places of signatures come to its notes."""
    if not isinstance(was, Dictionary) or was.get("/Type") != Name.Page:
        return False
    if not isinstance(now, Dictionary) or not _same_but(was, now, {"/Annots"}):
        return False
    return _grew_by_signatures(was.get("/Annots", Array()), now.get("/Annots", Array()))


def _grew_by_signatures(was: Object, now: Object) -> bool:
    if not isinstance(was, Array) or not isinstance(now, Array) or len(now) < len(was):
        return False
    if any(_words(one) != _words(other) for one, other in zip(was, now, strict=False)):
        return False
    return all(_is_place_of_signature(one) for one in list(now)[len(was) :])


def _is_place_of_signature(field: Object) -> bool:
    kind = field.get("/FT") or field.get("/Parent", Dictionary()).get("/FT")
    return kind == Name.Sig and not ACTIONS & set(field.keys())


def _same_but(was: Object, now: Object, keys: set[str]) -> bool:
    names = (set(was.keys()) | set(now.keys())) - keys
    return all(
        name in was and name in now and _words(was[name]) == _words(now[name]) for name in names
    )


def _same(was: Object, now: Object) -> bool:
    if isinstance(was, Stream) != isinstance(now, Stream):
        return False
    if isinstance(was, Stream):
        return (
            was.stream_dict.unparse(resolved=True) == now.stream_dict.unparse(resolved=True)
            and was.read_raw_bytes() == now.read_raw_bytes()
        )
    return was.unparse(resolved=True) == now.unparse(resolved=True)


def _words(thing: Object | int | bool | str | None) -> bytes | object:
    """A reference as itself: what it leads to is looked at as an object of its own."""
    return thing.unparse() if isinstance(thing, Object) else thing


def _is_indirect(thing: Object | None) -> bool:
    return isinstance(thing, Object) and thing.is_indirect
