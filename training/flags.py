"""Turn a frozen dataclass of settings into command-line flags, so that each is written once."""

import argparse
import sys
from collections.abc import Callable
from dataclasses import MISSING, field, fields
from typing import Any, TypeVar, get_type_hints

from mood_recommender.errors import MoodRecommenderError

Settings = TypeVar("Settings")


def flag(help_text: str, default: Any = MISSING) -> Any:
    """Declare one setting: required where it has no default."""
    return field(default=default, metadata={"help": help_text})


def run(settings: type[Settings], command: Callable[[Settings], None]) -> None:
    """Parse the flags, run the command, and end with one sentence if the input was bad."""
    try:
        command(parse(settings, sys.argv[1:], command.__doc__))
    except MoodRecommenderError as error:
        sys.exit(f"{error.title}: {error}")


def parse(settings: type[Settings], arguments: list[str], description: str | None) -> Settings:
    """Read `--flag value` pairs into a dataclass; exits with usage on an unknown or missing one."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    types = get_type_hints(settings)
    for setting in fields(settings):  # type: ignore[arg-type]
        _add_flag(parser, setting, types[setting.name])
    return settings(**vars(parser.parse_args(arguments)))


def _add_flag(parser: argparse.ArgumentParser, setting: Any, kind: Any) -> None:
    required = setting.default is MISSING
    help_text = setting.metadata["help"]
    if not required and setting.default is not None:
        help_text += f" (default: {setting.default})"
    parser.add_argument(
        f"--{setting.name.replace('_', '-')}",
        type=_parser_of(kind),
        required=required,
        default=None if required else setting.default,
        help=help_text.replace("%", "%%"),
        metavar=setting.name.upper(),
    )


def _parser_of(kind: Any) -> Callable[[str], Any]:
    """`Path | None` parses as Path: leaving the flag out is how None is said."""
    options = [option for option in getattr(kind, "__args__", (kind,)) if option is not type(None)]
    return options[0]
