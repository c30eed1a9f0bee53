"""The documents in a .zip archive, read in memory: nothing is ever unpacked to a folder, so a member's name is only a name.

What an archive says of its members is checked before a byte is unpacked, and no more bytes are unpacked than it says.
"""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from dataclasses import dataclass

from shiquan.errors import UnreadableDocument
from shiquan.reading.limits import HIGHEST_RATIO, LARGEST_ARCHIVE, LARGEST_FILE, MIB, MOST_MEMBERS
from shiquan.reading.media_types import ARCHIVE, MEDIA_TYPES, is_document

_ENCRYPTED = 0x1
_NAME_IS_UTF8 = 0x800
_DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Member:
    """A document in an archive. ``name`` is as the archive has it: it may lead anywhere and is never used as a path."""

    name: str
    archive: zipfile.ZipFile
    info: zipfile.ZipInfo

    def read(self, name: str) -> bytes:
        """Unpack the member in memory.

        Raises:
            UnreadableDocument: with the given name: the member is an archive itself, encrypted, too large, packed more
                tightly than documents can be, or damaged.

        """
        size, packed = self.info.file_size, self.info.compress_size
        if self.name.lower().endswith(ARCHIVE):
            raise UnreadableDocument(
                name,
                "format",
                "压缩包里的压缩包不予读取；请先解开外层",
                "an archive within an archive is not read; unpack the outer one first",
            )
        if self.info.flag_bits & _ENCRYPTED:
            raise UnreadableDocument(
                name,
                "format",
                "压缩包里的文件已加密；请解密后重新打包",
                "the file in the archive is encrypted; pack it again without a password",
            )
        if size > LARGEST_FILE:
            raise UnreadableDocument(
                name,
                "too_large",
                f"解开后有 {size // MIB} MB，超过 {LARGEST_FILE // MIB} MB 的上限",
                f"it unpacks to {size // MIB} MB, more than the {LARGEST_FILE // MIB} MB allowed",
            )
        if size > MIB and size > HIGHEST_RATIO * packed:
            raise UnreadableDocument(
                name,
                "too_large",
                f"压缩比超过 {HIGHEST_RATIO}:1，疑为压缩炸弹，拒绝解开",
                f"it is packed more tightly than {HIGHEST_RATIO}:1, as only zip bombs are, and is not unpacked",
            )
        try:
            with self.archive.open(self.info) as file:
                return file.read(size)
        except _DAMAGED as error:
            raise UnreadableDocument(
                name, "format", "压缩包里的这个文件已损坏", "this file in the archive is damaged"
            ) from error


def members(data: bytes, name: str) -> tuple[Member, ...]:
    """Return the documents in an archive, in the order of their names; what is no document (a picture) is passed over.

    Args:
        data: the bytes of the archive.
        name: the name of the archive, for messages.

    Raises:
        UnreadableDocument: the archive is damaged, has too many members, unpacks to too much, or holds no document.

    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGED as error:
        raise UnreadableDocument(name, "format", "不是完好的 .zip 压缩包", "not a sound .zip archive") from error
    entries = archive.infolist()
    if len(entries) > MOST_MEMBERS:
        raise UnreadableDocument(
            name,
            "too_large",
            f"压缩包里有 {len(entries)} 个文件，超过 {MOST_MEMBERS} 个的上限",
            f"the archive holds {len(entries)} files, more than the {MOST_MEMBERS} allowed",
        )
    named = sorted(((_name(entry), entry) for entry in entries if not entry.is_dir()), key=lambda pair: pair[0])
    documents = [Member(inside, archive, entry) for inside, entry in named if is_document(inside)]
    total = sum(member.info.file_size for member in documents if member.info.file_size <= LARGEST_FILE)
    if total > LARGEST_ARCHIVE:
        raise UnreadableDocument(
            name,
            "too_large",
            f"压缩包解开后共有 {total // MIB} MB，超过 {LARGEST_ARCHIVE // MIB} MB 的上限",
            f"the archive unpacks to {total // MIB} MB, more than the {LARGEST_ARCHIVE // MIB} MB allowed",
        )
    if not documents:
        raise UnreadableDocument(
            name,
            "missing",
            f"压缩包里没有可读取的文件（{', '.join(MEDIA_TYPES)}）",
            f"the archive holds no file that can be read ({', '.join(MEDIA_TYPES)})",
        )
    return tuple(documents)


def _name(entry: zipfile.ZipInfo) -> str:
    """Return a member's name. Where the archive does not say that it is UTF-8, Chinese programs have written GBK.

    The format (APPNOTE.TXT 6.3.10, appendix D) has code page 437 there, as which the name was read. Some programs also
    write the folders of Windows.
    """
    name = entry.filename
    if not entry.flag_bits & _NAME_IS_UTF8:
        for encoding in ("utf-8", "gb18030"):
            try:
                name = entry.filename.encode("cp437").decode(encoding)
                break
            except UnicodeError:
                continue
    return name.replace("\\", "/")
