"""A pack as one file, a folder or a zip: the same pack each way, and nothing that hides in a zip gets in."""

import io
import os
import socket
import struct
import zipfile
from pathlib import Path

import pytest

from bot.packs.reading.files import MAX_BYTES, pack_paths
from bot.packs.reading.reader import Reading, read_bytes, read_pack
from tests.packs.sample import GOOD, read, split


def zipped(files: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return data.getvalue()


def unzip(data: bytes) -> Reading:
    return read_bytes("bees.zip", data)


def test_a_file_a_folder_and_a_zip_give_the_same_pack(tmp_path: Path) -> None:
    folder = split(tmp_path / "bees")
    files: dict[str, str | bytes] = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert len(files) > 5
    packs = [
        read(GOOD).pack,
        read_pack(folder).pack,
        unzip(zipped(files)).pack,
        unzip(zipped({f"bees/{name}": data for name, data in files.items()})).pack,
        unzip(zipped({f"./{name}": data for name, data in files.items()})).pack,
    ]
    assert packs[0]
    assert all(pack == packs[0] for pack in packs)


def test_what_stands_in_several_files_is_joined(tmp_path: Path) -> None:
    split(tmp_path / "bees")
    (tmp_path / "bees" / "more.yaml").write_text(
        "glossary:\n- {id: drone, term: drone}\nframeworks:\n  lateral: {name: Lateral reading}\nauthors: [Bob]\n"
    )
    pack = read_pack(tmp_path / "bees").pack
    assert pack
    assert [term.id for term in pack.glossary] == ["royal-jelly", "drone"]
    assert set(pack.frameworks) == {"sift", "lateral"}
    assert set(pack.authors) == {"Ada Drone", "Bob"}


def test_every_problem_names_its_own_file(tmp_path: Path) -> None:
    folder = split(tmp_path / "bees")
    (folder / "more.yaml").write_text(
        "authors:\n  - Bob\n  - []\nfilms:\n  - id: a\nclaims:\n  - id: b\n    claim: []\n"
    )
    assert [line.split(": ")[0] for line in read_pack(folder).lines] == [
        f"{folder}/more.yaml:{place}" for place in ("3:5", "5:5", "5:5", "5:5", "8:12")
    ]


def test_a_key_in_two_files_is_a_problem_that_names_both(tmp_path: Path) -> None:
    folder = split(tmp_path / "bees")
    (folder / "zz.yaml").write_text("title: Again\nframeworks:\n  sift: {name: Again}\n")
    assert read_pack(folder).lines == (
        f"{folder}/zz.yaml:1:1: `title` stands already in {folder}/pack.yaml, line 4; keep it in one file",
        f"{folder}/zz.yaml:3:3: `sift` stands already in {folder}/frameworks.yaml, line 2; keep it in one file",
    )


def test_a_key_missing_from_all_files_is_told_where_the_head_of_the_pack_is(tmp_path: Path) -> None:
    folder = split(tmp_path / "bees", GOOD.replace("title: Bees on film\n", ""))
    assert read_pack(folder).lines == (
        f"{folder}/pack.yaml:1:1: `title` is missing; add it, for instance `title: Film club`",
    )


def test_what_is_no_part_of_a_pack_is_passed_over(tmp_path: Path) -> None:
    folder = split(tmp_path / "bees")
    for name in ("README.md", "LICENSE", "COVERAGE.md", ".DS_Store", "Thumbs.db", "licence.txt"):
        (folder / name).write_bytes(b"\x00\xff")
    assert read_pack(folder).pack
    files: dict[str, str | bytes] = {"bees/pack.yaml": GOOD, "__MACOSX/bees/._pack.yaml": b"\x00", "bees/": b""}
    assert unzip(zipped(files | {"README.md": "# Bees"})).pack


@pytest.mark.parametrize("name", ["Films.yaml", "films.YAML", "ﬁlms.yaml", "a b.yaml"])
def test_a_file_of_yaml_with_another_name_is_a_problem(name: str, tmp_path: Path) -> None:
    folder = split(tmp_path / "bees")
    (folder / name).write_text("films: []\n")
    (line,) = read_pack(folder).lines
    assert "is no file of a pack; name it like `films.yaml`" in line
    (line,) = unzip(zipped({"pack.yaml": GOOD, name: "films: []"})).lines
    assert "is no file of a pack; name it like `films.yaml`" in line


def test_an_empty_folder_and_an_empty_zip_are_problems(tmp_path: Path) -> None:
    (tmp_path / "bees").mkdir()
    assert read_pack(tmp_path / "bees").lines[0].endswith("holds no YAML file; put a file such as pack.yaml into it")
    assert unzip(zipped({})).lines[0].endswith("holds no YAML file; put a file such as pack.yaml into it")


def test_a_file_that_is_neither_yaml_nor_zip_is_a_problem() -> None:
    (line,) = read_bytes("bees.txt", GOOD.encode()).lines
    assert line == "bees.txt:1:1: a pack is a .yaml file, a folder of them or a .zip; give it one of these endings"


def test_too_many_bytes_are_refused_however_they_come(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"f{number}.yaml").write_bytes(b"#" * (MAX_BYTES // 2))
    assert "the pack is larger than 5 MiB" in read_pack(tmp_path).lines[0]
    assert "the pack is larger than 5 MiB" in read(GOOD + "#" * MAX_BYTES).lines[0]


def test_more_than_two_hundred_files_are_refused(tmp_path: Path) -> None:
    for number in range(201):
        (tmp_path / f"f{number}.yaml").write_text("films: []\n")
    assert "the pack has more than 200 files" in read_pack(tmp_path).lines[0]
    assert "the pack has more than 200 files" in unzip(zipped({f"f{n}.yaml": "films: []" for n in range(201)})).lines[0]


def test_a_folder_of_packs_is_told_from_a_pack(tmp_path: Path) -> None:
    split(tmp_path / "bees")
    assert pack_paths(tmp_path / "bees") == (tmp_path / "bees",)
    (tmp_path / "ants.zip").write_bytes(zipped({"pack.yaml": GOOD}))
    (tmp_path / "pictures").mkdir()
    (tmp_path / "README.md").write_text("# Packs")
    (tmp_path / "pack.schema.json").write_text("{}")
    assert pack_paths(tmp_path) == (tmp_path / "ants.zip", tmp_path / "bees")
    split(tmp_path / "bees" / "drafts")
    assert pack_paths(tmp_path / "bees") == (tmp_path / "bees",)


@pytest.mark.parametrize(
    "name",
    [
        "../pack.yaml", "bees/../../pack.yaml", "/etc/pack.yaml", "C:\\pack.yaml", "..\\pack.yaml", "sub/dir/pack.yaml",
        "pack.yaml\u202etxt", "pack.yaml\n", "ｐack.yaml", "p" * 300 + ".yaml", "CON", "pack.yaml.zip", "con.zip",
    ],
)  # fmt: skip
def test_i10_i09_a_name_that_leads_out_or_deceives_is_refused(name: str) -> None:
    for files in ({name: GOOD}, {"films.yaml": "films: []", name: GOOD}):
        reading = unzip(zipped(dict(files)))
        assert reading.pack is None
        assert "is no file of a pack" in reading.lines[0]
        assert reading.lines[0].isprintable()


def test_i10_a_bomb_is_refused_before_it_is_inflated() -> None:
    bomb = zipped({f"f{number}.yaml": b"\x00" * 4_000_000 for number in range(50)})
    assert len(bomb) < 250_000
    assert "the pack is larger than 5 MiB" in unzip(bomb).lines[0]


def test_i10_a_size_that_lies_is_found_out() -> None:
    data = bytearray(zipped({"pack.yaml": GOOD}))
    for header, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = data.index(header) + offset
        data[at : at + 4] = struct.pack("<I", 10)
    assert "is not a zip that can be read, or is damaged" in unzip(bytes(data)).lines[0]


def test_i10_a_link_is_refused() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        link = zipfile.ZipInfo("pack.yaml")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert "is a link or a device" in unzip(data.getvalue()).lines[0]


def test_i10_an_encrypted_member_is_refused() -> None:
    data = bytearray(zipped({"pack.yaml": GOOD}))
    for header, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        data[data.index(header) + offset] |= 1
    assert "is encrypted; make the zip without a password" in unzip(bytes(data)).lines[0]


def test_i10_a_name_that_is_there_twice_is_refused() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("pack.yaml", GOOD)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("pack.yaml", "format: 2")
    assert "is in the zip twice; keep one" in unzip(data.getvalue()).lines[0]


def test_i10_a_hundred_thousand_members_are_refused_at_little_cost() -> None:
    data = zipped({f"{number}.yaml": "" for number in range(60_000)}, zipfile.ZIP_STORED)
    assert len(unzip(data).lines) == 1
    assert unzip(data[:MAX_BYTES]).pack is None


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_i10_an_unusual_compression_is_refused(method: int) -> None:
    assert "is packed in an unusual way" in unzip(zipped({"pack.yaml": GOOD}, method)).lines[0]


def test_i10_a_file_that_is_also_something_else_is_refused() -> None:
    sound = zipped({"pack.yaml": GOOD})
    for front in (b"\x7fELF" + b"\x00" * 60, b"GIF89a", zipped({"pack.yaml": "format: 2"})):
        assert unzip(sound).pack
        assert "begins with something that is not a zip" in unzip(front + sound).lines[0]


def test_i10_what_only_calls_itself_a_zip_is_refused() -> None:
    for data in (b"", b"PK\x05\x06", b"format: 1", zipped({"pack.yaml": GOOD})[:-30], b"PK\x03\x04" * 100):
        assert unzip(data).problem_count == 1


def test_i18_names_parted_by_backslashes_are_read_as_if_parted_by_slashes() -> None:
    for top in ("bees\\", "bees\\bees\\", ".\\"):
        files: dict[str, str | bytes] = {f"{top}pack.yaml": GOOD, "README.md": "# Bees", "bees\\": b""}
        if top.count("\\") == 1:
            assert unzip(zipped(files)).pack
        else:
            assert "`bees/pack.yaml` is no file of a pack" in unzip(zipped(files)).lines[0]


@pytest.mark.parametrize("name", ["notes.docx", "CITATION.cff", "poster.png", "films.yaml.exe", "docs/"])
def test_i18_what_is_no_yaml_is_to_be_left_out(name: str, tmp_path: Path) -> None:
    folder = split(tmp_path / "bees")
    within = f"{name}guide.pdf" if name.endswith("/") else name
    (folder / within).parent.mkdir(exist_ok=True)
    (folder / within).write_text("x")
    for lines in (
        read_pack(folder).lines,
        unzip(zipped({"pack.yaml": GOOD, within: "x", **({f"{name}b.md": "y"} if name[-1] == "/" else {})})).lines,
        unzip(zipped({"bees\\pack.yaml": GOOD, f"bees\\{within.replace('/', chr(92))}": "x"})).lines,
    ):
        (line,) = lines
        assert line.endswith(f"`{name}` is no file of a pack; leave it out")


def test_i18_what_every_project_has_is_passed_over(tmp_path: Path) -> None:
    names = ["README", "README.rst", "LICENSE", "LICENSE.txt", "COVERAGE", "COVERAGE.html", ".DS_Store", "Thumbs.db"]
    folder = split(tmp_path / "bees")
    for name in names:
        (folder / name).write_bytes(b"\x00")
    (folder / "__MACOSX").mkdir()
    assert read_pack(folder).pack
    inside = {f"bees/{name}": b"\x00" for name in (*names, "__MACOSX/._pack.yaml", ".github/x.yml")}
    assert unzip(zipped({"bees/pack.yaml": GOOD, **inside})).pack


PART = "this is part of a pack: give the folder or a zip of it"


def test_i18_one_file_of_a_pack_is_told_to_be_part_of_it(tmp_path: Path) -> None:
    folder = split(tmp_path / "bees")
    for name in ("films", "claims", "sources", "glossary"):
        path = folder / f"{name}.yaml"
        assert read_pack(path).lines == (f"{path}:1:1: {PART}",)
        assert read_bytes(path.name, path.read_bytes()).lines == (f"{path.name}:1:1: {PART}",)
    assert read_pack(folder / "pack.yaml").pack


def test_i18_its_own_problems_are_told_too_at_most_twenty_places() -> None:
    broken = "films:\n" + "".join(f"- id: film-{number}\n  tilte: x\n" for number in range(30))
    reading = read_bytes("films.yaml", broken.encode())
    assert reading.lines[0] == f"films.yaml:1:1: {PART}"
    assert len(reading.problems) == 20
    assert reading.problem_count == 121
    assert not any("`format`" in line for line in reading.lines)
    assert read_bytes("films.yaml", b"films:\n- id: a\n  title: [1] x\n").lines == (
        f"films.yaml:1:1: {PART}",
        "films.yaml:3:10: a text that begins with [ needs quotation marks around it",
    )


def test_i18_a_file_with_a_head_or_without_any_known_key_is_no_part() -> None:
    for text in ("title: Bees\nfilms: []\n", "version: 1.0.0\n", "flims: []\n", ""):
        assert PART not in "\n".join(read_bytes("films.yaml", text.encode()).lines)


def test_i18_a_pipe_a_socket_and_a_device_are_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket.zip"))
        for path in (tmp_path / "pipe.yaml", tmp_path / "socket.zip", Path("/dev/zero")):
            (line,) = read_pack(path).lines
            assert line == f"{path}:1:1: is a pipe, a socket or a device, not a file; give the file itself"
    folder = split(tmp_path / "bees")
    os.mkfifo(folder / "pipe.yaml")
    assert "is a pipe, a socket or a device" in read_pack(folder).lines[0]


def test_i18_a_link_that_leads_nowhere_is_called_that(tmp_path: Path) -> None:
    folder = split(tmp_path / "bees")
    (folder / "gone.yaml").symlink_to(tmp_path / "nothing.yaml")
    (line,) = read_pack(folder).lines
    assert line == f"{folder / 'gone.yaml'}:1:1: is a link that leads nowhere; put the file itself there"
