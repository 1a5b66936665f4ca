# SPDX-License-Identifier: Apache-2.0
"""Make the archives of these tests with Python's own tarfile and zipfile.

How to run, from the root of the repository: python3 test/artifacts/archive/make-archives.py
"""

import base64
import io
import json
import pathlib
import stat
import tarfile
import zipfile

# Padding to ten kilobytes says nothing.
tarfile.RECORDSIZE = 1024

LONG = "deep/" + "n" * 120 + "/model.joblib"
FILES = {"model.joblib": b"model" * 300, "conf/metadata.yaml": b"name: iris\n", "empty": b""}
NAMED = {LONG: b"long name", "\u00e9t\u00e9/mod\u00e8le.bin": b"accents"}


def tar(format, files, gz=False, extra=()):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz" if gz else "w", format=format) as archive:
        folder = tarfile.TarInfo("./conf")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
        for entry in extra:
            archive.addfile(entry, io.BytesIO(b"x" * entry.size))
    return base64.b64encode(out.getvalue()).decode()


def special(name, type, linkname="", size=0):
    entry = tarfile.TarInfo(name)
    entry.type = type
    entry.linkname = linkname
    entry.size = size
    return [entry]


def zip_of(files, method, mode=None):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("conf/", b"")
        for name, content in files.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = method
            if mode is not None:
                entry.external_attr = mode << 16
                entry.create_system = 3
            archive.writestr(entry, content)
    return base64.b64encode(out.getvalue()).decode()


def zip64(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            with archive.open(name, "w", force_zip64=True) as target:
                target.write(content)
    return base64.b64encode(out.getvalue()).decode()


archives = {
    "ustar": tar(tarfile.USTAR_FORMAT, FILES),
    "pax": tar(tarfile.PAX_FORMAT, {**FILES, **NAMED}),
    "gnu": tar(tarfile.GNU_FORMAT, {**FILES, **NAMED}),
    "gz": tar(tarfile.PAX_FORMAT, FILES, gz=True),
    "symlink": tar(tarfile.USTAR_FORMAT, {}, extra=special("link", tarfile.SYMTYPE, "/etc/passwd")),
    "hardlink": tar(tarfile.USTAR_FORMAT, {}, extra=special("link", tarfile.LNKTYPE, "../x")),
    "device": tar(tarfile.USTAR_FORMAT, {}, extra=special("dev", tarfile.CHRTYPE)),
    "fifo": tar(tarfile.USTAR_FORMAT, {}, extra=special("pipe", tarfile.FIFOTYPE)),
    "upwards": tar(tarfile.USTAR_FORMAT, {"../outside": b"x"}),
    "upwards-pax": tar(tarfile.PAX_FORMAT, {"a/" + "\u00e9" * 60 + "/../../../outside": b"x"}),
    "absolute": tar(tarfile.USTAR_FORMAT, {"/outside": b"x"}),
    "twice": tar(tarfile.USTAR_FORMAT, {"same": b"x", "./same": b"y"}),
    "under-a-file": tar(tarfile.USTAR_FORMAT, {"same": b"x", "same/below": b"y"}),
    "bomb": tar(tarfile.USTAR_FORMAT, {"zeros": b"\0" * 3_000_000}, gz=True),
    "stored": zip_of(FILES, zipfile.ZIP_STORED),
    "deflated": zip_of({**FILES, **NAMED}, zipfile.ZIP_DEFLATED),
    "zip64": zip64(FILES),
    "zip-bzip2": zip_of(FILES, zipfile.ZIP_BZIP2),
    "zip-symlink": zip_of({"link": b"/etc/passwd"}, zipfile.ZIP_STORED, stat.S_IFLNK | 0o777),
    "zip-upwards": zip_of({"a/../../outside": b"x"}, zipfile.ZIP_STORED),
    "zip-backslash": zip_of({"a\\..\\..\\outside": b"x"}, zipfile.ZIP_STORED),
    "zip-drive": zip_of({"C:/outside": b"x"}, zipfile.ZIP_STORED),
    "zip-bomb": zip_of({"zeros": b"\0" * 3_000_000}, zipfile.ZIP_DEFLATED),
}
path = pathlib.Path(__file__).with_name("archives.json")
path.write_text(json.dumps(archives, indent=1) + "\n")
