"""Turn a frozen dataclass of settings into command-line flags, so that each is written once."""

import argparse
import errno
import math
import sys
from collections.abc import Callable, Mapping
from dataclasses import MISSING, field, fields
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin, get_type_hints

from training.networks.quiet import import_keras

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Settings = TypeVar("Settings", bound="DataclassInstance")


def flag(
    help_text: str, default: Any = MISSING, *, least: float = -math.inf, most: float = math.inf
) -> Any:
    """Declare one setting: required where it has no default; a number from `least` to `most`."""
    metadata = {"help": help_text, "placed": False, "least": least, "most": most}
    return field(default=default, metadata=metadata)


def argument(help_text: str, default: Any = MISSING) -> Any:
    """Declare one setting that is given by its place, without a --flag before it."""
    metadata = {"help": help_text, "placed": True, "least": -math.inf, "most": math.inf}
    return field(default=default, metadata=metadata)


def run(
    settings: type[Settings], command: Callable[[Settings], None], *, keras: bool = False
) -> None:
    """Parse the flags, run the command, and end with one sentence if the input was bad.

    So it ends on a full disk too, and with exit code 130, as shells have it, on Ctrl-C; what the
    KeyboardInterrupt says of how to go on is passed on. A command that needs `keras` gets it
    imported without lines of TensorFlow around that sentence.
    """
    parsed = parse(settings, sys.argv[1:], command.__doc__)
    from mood_recommender.errors import MoodRecommenderError  # a second; --help does without

    try:
        if keras:
            import_keras()
        command(parsed)
    except MoodRecommenderError as error:
        sys.exit(f"{error.title}: {error}")
    except KeyboardInterrupt as stop:
        print(f"Stopped. {stop}".strip(), file=sys.stderr)
        sys.exit(130)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        sys.exit("No space left on the disk: make room and give the same command again.")


def parse(settings: type[Settings], arguments: list[str], description: str | None) -> Settings:
    """Read `--flag value` pairs into a dataclass; exits with usage on what is unknown or missing.

    Exits likewise on a number out of its bounds.

    A setting that is True or False takes no value: to name it says True.
    """
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    types = get_type_hints(settings)
    declared = fields(settings)
    for setting in declared:
        _add_setting(parser, setting, types[setting.name])
    parsed = settings(**vars(parser.parse_args(arguments)))
    for setting in declared:
        if wrong := _out_of_bounds(setting.metadata, getattr(parsed, setting.name)):
            parser.error(f"argument {_name(setting)}: {wrong}")
    return parsed


def _out_of_bounds(metadata: Mapping[str, Any], value: Any) -> str | None:
    """Say what is wrong with a number, None if nothing is."""
    if not isinstance(value, int | float):
        return None
    if not math.isfinite(value):
        return f"must be finite, not {value}"
    if metadata["least"] <= value <= metadata["most"]:
        return None
    bounds = {side: metadata[side] for side in ("least", "most")}
    said = [f"at {side} {bound}" for side, bound in bounds.items() if math.isfinite(bound)]
    return f"must be {' and '.join(said)}, not {value}"


def _name(setting: Any) -> str:
    return f"--{setting.name.replace('_', '-')}"


def _add_setting(parser: argparse.ArgumentParser, setting: Any, kind: Any) -> None:
    required = setting.default is MISSING
    options: dict[str, Any] = {
        "help": _help(setting),
        "default": None if required else setting.default,
    }
    name = _name(setting)
    if kind is bool:
        parser.add_argument(name, action="store_true", **options)
        return
    options |= {"type": _parser_of(kind), "metavar": setting.name.upper()}
    if setting.metadata["placed"]:
        parser.add_argument(setting.name, nargs=None if required else "?", **options)
    else:
        parser.add_argument(name, required=required, **options)


def _help(setting: Any) -> str:
    text: str = setting.metadata["help"].replace("%", "%%")
    if setting.default in (MISSING, None, False, ()):
        return text
    default = setting.default
    return f"{text} (default: {','.join(default) if isinstance(default, tuple) else default})"


def _parser_of(kind: Any) -> Callable[[str], Any]:
    """`tuple[Path, ...]`: paths with commas between; `Path | None`: a Path or the flag left out."""
    if get_origin(kind) is tuple:
        return lambda text: tuple(get_args(kind)[0](part) for part in text.split(","))
    options = [option for option in get_args(kind) or (kind,) if option is not type(None)]
    return options[0]
