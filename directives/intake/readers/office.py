"""RTF and old Word files: LibreOffice, where it is installed, turns them into DOCX.

It runs as a stranger would be let in: a home of its own in an empty folder, macros and links off,
no network, a limit on time and memory, and its whole family of processes ended with it.
"""

import contextlib
import os
import re
import resource
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from directives.intake.kinds import Kind
from directives.intake.readers.docx import read_docx_and_fonts
from directives.intake.sentences import NO_OFFICE
from directives.intake.source import DOC, MAX_LINES, RTF, TOO_MUCH, Source, UnreadableFile
from directives.intake.words import gettext_noop

SECONDS = 60
MEMORY_BYTES = 3 * 1024**3
FILE_BYTES = 200 * 1024**2
MAX_DEPTH = 200
OBJECTS = (b"\\objdata", b"\\objupdate", b"\\objautlink")
PARAGRAPH = re.compile(rb"\\(?:par|line|cell|row)\b")
BRACE = re.compile(rb"\\.|[{}]", re.DOTALL)
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop>
</item>
</oor:items>
"""
NOWHERE = "http://127.0.0.1:9"


def read_office(data: bytes, kind: Kind) -> tuple[Source, frozenset[str]]:
    """The lines, and the fonts by which an old encoding is known."""
    if kind == Kind.RTF:
        _refuse_hostile(data)
    program = shutil.which("soffice")
    if program is None:
        raise UnreadableFile(NO_OFFICE % {"kind": kind.value})
    converted = _converted(program, data, "rtf" if kind == Kind.RTF else "doc")
    source, fonts = read_docx_and_fonts(converted)
    named = Source(source.lines, RTF if kind == Kind.RTF else DOC, source.pages, source.warnings)
    return named, fonts


def _refuse_hostile(data: bytes) -> None:
    if any(word in data for word in OBJECTS):
        raise UnreadableFile(
            gettext_noop(
                "Tệp RTF có nhúng đối tượng của chương trình khác nên không được mở. "
                "Hãy lưu lại dưới dạng DOCX rồi gửi lại."
            )
        )
    if len(PARAGRAPH.findall(data)) > MAX_LINES:
        raise UnreadableFile(TOO_MUCH)
    if _deepest(data) > MAX_DEPTH:
        raise UnreadableFile(gettext_noop("Tệp RTF lồng quá nhiều cấp nên không được mở."))


def _deepest(data: bytes) -> int:
    """How far groups stand in groups; braces behind a backslash are letters."""
    depth = deepest = 0
    for brace in BRACE.finditer(data):
        depth += 1 if brace[0] == b"{" else -1 if brace[0] == b"}" else 0
        deepest = max(deepest, depth)
    return deepest


def _converted(program: str, data: bytes, suffix: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="van-ban-") as folder:
        home = Path(folder)
        user = home / "profile" / "user"
        user.mkdir(parents=True)
        (user / "registrymodifications.xcu").write_text(SETTINGS, encoding="utf-8")
        given, made = home / f"tep.{suffix}", home / "ra"
        given.write_bytes(data)
        command = [
            program,
            f"-env:UserInstallation=file://{home}/profile",
            *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard"),
            *("--convert-to", "docx", "--outdir", str(made), str(given)),
        ]
        _run([*_without_network(), *command], home)
        result = made / "tep.docx"
        if not result.is_file():
            raise UnreadableFile(
                gettext_noop(
                    "LibreOffice không mở được tệp: tệp bị hỏng hoặc có mật khẩu. "
                    "Hãy lưu lại dưới dạng DOCX rồi gửi lại."
                )
            )
        return result.read_bytes()


def _without_network() -> list[str]:
    """A network of its own with nothing in it, where this machine lets us have one."""
    command = ["unshare", "--net"]
    if shutil.which("unshare") is None:
        return []
    tried = subprocess.run([*command, "true"], capture_output=True, check=False)
    return command if tried.returncode == 0 else []


def _run(command: list[str], home: Path) -> None:
    environment = {
        "HOME": str(home),
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "TMPDIR": str(home),
        "LANG": "C.UTF-8",
        "http_proxy": NOWHERE,
        "https_proxy": NOWHERE,
    }
    process = subprocess.Popen(
        command,
        cwd=home,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_limits,
    )
    try:
        process.wait(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        raise UnreadableFile(
            gettext_noop("Mở tệp quá lâu nên đã dừng. Hãy lưu lại dưới dạng DOCX rồi gửi lại.")
        ) from None
    finally:
        _end_family(process)


def _limits() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _end_family(process: subprocess.Popen) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
