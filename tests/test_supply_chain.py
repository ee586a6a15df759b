"""O04: nothing gets in that was tampered with, and no secret gets out."""

import base64
import hashlib
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("name", ["run.txt", "dev.txt"])
def test_o04_every_requirement_is_pinned_to_one_version_and_its_hashes(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert lines
    for line in lines:
        assert re.match(r"[\w.\[\],-]+==[\w.]+( *;[^#]*)?\s+--hash=sha256:[0-9a-f]{64}", line), line[:80]


def test_o04_everything_that_installs_asks_for_the_hashes() -> None:
    for name in ("Dockerfile", "Makefile"):
        text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
        installs = [line for line in text.splitlines() if re.search(r"(pip.*|\(PIP\)) install", line)]
        assert installs
        assert [line for line in installs if "--require-hashes" not in line] == []


def wheel(folder: Path, text: str) -> Path:
    """A wheel that holds this module."""
    path = folder / "tiny-1.0-py3-none-any.whl"
    files = {
        "tiny.py": text,
        "tiny-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n",
        "tiny-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    records = [
        f"{name},sha256={base64.urlsafe_b64encode(hashlib.sha256(body.encode()).digest()).rstrip(b'=').decode()},{len(body)}"
        for name, body in files.items()
    ]
    files["tiny-1.0.dist-info/RECORD"] = "\n".join([*records, "tiny-1.0.dist-info/RECORD,,", ""])
    with zipfile.ZipFile(path, "w") as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return path


def test_o04_a_wheel_that_was_tampered_with_is_not_installed(tmp_path: Path) -> None:
    sound = wheel(tmp_path, "harmless = True\n")
    lock = tmp_path / "lock.txt"
    lock.write_text(f"tiny==1.0 --hash=sha256:{hashlib.sha256(sound.read_bytes()).hexdigest()}\n", encoding="utf-8")

    def install(target: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [
                *(sys.executable, "-m", "pip", "--isolated", "--disable-pip-version-check", "install", "--quiet"),
                *("--no-index", "--find-links", str(tmp_path), "--target", str(tmp_path / target)),
                *("--no-cache-dir", "--require-hashes", "-r", str(lock)),
            ],
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    assert install("first").returncode == 0
    assert (tmp_path / "first" / "tiny.py").exists()
    wheel(tmp_path, "harmless = False\n")
    refused = install("second")
    assert refused.returncode != 0
    assert "DO NOT MATCH THE HASHES" in refused.stderr
    assert not (tmp_path / "second" / "tiny.py").exists()


TOKEN = ".".join(["MTA" + "x" * 23, "G" + "y" * 5, "z" * 38])
WEBHOOK = "https://discord.com/" + "api/webhooks/" + "1234567890/" + "k" * 68


@pytest.mark.parametrize("secret", [TOKEN, f"token = '{TOKEN}'", WEBHOOK])
@pytest.mark.parametrize("harmless", [False, True])
def test_o04_a_token_or_webhook_in_a_file_stops_the_commit(tmp_path: Path, secret: str, harmless: bool) -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    [hook] = [hook for repo in config["repos"] for hook in repo["hooks"] if hook["id"] == "tokens"]
    assert hook["language"] == "pygrep"
    file = tmp_path / "notes.txt"
    file.write_text("nothing to see\n" if harmless else f"first line\n{secret}\n", encoding="utf-8")
    grepped = subprocess.run(
        [sys.executable, "-m", "pre_commit.languages.pygrep", *hook.get("args", []), hook["entry"], str(file)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert grepped.returncode == (0 if harmless else 1), grepped.stdout + grepped.stderr


def test_o04_the_audit_is_a_command_that_the_documents_name() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    [recipe] = re.findall(r"^audit:.*\n((?:\t.*\n)+)", makefile, re.MULTILINE)
    assert "pip-audit" in recipe
    assert "--require-hashes" in recipe
    assert "requirements/run.txt" in recipe
    assert "`make audit`" in (ROOT / "SECURITY.md").read_text(encoding="utf-8")
