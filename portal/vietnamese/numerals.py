"""Numbers in words, as an announcer says them: 2026 is "hai nghìn không trăm hai mươi sáu"."""

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
GROUPS = ("", "nghìn", "triệu", "tỷ")
LARGEST = 10 ** (3 * len(GROUPS)) - 1
# After a ten these are said in another way: "hai mươi mốt", "hai mươi tư", "hai mươi lăm".
AFTER_TENS = {1: "mốt", 4: "tư", 5: "lăm"}


def spelled(number: int) -> str:
    """Raises ValueError below zero and from a thousand billion on."""
    if not 0 <= number <= LARGEST:
        raise ValueError(f"no words for {number}")
    if number == 0:
        return DIGITS[0]
    words: list[str] = []
    for at in reversed(range(len(GROUPS))):
        group = number // 1000**at % 1000
        if group:
            words += [*_group(group, follows=bool(words)), GROUPS[at]]
    return " ".join(word for word in words if word)


def digits_said(text: str) -> str:
    """One by one, as of a telephone number; what is no digit is left out."""
    return " ".join(DIGITS[int(sign)] for sign in text if sign in "0123456789")


def _group(group: int, *, follows: bool) -> list[str]:
    """Three digits; after a higher group its hundreds are said even where there are none."""
    hundreds, rest = divmod(group, 100)
    words = [DIGITS[hundreds], "trăm"] if hundreds or follows else []
    if rest and rest < 10 and words:
        return [*words, "linh", DIGITS[rest]]
    return [*words, *_under_hundred(rest)]


def _under_hundred(rest: int) -> list[str]:
    tens, ones = divmod(rest, 10)
    if tens == 0:
        return [DIGITS[ones]] if ones else []
    if tens == 1:
        last = {0: [], 5: ["lăm"]}.get(ones, [DIGITS[ones]])
        return ["mười", *last]
    last = [AFTER_TENS.get(ones, DIGITS[ones])] if ones else []
    return [DIGITS[tens], "mươi", *last]
