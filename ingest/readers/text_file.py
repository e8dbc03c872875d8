"""Bytes → text: byte-order marks, UTF-8, else Windows-1252, the usual encoding of a town hall's old files."""

from __future__ import annotations

from pathlib import Path

from charset_normalizer import from_bytes

from domain.errors import NoText, UnreadableFile
from ingest.readers.signature import misnamed, signature

MAX_TEXT_BYTES = 50 * 1024 * 1024
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_ALLOWED_CONTROLS = frozenset("\t\n\r\f\v\x1a")
_SAVE_AS_UTF8 = "Ouvrez le fichier dans un éditeur de texte et enregistrez-le en UTF-8."


def read_bytes(path: Path) -> bytes:
    """The file's bytes.

    Raises:
        UnreadableFile: missing, forbidden, a folder, too large.
    """
    try:
        if path.stat().st_size > MAX_TEXT_BYTES and path.suffix.lower() != ".pdf":
            raise UnreadableFile(str(path), "le fichier est trop gros", hint="Découpez-le en plusieurs fichiers.")
        return path.read_bytes()
    except OSError as exc:
        why = f"le fichier ne peut pas être ouvert ({exc.strerror or exc})"
        hint = "Vérifiez que le fichier existe et que vous avez le droit de le lire."
        raise UnreadableFile(str(path), why, hint=hint) from exc


def read_text(path: Path) -> str:
    """The file's text with Unix line ends.

    Raises:
        UnreadableFile: not text (a PDF, an image… under a text name), or in no known encoding.
        NoText: nothing but white space.
    """
    data = read_bytes(path)
    if (found := signature(data)) is not None:
        raise misnamed(path, found)
    text = decode(data, path=str(path))
    if not text.strip():
        raise NoText(str(path), "le fichier est vide")
    return text


def decode(data: bytes, *, path: str) -> str:
    """Text of `data`, without its byte-order mark, with Unix line ends.

    Lines are decoded one by one: a file pasted together from two encodings is read right too.

    Raises:
        UnreadableFile: binary, or in no known encoding.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(_decode_marked(data[len(mark) :], encoding, path), path)
    if b"\x00" in data:
        raise _binary(path)
    lines = (_decode_line(line) for line in data.split(b"\n"))
    decoded = tuple(lines)
    if any(line is None for line in decoded):
        return _checked(_guessed(data, path), path)
    return _checked("\n".join(line for line in decoded if line is not None), path)


def _decode_marked(data: bytes, encoding: str, path: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as exc:
        raise UnreadableFile(path, "le texte est abîmé", hint=_SAVE_AS_UTF8) from exc


def _decode_line(line: bytes) -> str | None:
    for encoding in ("utf-8", "cp1252"):
        try:
            return line.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _guessed(data: bytes, path: str) -> str:
    """Text in an encoding that is neither: old DOS or Macintosh files hold bytes cp1252 does not define."""
    best = from_bytes(data, cp_isolation=["cp850", "mac_roman", "cp437", "iso8859_15"]).best()
    if best is None:
        raise UnreadableFile(path, "l'encodage du texte est inconnu", hint=_SAVE_AS_UTF8)
    return str(best)


def _checked(text: str, path: str) -> str:
    controls = sum(1 for c in text if c < " " and c not in _ALLOWED_CONTROLS)
    if controls > max(2, len(text) // 200):
        raise _binary(path)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x1a", "")


def _binary(path: str) -> UnreadableFile:
    hint = "Vérifiez le format du fichier : un fichier texte était attendu."
    return UnreadableFile(path, "le contenu n'est pas du texte", hint=hint)
