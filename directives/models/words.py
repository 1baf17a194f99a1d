"""The words of folded text as PostgreSQL's search takes them."""

from django.db.models import F, Func


class Plain(Func):
    """Letters and digits alone: the search parser would take "874/qd" for a path."""

    function = "regexp_replace"
    template = "%(function)s(%(expressions)s, '[^a-z0-9]+', ' ', 'g')"


class Vector(Func):
    """Every word as it is: Vietnamese has no endings to cut off."""

    function = "to_tsvector"
    template = "%(function)s('simple'::regconfig, %(expressions)s)"


def folded_vector(field: str) -> Vector:
    return Vector(Plain(F(field)))
