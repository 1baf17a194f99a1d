import pytest

from portal.accounts.templatetags.browsers import browser_words

LIKE = "(KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (
            f"Mozilla/5.0 (X11; Linux x86_64) {LIKE} Chrome/126.0 Safari/537.36",
            "Chrome trên Linux",
        ),
        (
            f"Mozilla/5.0 (Windows NT 10.0) {LIKE} coc_coc_browser/120 Chrome/114 Safari/537.36",
            "Cốc Cốc trên Windows",
        ),
        (
            f"Mozilla/5.0 (Windows NT 10.0) {LIKE} Chrome/126.0 Safari/537.36 Edg/126.0",
            "Microsoft Edge trên Windows",
        ),
        (
            f"Mozilla/5.0 (Linux; Android 13; SM-A546E) {LIKE} SamsungBrowser/25.0 Chrome/121.0",
            "Samsung Internet trên Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1",
            "Safari trên iPhone",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14.5) Firefox/127.0", "Firefox trên macOS"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", ""),
    ],
)
def test_a_browser_is_named_as_a_person_names_it(sent: str, said: str):
    assert browser_words(sent) == said
