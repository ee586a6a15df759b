"""The command line: run the bot, open the playground, look after its data, check packs, start them, print from them."""

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from shlex import quote
from typing import Annotated, Literal

import typer

from bot import launch, stopping
from bot.data_commands import backup, move_data, purge, restore
from bot.installation import command
from bot.interchange.command_line import export, handout, import_
from bot.launch import BAD_USAGE, PLAYGROUND_DATA, leave, settings_or_leave

app = typer.Typer(
    help="Second Look: a Discord study companion for watching documentaries critically.",
    no_args_is_help=False,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Port = Annotated[int | None, typer.Option("--port", min=0, max=65535, help="The page's port; 0 for any free one.")]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Do not open the page in a browser.")]
Data = Annotated[Path, typer.Option("--data", help="Where the playground keeps its own data.")]
BeingWritten = Annotated[
    Path | None,
    typer.Option("--pack", exists=True, help="A pack that you are writing: served, and swapped in when it changes."),
]
Fast = Annotated[
    int,
    typer.Option("--fast", min=1, max=60, help="How many times as fast the clock runs: films, prompts, what is due."),
]
NoCompany = Annotated[
    bool, typer.Option("--no-company", help="The other members do nothing by themselves until they are let.")
]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"Second Look {program_version()}")
        raise typer.Exit


def program_version() -> str:
    """The version of the installed program, or the one in `pyproject.toml` when run from a checkout."""
    project = Path(__file__).parents[1] / "pyproject.toml"
    if project.is_file():
        import tomllib

        return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])
    try:
        return version("second-look")
    except PackageNotFoundError:
        return "unknown"


@app.callback(invoke_without_command=True)
def run(
    context: typer.Context,
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    """Run in Discord when DISCORD_TOKEN is set; open the playground when it is not."""
    if context.invoked_subcommand not in {None, "discord", "playground"}:
        stopping.leave_by_unwinding()
    if not context.invoked_subcommand:
        launch.run()


@app.command()
def discord() -> None:
    """Run in Discord; insists on DISCORD_TOKEN."""
    launch.run_in_discord()


@app.command()
def playground(
    port: Port = None,
    no_browser: NoBrowser = False,
    data: Data = PLAYGROUND_DATA,
    pack: BeingWritten = None,
    fast: Fast = 1,
    no_company: NoCompany = False,
) -> None:
    """Open a Discord of your own in the browser, with the real bot in it."""
    launch.open_playground(settings_or_leave(), port, no_browser, data, pack, fast=fast, company=not no_company)


@app.command()
def check(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Packs, or folders that hold packs.")],
    strict: Annotated[bool, typer.Option("--strict", help="Also what a pack that ships must keep to.")] = False,
    stale: Annotated[
        str | None,
        typer.Option("--stale", metavar="SPAN", help="Facts checked longer ago are a problem: 12m, 1y, 90d."),
    ] = None,
    form: Annotated[Literal["text", "json"], typer.Option("--format", help="How problems are printed.")] = "text",
) -> None:
    """Check content packs; every problem with its file, line and column."""
    from bot.packs.reading import check as checking

    try:
        since = checking.stale_before(stale) if stale is not None else None
    except ValueError as error:
        leave(f"--stale: {error}", BAD_USAGE)
    raise typer.Exit(checking.check(paths, strict=strict, since=since, form=form))


@app.command()
def new(
    pack_id: Annotated[str, typer.Argument(metavar="ID", help="The id of the new pack, such as my-subject.")],
    folder: Annotated[Path, typer.Option("--in", help="The folder to put it in.")] = Path("content"),
) -> None:
    """Write a commented folder to start a pack from."""
    from bot.packs.format import template

    try:
        path = template.new(pack_id, folder)
    except (ValueError, OSError) as error:
        leave(str(error), BAD_USAGE)
    typer.echo(f"Written: {path}\nNext: edit it, then run `{command()} check {quote(str(path))}`")


app.command()(export)
app.command("import")(import_)
app.command()(handout)
app.command()(backup)
app.command()(restore)
app.command("move-data")(move_data)
app.command()(purge)


@app.command()
def schema(
    write: Annotated[
        bool, typer.Option("--write", help="Write it, the format in words, and what is kept, where they belong.")
    ] = False,
    current: Annotated[
        bool, typer.Option("--check", help="Only say whether what is written there is current.")
    ] = False,
) -> None:
    """Print the schema of packs, for editors."""
    from bot.app import keepers
    from bot.packs.format.handbook import renewed
    from bot.packs.format.schema import schema_text
    from bot.privacy import inventory

    content = Path(__file__).parents[1] / "content"
    handbook, notice = content / "README.md", content.parent / "PRIVACY.md"
    if not write and not current:
        typer.echo(schema_text(), nl=False)
        return
    for path, text in (
        (content / "pack.schema.json", schema_text()),
        (handbook, renewed(handbook.read_text(encoding="utf-8"))),
        (notice, inventory.renewed(notice.read_text(encoding="utf-8"), keepers())),
    ):
        if write:
            path.write_text(text, encoding="utf-8")
        elif path.read_text(encoding="utf-8") != text:
            leave(f"{path.relative_to(content.parent)} is not current: run `make schema`", 1)
