"""Identifiers: derived from content, where the same input always gives the same id, or drawn at random."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata

MAX_SLUG_CHARS = 60
MAX_ID_CHARS = 200
_FIELD_SEPARATOR = b"\x1f"


def digest(*parts: str, size: int = 8) -> str:
    """Hex BLAKE2b of the parts (2 * size characters); parts cannot run into each other."""
    hasher = hashlib.blake2b(digest_size=size)
    for part in parts:
        hasher.update(part.encode("utf-8"))
        hasher.update(_FIELD_SEPARATOR)
    return hasher.hexdigest()


def random_id() -> str:
    """128 random bits in 22 characters, none of them to escape in an address.

    It never begins with « - »: a terminal would take it for an option.
    """
    while (drawn := secrets.token_urlsafe(16)).startswith("-"):
        pass
    return drawn


def slug(text: str) -> str:
    """Lower-case ASCII words joined by hyphens, at most MAX_SLUG_CHARS characters, never empty."""
    ascii_text = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "oe"))
    ascii_text = ascii_text.encode("ascii", "ignore").decode().lower()
    words = "-".join(re.findall(r"[a-z0-9]+", ascii_text))
    return words[:MAX_SLUG_CHARS].strip("-") or digest(text, size=4)


def document_id(relative_path: str, key: str = "") -> str:
    """Id of a document that does not name itself: its path's words, then its key's within the file.

    Beyond MAX_ID_CHARS, which a deep folder reaches, a digest stands for the end.
    """
    stem = relative_path.rsplit(".", 1)[0] if "." in relative_path.rsplit("/", 1)[-1] else relative_path
    parts = [slug(part) for part in stem.split("/") if part] + ([slug(key)] if key else [])
    whole = "--".join(parts) if key else "-".join(parts)
    return whole if len(whole) <= MAX_ID_CHARS else f"{whole[: MAX_ID_CHARS - 17]}-{digest(whole)}"


def passage_id(document: str, title: str, heading_path: tuple[str, ...], text: str, twin: int) -> str:
    """Id of a passage from all that its vectors are made of; `twin` counts equal passages before it.

    The page is not in it: a passage that a new page before it has moved is not embedded again.
    """
    return digest(document, title, "\x1e".join(heading_path), text, str(twin))
