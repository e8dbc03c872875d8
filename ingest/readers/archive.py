"""The guard of ZIP containers (Word, Excel, LibreOffice): what is dangerous is refused before a library opens it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from domain.errors import NoText, UnreadableFile
from ingest.readers.signature import CONTAINERS, TORN_ZIP, container, looks_like, misnamed

MAX_MEMBERS = 5_000
"""A 500-page guide with a picture a page has about 600 parts."""
MAX_UNPACKED_BYTES = 256 * 1024 * 1024
"""Five times the largest file taken in (text_file.MAX_TEXT_BYTES): pictures do not shrink, text shrinks ten times."""
MAX_XML_BYTES = 64 * 1024 * 1024
"""Of one XML part: a 500-page text has about 10 MB of it, and its tree takes about ten times that in memory."""
MAX_RATIO = 200
"""Unpacked bytes a packed byte: a repetitive sheet reaches 100, a bomb 1 000 (the most that deflate can do)."""
_RATIO_FROM_BYTES = 4 * 1024 * 1024  # below, the ratio says nothing and costs nothing

_ENCRYPTED_FLAG = 0x1
_OLE = b"\xd0\xcf\x11\xe0"
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # [MS-OFFCRYPTO] 2.3.4.4: where Office puts a locked document
_ODF_ENCRYPTED = b"manifest:encryption-data"
_ODF_MANIFEST = "META-INF/manifest.xml"
_ODF_PACKAGE = "encrypted-package"  # LibreOffice 24.2 and later lock the whole archive in it
_TYPES = "[Content_Types].xml"
_XML_SUFFIXES = (".xml", ".rels", ".rdf")
# Of what OpenOffice and LibreOffice write, only these name a DTD; nothing here reads them for their text.
_MAY_NAME_A_DTD = re.compile(r"META-INF/manifest\.xml$|Basic/")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")
_PICTURES = (".svg",)  # drawing programs write entities in them, and nothing here reads a picture
# LibreOffice keeps an empty library's lists (script-lc.xml, script-lb.xml): only a module is a macro.
_MACRO_PART = re.compile(
    r"vba(?:Project|Data)|macrosheets/|(?:^|/)Scripts/.|^Basic/(?:.*/)?(?!script-l[bc]\.xml$)[^/]+$"
)
_MACRO_TYPES = (b"macroEnabled", b"vbaProject", b"macrosheet")
_SUSPECT_HINT = "Ouvrez le document et enregistrez-le sous un autre nom ; s'il vient d'un inconnu, ne l'ouvrez pas."


def guard_archive(path: Path, data: bytes, *, expected: str) -> None:
    """Let pass the bytes of a sound ZIP container of the expected kind (".docx", ".odt" or ".xlsx").

    Only the list of parts and the head of each XML part are read: it costs milliseconds.

    Raises:
        NoText: the file is empty.
        UnreadableFile: it is another format, truncated, behind a password, too large once unpacked, or it holds
            macros, parts named outside the archive, or XML that declares entities.
    """
    if not data:
        raise NoText(str(path), "le fichier est vide (0 octet)", hint="Copiez ou exportez de nouveau ce fichier.")
    if data.startswith(_OLE) and _OLE_ENCRYPTED in data:
        raise _locked(path)
    if not data.startswith(b"PK"):
        raise misnamed(path, looks_like(data))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
            _refuse_bombs(members, len(data), path)  # first: all that follows reads parts
            _refuse_foreign_names(members, path)
            _refuse_locked(archive, members, path)
            _refuse_macros(archive, members, path, expected)
            if (found := container(data)) != CONTAINERS[expected]:
                raise misnamed(path, found or "une archive ZIP")
            for info in members:
                _refuse_entities(archive, info, path)
    except TORN_ZIP as exc:
        raise torn(path, exc) from exc


def torn(path: Path, cause: Exception) -> UnreadableFile:
    """The error for a container whose parts cannot be read."""
    why = f"le document est tronqué ou abîmé ({type(cause).__name__})"
    return UnreadableFile(str(path), why, hint="Copiez de nouveau le fichier, ou enregistrez-le de nouveau.")


def _refuse_bombs(members: Sequence[zipfile.ZipInfo], packed: int, path: Path) -> None:
    """Declared sizes can be trusted as limits: zipfile never unpacks more of a part than it declares."""
    unpacked = sum(info.file_size for info in members)
    ratio = unpacked / packed
    bomb = unpacked > _RATIO_FROM_BYTES and ratio > MAX_RATIO
    if not bomb and unpacked <= MAX_UNPACKED_BYTES and len(members) <= MAX_MEMBERS:
        return
    why = f"l'archive est anormale : {len(members)} parties, {unpacked // 2**20} Mio une fois ouverte"
    hint = "Si ce document est bien le vôtre, découpez-le ou retirez-en des images, puis enregistrez-le de nouveau."
    raise UnreadableFile(str(path), why, hint=hint)


def _refuse_foreign_names(members: Sequence[zipfile.ZipInfo], path: Path) -> None:
    for info in members:
        name = info.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or ":" in name.split("/")[0]:
            why = f"l'archive contient une partie au nom interdit « {name[:80]} »"
            raise UnreadableFile(str(path), why, hint=_SUSPECT_HINT)


def _refuse_locked(archive: zipfile.ZipFile, members: Sequence[zipfile.ZipInfo], path: Path) -> None:
    names = {info.filename for info in members}
    if any(info.flag_bits & _ENCRYPTED_FLAG for info in members) or _ODF_PACKAGE in names:
        raise _locked(path)
    if _ODF_MANIFEST in names and _ODF_ENCRYPTED in archive.read(_ODF_MANIFEST):
        raise _locked(path)


def _locked(path: Path) -> UnreadableFile:
    hint = "Ouvrez-le avec son mot de passe et enregistrez-en une copie sans mot de passe."
    return UnreadableFile(str(path), "le document est protégé par un mot de passe", hint=hint)


def _refuse_macros(archive: zipfile.ZipFile, members: Sequence[zipfile.ZipInfo], path: Path, expected: str) -> None:
    """Macros never run here; but a file that carries code is not one to pass on to those who will download it."""
    types = archive.read(_TYPES) if any(info.filename == _TYPES for info in members) else b""
    if any(_MACRO_PART.search(info.filename) for info in members) or any(mark in types for mark in _MACRO_TYPES):
        hint = f"Enregistrez une copie sans macro ({expected})."
        raise UnreadableFile(str(path), "le document contient des macros", hint=hint)


def _refuse_entities(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path) -> None:
    """Read an XML part up to its root element: entities can be declared nowhere else (XML 1.0, 2.8)."""
    with archive.open(info) as member:
        head = member.read(16)
        if info.filename.endswith(_PICTURES) or not (info.filename.endswith(_XML_SUFFIXES) or _starts_as_xml(head)):
            return
        if info.file_size > MAX_XML_BYTES:
            why = f"la partie « {info.filename} » est trop grosse ({info.file_size // 2**20} Mio)"
            raise UnreadableFile(str(path), why, hint="Découpez le document en plusieurs fichiers.")
        try:
            member.seek(0)
            forbid_dtd = not _MAY_NAME_A_DTD.match(info.filename)
            next(iter(iterparse(member, events=("start",), forbid_dtd=forbid_dtd)), None)
        except DefusedXmlException as exc:
            why = f"la partie « {info.filename} » déclare des entités XML, comme le font les fichiers piégés"
            raise UnreadableFile(str(path), why, hint=_SUSPECT_HINT) from exc
        except ParseError:
            return  # not XML, or torn: the library that reads this part will say so, if it matters


def _starts_as_xml(head: bytes) -> bool:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") or head.startswith(_UTF16_MARKS)
