"""What is read of a folder or ZIP that somebody else made, and what is refused."""

import io
import json
import os
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest

from envs.craftworld.game import packsources
from envs.craftworld.game.datapack import load
from envs.craftworld.game.packfiles import read_pack
from envs.errors import DataPackError

PATH = "data/minecraft/recipes/bowl.json"
BOWL = json.dumps(
    {
        "type": "minecraft:crafting_shapeless",
        "ingredients": [{"item": "minecraft:dirt"}],
        "result": {"item": "minecraft:bowl"},
    }
)


def folder(root: Path, files: dict[str, str | bytes]) -> Path:
    for path, content in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def zipped(place: Path, files: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(place, "w", method) as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return place


def takes_dirt(pack: Path) -> bool:
    return load([pack]).recipes_for("bowl")[0].ingredients == (("dirt", 1),)


def refused(pack: Path) -> str:
    with pytest.raises(DataPackError) as caught:
        load([pack])
    message = str(caught.value)
    assert "\n" not in message
    assert pack.name in message
    return message


# ---- what is read


def test_a_folder_and_a_zip_of_it_say_the_same(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {PATH: BOWL, "pack.mcmeta": '{"pack": {"pack_format": 6}}'}
    one, two = folder(tmp_path / "one", files), zipped(tmp_path / "two.zip", files)
    assert takes_dirt(one)
    assert read_pack(one).digest == read_pack(two).digest
    assert read_pack(two).name == "two"


def test_the_digest_is_of_what_is_said_and_not_of_how_it_is_written(tmp_path: Path) -> None:
    spaced = json.dumps(json.loads(BOWL.replace("minecraft:dirt", "dirt")), indent=4)
    one, two = folder(tmp_path / "one", {PATH: BOWL}), folder(tmp_path / "two", {PATH: spaced})
    three = folder(tmp_path / "three", {PATH: BOWL.replace("dirt", "stone")})
    assert read_pack(one).digest == read_pack(two).digest != read_pack(three).digest


@pytest.mark.parametrize("name", ["pack-main", "Pack (1)"])
def test_a_single_folder_at_the_top_is_looked_into(tmp_path: Path, name: str) -> None:
    inner = f"{name}/{PATH}"
    assert takes_dirt(folder(tmp_path / "folder", {inner: BOWL, ".git/config": "x"}))
    assert takes_dirt(zipped(tmp_path / "pack.zip", {inner: BOWL, "__MACOSX/._pack": "x"}))


def test_a_zip_written_on_windows_is_read(tmp_path: Path) -> None:
    assert takes_dirt(zipped(tmp_path / "pack.zip", {PATH.replace("/", "\\"): BOWL}))


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    assert takes_dirt(folder(tmp_path / "pack", {PATH: b"\xef\xbb\xbf" + BOWL.encode()}))


@pytest.mark.parametrize(
    "path",
    [
        "data/minecraft/tags/functions/load.json",
        "data/minecraft/tags/fluids/water.json",
        "data/mod/functions/tick.mcfunction",
        "data/mod/advancements/root.json",
        "data/mod/structures/house.nbt",
        "data/mod/dimension/moon.json",
        "data/mod/worldgen/biome/moon.json",
        "data/mod/item_modifiers/x.json",
        "data/minecraft/loot_tables/chests/igloo_chest.json",
        "data/minecraft/loot_tables/gameplay/fishing.json",
        "assets/minecraft/lang/en_us.json",
        "pack.png",
        "README.json",
        "data/mod/recipes/notes.txt",
    ],
)
def test_what_has_no_say_is_passed_over_whatever_it_holds(tmp_path: Path, path: str) -> None:
    content = '{"values": ["mod:load"]}' if path.endswith("json") else b"\x00\xff"
    assert takes_dirt(folder(tmp_path / "pack", {PATH: BOWL, path: content}))


@pytest.mark.parametrize("head", ["{}", '{"pack": {}}', '{"pack": {"pack_format": 4}}'])
def test_a_pack_for_an_earlier_version_or_for_none_is_read(tmp_path: Path, head: str) -> None:
    assert takes_dirt(folder(tmp_path / "pack", {PATH: BOWL, "pack.mcmeta": head}))


# ---- what is refused


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "JSON"),
        ('{"type": "smelting",}', "JSON"),
        ('{"a": NaN}', "JSON"),
        ("// a comment\n{}", "JSON"),
        (b'{"type": "\xff"}', "JSON"),
        (BOWL.encode("utf-16"), "JSON"),
        ('"text"', "object"),
        (BOWL.replace('"result"', '"type": "smelting", "result"'), "field 'type'"),
        ("[" * 100_000, "JSON"),
        ('{"a":' * 80 + "1" + "}" * 80, "levels"),
        (" " * 1_000_001 + "{}", "bytes"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, content: str | bytes, says: str
) -> None:
    for pack in (
        folder(tmp_path / "pack", {PATH: content}),
        zipped(tmp_path / "pack.zip", {PATH: content}),
    ):
        message = refused(pack)
        assert says in message
        assert PATH in message


@pytest.mark.parametrize("found", ["7", "48", '"six"', "[6]"])
def test_a_pack_for_a_later_version_is_refused(tmp_path: Path, found: str) -> None:
    head = f'{{"pack": {{"pack_format": {found}}}}}'
    message = refused(folder(tmp_path / "pack", {PATH: BOWL, "pack.mcmeta": head}))
    assert "pack.mcmeta" in message
    assert "'pack.pack_format'" in message


@pytest.mark.parametrize(
    "path",
    ["../data/minecraft/recipes/x.json", "/data/x.json", "data/../../x.json", "C:\\data\\x.json"],
)
def test_a_zip_that_leads_out_of_itself_is_refused(tmp_path: Path, path: str) -> None:
    message = refused(zipped(tmp_path / "pack.zip", {PATH: BOWL, path: "{}"}))
    assert "inside" in message


def test_a_symbolic_link_is_refused(tmp_path: Path) -> None:
    secret = folder(tmp_path, {"secret.json": BOWL}) / "secret.json"
    pack = folder(tmp_path / "pack", {PATH: BOWL})
    (pack / "data/minecraft/recipes/x.json").symlink_to(secret)
    assert "recipes/x.json" in refused(pack)
    other = folder(tmp_path / "other", {PATH: BOWL})
    (other / "data/mod").symlink_to(pack / "data/minecraft")
    assert "data/mod" in refused(other)
    entry = zipfile.ZipInfo("data/minecraft/recipes/x.json")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "pack.zip", "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    assert "link" in refused(tmp_path / "pack.zip")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    pack = folder(tmp_path / "pack", {PATH: BOWL})
    os.mkfifo(pack / "data/minecraft/recipes/x.json")
    assert takes_dirt(pack)


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    # 500 MB of spaces that lie in half of one.
    heap = io.BytesIO()
    with (
        zipfile.ZipFile(heap, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(PATH, "w", force_zip64=True) as file,
    ):
        for _ in range(500):
            file.write(b" " * 1_000_000)
    (tmp_path / "bomb.zip").write_bytes(heap.getvalue())
    assert "1000000 bytes" in refused(tmp_path / "bomb.zip")


@pytest.mark.parametrize("bound", ["MAX_FILES", "MAX_BYTES"])
def test_a_pack_has_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str) -> None:
    files: dict[str, str | bytes] = {f"data/mod/recipes/{n}.json": BOWL for n in range(5)}
    pack = folder(tmp_path / "pack", files)
    assert load([pack]).recipes_for("bowl")
    monkeypatch.setattr(packsources, bound, 4)
    assert "at most" in refused(pack)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_compression_that_the_game_does_not_know_is_refused(tmp_path: Path, method: int) -> None:
    assert "compression" in refused(zipped(tmp_path / "pack.zip", {PATH: BOWL}, method))


def test_a_file_that_is_twice_in_a_zip_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "pack.zip", "w") as archive:
        archive.writestr(PATH, BOWL)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr(PATH, BOWL)
    assert "twice" in refused(tmp_path / "pack.zip")


def broken(content: bytes) -> list[bytes]:
    """Returns a ZIP file cut off, and with a byte of a file changed."""
    at = content.index(b"minecraft:bowl")
    return [content[: len(content) // 2], content[:at] + b"M" + content[at + 1 :]]


def test_a_zip_that_came_to_harm_is_refused(tmp_path: Path) -> None:
    whole = zipped(tmp_path / "whole.zip", {PATH: BOWL}, zipfile.ZIP_STORED).read_bytes()
    for number, content in enumerate(broken(whole)):
        pack = tmp_path / f"{number}.zip"
        pack.write_bytes(content)
        assert "found" in refused(pack)


@pytest.mark.parametrize(
    "files",
    [{}, {"pack.mcmeta": "{}"}, {"a/b/data/minecraft/recipes/x.json": BOWL}, {"bowl.json": BOWL}],
)
def test_what_has_nothing_to_say_is_refused(tmp_path: Path, files: dict[str, Any]) -> None:
    (tmp_path / "pack").mkdir()
    assert "none of them" in refused(folder(tmp_path / "pack", files))


@pytest.mark.parametrize("name", ["nowhere", "shifted-height", "a\0b", "x" * 5_000])
def test_what_is_not_there_is_refused(name: str) -> None:
    with pytest.raises(DataPackError, match="data pack"):
        load([name])


def test_a_likely_name_is_suggested() -> None:
    with pytest.raises(DataPackError, match="shifted-heights"):
        load(["shifted-height"])
