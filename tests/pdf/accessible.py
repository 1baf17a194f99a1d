"""What of PDF/UA-1 (ISO 14289-1) a program can see, after the Matterhorn protocol 1.1.

No validator that can be had here looks at our files (veraPDF is not packaged for Python; what is
knows a seventh of its rules), so these conditions are ours, and `test_accessible` proves of each
that it can fail. What a person has to judge (do the words say what the picture says, is the order
the one to read in) stays open. Words give the number of the checkpoint.
"""

import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

# What leaves something on the page.
PAINTS = {
    *("S", "s", "f", "F", "f*", "B", "B*", "b", "b*"),
    *("Tj", "TJ", "'", '"', "Do", "sh", "INLINE IMAGE"),
}
STANDARD = {
    *("Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI", "Index"),
    *("NonStruct", "Private", "P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "L", "LI", "Lbl"),
    *("LBody", "Table", "TR", "TH", "TD", "THead", "TBody", "TFoot", "Span", "Quote", "Note"),
    *("Reference", "BibEntry", "Code", "Link", "Annot", "Ruby", "RB", "RT", "RP", "Warichu"),
    *("WT", "WP", "Figure", "Formula", "Form"),
}
# Whose child an element has to be (Matterhorn 09).
PARENTS = {
    "TR": {"Table", "THead", "TBody", "TFoot"},
    **dict.fromkeys(("THead", "TBody", "TFoot"), {"Table"}),
    **dict.fromkeys(("TH", "TD"), {"TR"}),
    "LI": {"L"},
    **dict.fromkeys(("Lbl", "LBody"), {"LI", "Note", "TOCI"}),
}
SCOPES = {"/Row", "/Column", "/Both"}
# A mark on a page, as (the page, its number).
Mark = tuple[tuple[int, int], int]


@dataclass
class Element:
    """One of the structure tree. `kind` is the standard type it stands for."""

    thing: Object
    kind: str
    parent: "Element | None"
    below: "list[Element]" = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    objects: list[Object] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.kind} {self.thing.objgen[0]}"

    def all(self) -> "Iterator[Element]":
        yield self
        for each in self.below:
            yield from each.all()

    def attribute(self, name: str) -> Object | None:
        held = self.thing.get("/A", [])
        for each in held if isinstance(held, Array) else [held]:
            if isinstance(each, Dictionary) and name in each:
                return each[name]
        return None


class File:
    """A PDF with its structure read. What is out of order is kept in `broken`, not raised."""

    def __init__(self, data: bytes) -> None:
        self.pdf = Pdf.open(io.BytesIO(data))
        self.broken: list[str] = []
        self.root = self.pdf.Root
        self.tree = self.root.get("/StructTreeRoot", Dictionary())
        roles = self.tree.get("/RoleMap", {})
        self.roles = {str(name)[1:]: str(role)[1:] for name, role in dict(roles).items()}
        self.top = [e for e in (self._element(k, None) for k in _kids(self.tree)) if e]
        self.pages = {page.obj.objgen: page for page in self.pdf.pages}

    @cached_property
    def elements(self) -> list[Element]:
        return [element for top in self.top for element in top.all()]

    def of(self, *kinds: str) -> list[Element]:
        return [element for element in self.elements if element.kind in kinds]

    @cached_property
    def parents(self) -> dict[int, Object]:
        """The table of parents, flat: ours has no branches, and one that had would be read."""
        found: dict[int, Object] = {}
        left = [self.tree.get("/ParentTree", Dictionary())]
        while left:
            node = left.pop()
            left += list(node.get("/Kids", []))
            numbers = list(node.get("/Nums", []))
            found |= {int(n): e for n, e in zip(numbers[::2], numbers[1::2], strict=True)}
        return found

    @cached_property
    def drawn(self) -> "dict[tuple[int, int], Drawn]":
        return {key: drawn_on(page.obj) for key, page in self.pages.items()}

    def annotations(self) -> Iterator[tuple[int, Object]]:
        for number, page in enumerate(self.pdf.pages, start=1):
            for annotation in page.obj.get("/Annots", []):
                yield number, annotation

    def _element(self, thing: Object, parent: Element | None) -> Element | None:
        if not isinstance(thing, Dictionary) or "/S" not in thing:
            self.broken.append(f"a child of {parent or 'the root'} is no element")
            return None
        name = str(thing.S)[1:]
        element = Element(thing, self.roles.get(name, name), parent)
        above = parent.thing if parent else self.tree
        if thing.get("/P") is None or thing.P.objgen != above.objgen:
            self.broken.append(f"{element} names another parent than the one that holds it")
        for kid in _kids(thing):
            self._take(element, kid)
        return element

    def _take(self, element: Element, kid: Object) -> None:
        page = element.thing.get("/Pg")
        if isinstance(kid, int):
            self._mark(element, page, kid)
        elif isinstance(kid, Dictionary) and kid.get("/Type") == Name.MCR:
            self._mark(element, kid.get("/Pg", page), int(kid.MCID))
        elif isinstance(kid, Dictionary) and kid.get("/Type") == Name.OBJR:
            element.objects.append(kid.get("/Obj"))
        elif below := self._element(kid, element):
            element.below.append(below)

    def _mark(self, element: Element, page: Object | None, number: int) -> None:
        if page is None:
            self.broken.append(f"{element} has mark {number} of no page")
        else:
            element.marks.append((page.objgen, number))


@dataclass
class Drawn:
    """What a page's content says: its marks, and what stands outside them or within two."""

    marks: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    fonts: dict[tuple[int, int], Object] = field(default_factory=dict)


def drawn_on(holder: Object) -> Drawn:
    found = Drawn()
    resources = holder.get("/Resources", Dictionary())
    _read(pikepdf.parse_content_stream(holder), resources, [], found)
    return found


def _read(content: list, resources: Object, around: list[str], found: Drawn) -> None:
    stack = list(around)
    for instruction in content:
        operator = str(instruction.operator)
        if operator in ("BMC", "BDC"):
            stack.append(_opened(instruction.operands, resources, stack, found))
        elif operator == "EMC":
            if len(stack) == len(around):
                found.faults.append("a mark ends that never began")
                return
            stack.pop()
        elif operator == "Tf":
            font = resources.Font[instruction.operands[0]]
            found.fonts[font.objgen] = font
        elif operator in PAINTS:
            _painted(operator, instruction, resources, stack, found)
    if len(stack) != len(around):
        found.faults.append("a mark does not end")


def _opened(operands: list, resources: Object, stack: list[str], found: Drawn) -> str:
    """ "real" for what belongs to the structure, "artifact", or "" for what says neither."""
    more = operands[1] if len(operands) > 1 else Dictionary()
    if isinstance(more, Name):
        more = resources.Properties[more]
    if operands[0] == Name.Artifact:
        if "real" in stack:
            found.faults.append("01-001: an artifact within what is tagged")
        return "artifact"
    if "/MCID" not in more:
        return ""
    if "artifact" in stack:
        found.faults.append("01-002: what is tagged within an artifact")
    if "real" in stack:
        found.faults.append("a mark within a mark")
    found.marks[int(more.MCID)] += 1
    return "real"


def _painted(
    operator: str, instruction: object, resources: Object, stack: list[str], found: Drawn
) -> None:
    form = _form(operator, instruction, resources)
    if form is not None:
        inner = form.get("/Resources", resources)
        _read(pikepdf.parse_content_stream(form), inner, stack, found)
    elif "real" not in stack and "artifact" not in stack:
        found.faults.append(f"01-005: “{operator}” is neither tagged nor an artifact")


def _form(operator: str, instruction: object, resources: Object) -> Stream | None:
    if operator != "Do":
        return None
    thing = resources.XObject[instruction.operands[0]]
    return thing if thing.get("/Subtype") == Name.Form else None


def _kids(thing: Object) -> list[Object]:
    kids = thing.get("/K", [])
    return list(kids) if isinstance(kids, Array) else [kids]


# --- the conditions: each tells its faults --------------------------------------------------------

Condition = Callable[[File], Iterator[str]]


def says_what_it_is(file: File) -> Iterator[str]:
    metadata = file.pdf.open_metadata() if "/Metadata" in file.root else {}
    if str(metadata.get("pdfuaid:part", "")) != "1":
        yield "06-002: the metadata do not name PDF/UA-1"
    if not str(metadata.get("dc:title") or "").strip():
        yield "06-003: the metadata have no title"
    if not file.root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
        yield "07-001: the title is not what a window shows"
    if not str(file.root.get("/Lang", "")).strip():
        yield "11-006: no language"
    marked = file.root.get("/MarkInfo", {})
    if not marked.get("/Marked", False) or marked.get("/Suspects", False):
        yield "01-006: the file does not say that it is tagged"
    if file.pdf.is_encrypted:
        yield "26-001: it is encrypted"
    if not file.top:
        yield "there is no structure"


def everything_is_tagged_or_an_artifact(file: File) -> Iterator[str]:
    for number, page in enumerate(file.pdf.pages, start=1):
        for fault in dict.fromkeys(file.drawn[page.obj.objgen].faults):
            yield f"page {number}: {fault}"


def marks_and_structure_name_each_other(file: File) -> Iterator[str]:
    yield from file.broken
    owners: dict[Mark, list[Element]] = {}
    for element in file.elements:
        for mark in element.marks:
            owners.setdefault(mark, []).append(element)
    for number, (key, page) in enumerate(file.pages.items(), start=1):
        marks = file.drawn[key].marks
        yield from (f"page {number}: mark {m} stands twice" for m, n in marks.items() if n > 1)
        place = page.obj.get("/StructParents")
        listed = file.parents.get(int(place)) if place is not None else None
        if marks and not isinstance(listed, Array):
            yield f"page {number}: its marks have no place in the table of parents"
            continue
        for mark in marks:
            yield from _owned(number, mark, owners.get((key, mark), []), listed)
        yield from (
            f"page {number}: the table of parents lists mark {mark}, which is not there"
            for mark, entry in enumerate(listed or [])
            if isinstance(entry, Dictionary) and mark not in marks
        )
    for (key, mark), held in owners.items():
        if key not in file.pages or mark not in file.drawn[key].marks:
            yield f"{held[0]} has mark {mark}, which is on no page"


def _owned(number: int, mark: int, held: list[Element], listed: Array) -> Iterator[str]:
    if len(held) != 1:
        yield f"page {number}: mark {mark} belongs to {len(held)} elements"
    elif mark >= len(listed) or not isinstance(listed[mark], Dictionary):
        yield f"page {number}: mark {mark} is not in the table of parents"
    elif listed[mark].objgen != held[0].thing.objgen:
        yield f"page {number}: the table of parents gives mark {mark} to another element"


def nothing_points_nowhere(file: File) -> Iterator[str]:
    known = {element.thing.objgen for element in file.elements}
    for place, entry in file.parents.items():
        for each in entry if isinstance(entry, Array) else [entry]:
            if isinstance(each, Dictionary) and each.objgen not in known:
                yield f"the table of parents names at {place} what the structure lacks"
    for element in file.elements:
        if "/Pg" in element.thing and element.thing.Pg.objgen not in file.pages:
            yield f"{element} is on a page that is not there"
    pages = [page.obj.get("/StructParents") for page in file.pdf.pages]
    given = [int(place) for place in pages if place is not None]
    given += [int(a.StructParent) for _page, a in file.annotations() if "/StructParent" in a]
    yield from (f"place {p} in the table of parents is given twice" for p in _twice(given))
    yield from (f"place {p} is not in the table of parents" for p in given if p not in file.parents)
    yield from _destinations(file)


def _destinations(file: File) -> Iterator[str]:
    names = dict(_named(file.root.get("/Names", {}).get("/Dests", Dictionary())))
    with file.pdf.open_outline() as outline:
        left = list(outline.root)
        while left:
            item = left.pop()
            left += item.children
            if not _leads(item.destination, names, file):
                yield f"the bookmark “{item.title}” leads nowhere"
    for number, annotation in file.annotations():
        goal = annotation.get("/Dest", annotation.get("/A", {}).get("/D"))
        if goal is not None and not _leads(goal, names, file):
            yield f"page {number}: a link leads nowhere"


def _named(node: Object) -> Iterator[tuple[str, Object]]:
    names = list(node.get("/Names", []))
    yield from zip(map(str, names[::2]), names[1::2], strict=True)
    for kid in node.get("/Kids", []):
        yield from _named(kid)


def _leads(goal: Object | None, names: dict[str, Object], file: File) -> bool:
    if isinstance(goal, pikepdf.String):
        goal = names.get(str(goal))
    if isinstance(goal, Dictionary):
        goal = goal.get("/D")
    return isinstance(goal, Array) and getattr(goal[0], "objgen", None) in file.pages


def elements_are_of_known_kinds_and_in_place(file: File) -> Iterator[str]:
    for element in file.elements:
        if element.kind not in STANDARD:
            yield f"02-001: {element} is of no standard type"
        wanted = PARENTS.get(element.kind)
        if wanted and (element.parent is None or element.parent.kind not in wanted):
            yield f"09-004: {element} stands in {element.parent}"
    for each in file.of("L"):
        if any(below.kind not in {"LI", "L", "Caption"} for below in each.below):
            yield f"09-005: {each} holds more than its items"


def headings_go_down_step_by_step(file: File) -> Iterator[str]:
    level = 0
    for element in file.elements:
        if element.kind.startswith("H") and element.kind[1:].isdecimal():
            here = int(element.kind[1:])
            if here > level + 1:
                yield f"14-003: {element} comes after level {level}"
            level = here


def tables_have_heads_and_even_rows(file: File) -> Iterator[str]:
    for table in file.of("Table"):
        rows = [each for each in table.all() if each.kind == "TR" and _table_of(each) is table]
        heads = [cell for row in rows for cell in row.below if cell.kind == "TH"]
        if not heads:
            yield f"15-003: {table} has no heads"
        for head in heads:
            scope = head.attribute("/Scope")
            if str(scope) not in SCOPES and not _is_named(head, rows):
                yield f"15-003: {head} does not say for which cells it stands"
        widths = set(_widths(rows))
        if len(widths) > 1:
            yield f"15-005: the rows of {table} are {sorted(widths)} cells wide"


def _table_of(element: Element | None) -> Element | None:
    while element is not None and element.kind != "Table":
        element = element.parent
    return element


def _is_named(head: Element, rows: list[Element]) -> bool:
    own = head.thing.get("/ID")
    named = [cell.attribute("/Headers") for row in rows for cell in row.below]
    return own is not None and any(own in list(each) for each in named if each is not None)


def _widths(rows: list[Element]) -> Iterator[int]:
    """How wide each row is, with what hangs down into it from those above."""
    hanging: list[tuple[int, int]] = []
    for row in rows:
        width = sum(columns for _left, columns in hanging)
        hanging = [(left - 1, columns) for left, columns in hanging if left > 1]
        for cell in row.below:
            columns = int(cell.attribute("/ColSpan") or 1)
            width += columns
            if (down := int(cell.attribute("/RowSpan") or 1)) > 1:
                hanging.append((down - 1, columns))
        yield width


def pictures_have_words(file: File) -> Iterator[str]:
    for picture in file.of("Figure", "Formula"):
        words = picture.thing.get("/Alt", picture.thing.get("/ActualText", ""))
        if not str(words).strip():
            yield f"13-004: {picture} has no words"


def links_are_tagged_and_say_where_they_lead(file: File) -> Iterator[str]:
    held = {}
    for element in file.elements:
        for thing in element.objects:
            if not isinstance(thing, Dictionary):
                yield f"{element} holds an object that is not there"
            else:
                held[thing.objgen] = element
    there = {annotation.objgen for _page, annotation in file.annotations()}
    yield from (f"{e} holds an annotation of no page" for k, e in held.items() if k not in there)
    for number, annotation in file.annotations():
        owner = held.get(annotation.objgen)
        wanted = "Link" if annotation.get("/Subtype") == Name.Link else "Annot"
        if owner is None or owner.kind != wanted:
            yield f"28-011: page {number}: a {annotation.Subtype} stands in no {wanted}"
        elif _entry(file, annotation) != owner.thing.objgen:
            yield f"page {number}: the table of parents gives a link to another element"
        if not str(annotation.get("/Contents", "")).strip():
            yield f"28-012: page {number}: a link does not say where it leads"
    for number, page in enumerate(file.pdf.pages, start=1):
        if "/Annots" in page.obj and page.obj.get("/Tabs") != Name.S:
            yield f"28-008: page {number}: the tab key does not follow the structure"


def _entry(file: File, annotation: Object) -> tuple[int, int] | None:
    place = annotation.get("/StructParent")
    entry = file.parents.get(int(place)) if place is not None else None
    return entry.objgen if isinstance(entry, Dictionary) else None


def fonts_are_there_and_mean_letters(file: File) -> Iterator[str]:
    fonts = {key: font for drawn in file.drawn.values() for key, font in drawn.fonts.items()}
    for font in fonts.values():
        name = font.get("/BaseFont", font.Subtype)
        inner = font.get("/DescendantFonts", [font])[0]
        descriptor = inner.get("/FontDescriptor", {})
        files = ("/FontFile", "/FontFile2", "/FontFile3")
        if font.Subtype != Name.Type3 and not any(each in descriptor for each in files):
            yield f"31-009: {name} is not in the file"
        if "/ToUnicode" not in font:
            yield f"10-001: what {name} draws means no letters"


CONDITIONS: tuple[Condition, ...] = (
    says_what_it_is,
    everything_is_tagged_or_an_artifact,
    marks_and_structure_name_each_other,
    nothing_points_nowhere,
    elements_are_of_known_kinds_and_in_place,
    headings_go_down_step_by_step,
    tables_have_heads_and_even_rows,
    pictures_have_words,
    links_are_tagged_and_say_where_they_lead,
    fonts_are_there_and_mean_letters,
)


def faults_of(data: bytes) -> list[str]:
    """[] where every condition holds."""
    file = File(data)
    return [fault for condition in CONDITIONS for fault in condition(file)]


def _twice(values: list[int]) -> list[int]:
    return [value for value, count in Counter(values).items() if count > 1]
