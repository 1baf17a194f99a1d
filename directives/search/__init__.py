"""Search: `asked` reads what was typed, `statement` is the one question to the database, `finding`
what the pages take from it, `places` the clause that was named, `marking` the words in their place,
`near` what else to try, `labels` what the filters are called.

Results are clauses under their documents; a document is found by its number, its title or its
clauses. Accents are optional, and texts with the same accents come first.
"""

from directives.search.asked import ASKED, Filters
from directives.search.finding import Found, choices, find, search
from directives.search.marking import marked

__all__ = ["ASKED", "Filters", "Found", "choices", "find", "marked", "search"]
