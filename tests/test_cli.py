import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskCliRunner
from flask_security import verify_password
from PIL import Image

from mood_recommender.catalog.csv_format import COLUMNS
from mood_recommender.catalog.history import SUBJECTS
from mood_recommender.catalog.models import Movie
from mood_recommender.catalog.mood_lists import list_lengths
from mood_recommender.catalog.movie_fields import MovieFields
from mood_recommender.catalog.movies import add_movie
from mood_recommender.curating.history import name_of, recent_changes
from mood_recommender.curating.models import Curator
from mood_recommender.extensions import db
from mood_recommender.moods import EMOTIONS, MOODS
from mood_recommender.settings import ROOT
from mood_recommender.vision.folders import FEW
from tests.conftest import make_app

PASSWORD = "correct horse battery staple"


@pytest.fixture
def reader() -> FlaskCliRunner:
    """Commands of an application without a database: reading photos needs none."""
    return make_app("sqlite:////nowhere/moods.db").test_cli_runner()


@pytest.fixture
def album(tmp_path: Path, astronaut_jpeg: bytes) -> Path:
    """Four files: a face, a broken photo, and below them another face and a photo without one."""
    below = tmp_path / "below"
    below.mkdir()
    (tmp_path / "a.jpg").write_bytes(astronaut_jpeg)
    (tmp_path / "b.jpg").write_text("no photo")
    (below / "c.jpg").write_bytes(astronaut_jpeg)
    (below / "d.png").write_bytes(blank_png())
    return tmp_path


def blank_png() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (320, 240), "grey").save(stream, "PNG")
    return stream.getvalue()


def movie_count() -> int:
    return db.session.scalar(sa.select(sa.func.count(Movie.id)))


def curator_named(name: str) -> Curator | None:
    return db.session.scalar(sa.select(Curator).filter_by(username=name))


def csv_row(title: str, year: str) -> list[str]:
    cells = {"title": title, "year": year, "directors": "Ada", "lists": "happy/match"}
    return [cells.get(column, "") for column in COLUMNS]


def read(reader: FlaskCliRunner, *arguments: object) -> list[dict]:
    result = reader.invoke(args=["moods", "read", *map(str, arguments)])
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_photo_is_a_line_of_json(reader: FlaskCliRunner, album: Path) -> None:
    result = reader.invoke(args=["moods", "read", str(album / "a.jpg")])
    reading = json.loads(result.stdout)
    assert result.exit_code == 0
    assert list(reading) == ["path", "image", "faces"]
    assert reading["path"] == str(album / "a.jpg")
    assert reading["image"] == {"width": 512, "height": 512}
    assert tuple(reading["faces"][0]["emotions"]) == EMOTIONS
    assert tuple(reading["faces"][0]["moods"]) == MOODS


def test_folders_are_walked_in_order(reader: FlaskCliRunner, album: Path) -> None:
    names = [Path(line["path"]).name for line in read(reader, album)]
    assert names == ["a.jpg", "b.jpg", "c.jpg", "d.png"]


def test_a_photo_that_fails_gets_its_own_line(reader: FlaskCliRunner, album: Path) -> None:
    failed = read(reader, album)[1]
    assert failed["error"] == "UnreadableImage"
    assert "JPEG" in failed["detail"]


def test_a_photo_that_fails_shows_in_the_exit_status(reader: FlaskCliRunner, album: Path) -> None:
    assert reader.invoke(args=["moods", "read", str(album)]).exit_code == 1
    assert reader.invoke(args=["moods", "read", str(album / "below")]).exit_code == 0


def test_a_photo_that_is_not_there_does_not_stop_the_others(
    reader: FlaskCliRunner, album: Path
) -> None:
    missing, found = read(reader, album / "missing.jpg", album / "a.jpg")
    assert missing["error"] == "FileNotFoundError"
    assert len(found["faces"]) == 1


def test_a_file_that_never_ends_is_too_large(reader: FlaskCliRunner) -> None:
    (endless,) = read(reader, "/dev/zero")
    assert endless["error"] == "ImageTooLarge"


def test_a_folder_inside_itself_is_walked_to_an_end(reader: FlaskCliRunner, tmp_path: Path) -> None:
    (tmp_path / "again").symlink_to(tmp_path)
    (loop,) = read(reader, tmp_path)
    assert loop["error"] == "IsADirectoryError"


def test_many_photos_keep_their_order(
    reader: FlaskCliRunner, tmp_path: Path, astronaut_jpeg: bytes
) -> None:
    names = [f"{number:04}.jpg" for number in range(FEW + 1)]
    for name in names[:-1]:
        (tmp_path / name).write_text("no photo")
    (tmp_path / names[-1]).write_bytes(astronaut_jpeg)
    lines = read(reader, tmp_path)
    assert [Path(line["path"]).name for line in lines] == names
    assert ["error" in line for line in lines] == [True] * FEW + [False]


@pytest.mark.parametrize("layout", ["json", "csv"])
def test_a_file_name_that_is_no_text_stops_nothing(
    reader: FlaskCliRunner, tmp_path: Path, layout: str
) -> None:
    Path(os.fsdecode(bytes(tmp_path) + b"/\xff.png")).write_bytes(blank_png())
    result = reader.invoke(args=["moods", "read", "--format", layout, str(tmp_path)])
    assert result.exit_code == 0
    assert r"\udcff.png" in result.stdout


def test_csv_has_a_row_for_each_face(reader: FlaskCliRunner, album: Path) -> None:
    result = reader.invoke(args=["moods", "read", "--format", "csv", str(album)])
    face, failed, _, blank = csv.DictReader(io.StringIO(result.stdout))
    assert (face["width"], face["face"]) == ("512", "1")
    assert float(face[f"mood_{face['mood']}"]) == float(face["confidence"])
    assert sum(float(face[emotion]) for emotion in EMOTIONS) == pytest.approx(1, abs=1e-3)
    assert (failed["error"], failed["width"]) == ("UnreadableImage", "")
    assert (blank["width"], blank["face"], blank["error"]) == ("320", "", "")


@pytest.mark.parametrize("name", ["=1+1.png", "\uff1d1+1.png", "@x.png"])
def test_file_name_that_is_a_formula_is_text_in_csv(
    reader: FlaskCliRunner,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_bytes(blank_png())
    result = reader.invoke(args=["moods", "read", "--format", "csv", name])
    (row,) = csv.DictReader(io.StringIO(result.stdout))
    assert row["path"] == "'" + name


def test_set_up_loads_the_starter_catalog(app: Flask, runner: FlaskCliRunner) -> None:
    assert runner.invoke(args=["set-up"]).exit_code == 0
    assert movie_count() >= 200
    assert all(list_lengths().values())


def test_set_up_leaves_a_catalog_as_it_is(app: Flask, runner: FlaskCliRunner) -> None:
    add_movie(MovieFields(title="Our only movie", year=1999, directors=("Ada",)))
    assert runner.invoke(args=["set-up"]).exit_code == 0
    assert movie_count() == 1


def test_set_up_makes_the_tables(tmp_path: Path) -> None:
    app = make_app(f"sqlite:///{tmp_path / 'new.db'}")
    assert app.test_cli_runner().invoke(args=["set-up"]).exit_code == 0
    assert app.test_client().get("/readyz").status_code == 200


@pytest.mark.parametrize("command", [["movies", "export", "x.csv"], ["curators", "add", "ada"]])
def test_commands_that_need_tables_say_how_to_make_them(tmp_path: Path, command: list[str]) -> None:
    app = make_app(f"sqlite:///{tmp_path / 'new.db'}")
    result = app.test_cli_runner().invoke(args=command)
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert "db upgrade" in result.stderr


def test_an_export_imports_again_without_a_change(
    starter: Flask, runner: FlaskCliRunner, tmp_path: Path
) -> None:
    file = tmp_path / "movies.csv"
    assert runner.invoke(args=["movies", "export", str(file)]).exit_code == 0
    exported = file.read_text(encoding="utf-8")
    assert runner.invoke(args=["movies", "import", str(file)]).exit_code == 0
    runner.invoke(args=["movies", "export", str(file)])
    assert file.read_text(encoding="utf-8") == exported
    assert movie_count() == len(exported.splitlines()) - 1


def test_a_bad_row_is_named_and_nothing_is_imported(
    app: Flask, runner: FlaskCliRunner, tmp_path: Path
) -> None:
    file = tmp_path / "movies.csv"
    rows = [COLUMNS, csv_row("Good", "1990"), csv_row("Bad", "soon")]
    file.write_text("\n".join(",".join(row) for row in rows))
    result = runner.invoke(args=["movies", "import", str(file)])
    assert result.exit_code == 1
    assert "line 3" in result.stderr
    assert "“Year” is “soon”" in result.stderr
    assert movie_count() == 0


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"name\nHeat\n", b"title,year\n\x81"])
def test_a_file_that_is_no_csv_is_refused_in_one_line(
    app: Flask, runner: FlaskCliRunner, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "movies.csv"
    file.write_bytes(content)
    result = runner.invoke(args=["movies", "import", str(file)])
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1


def test_columns_that_are_not_read_are_named(
    app: Flask, runner: FlaskCliRunner, tmp_path: Path
) -> None:
    file = tmp_path / "movies.csv"
    file.write_text("title,year,note\nHeat,1995,good\n")
    result = runner.invoke(args=["movies", "import", str(file)])
    assert result.stdout == "1 added, 0 updated, 0 unchanged, 0 skipped\n"
    assert result.stderr == "Columns that are not read: note.\n"


def test_an_import_of_the_command_line_is_one_change(
    app: Flask, runner: FlaskCliRunner, tmp_path: Path
) -> None:
    file = tmp_path / "films.csv"
    file.write_text("title,year\nHeat,1995\nRan,1985\n")
    runner.invoke(args=["movies", "import", str(file)])
    (change,) = recent_changes().items
    assert name_of(change, SUBJECTS) == "films.csv: 2 added, 0 updated"


def test_an_export_goes_through_a_pipe(starter: Flask, runner: FlaskCliRunner) -> None:
    result = runner.invoke(args=["movies", "export", "-"])
    assert len(list(csv.reader(io.StringIO(result.stdout)))) == movie_count() + 1


def test_an_export_that_fails_leaves_the_old_file(
    app: Flask, runner: FlaskCliRunner, tmp_path: Path
) -> None:
    file = tmp_path / "movies.csv"
    file.write_text("old")
    db.session.execute(sa.text("ALTER TABLE movies RENAME TO away"))
    result = runner.invoke(args=["movies", "export", str(file)])
    db.session.execute(sa.text("ALTER TABLE away RENAME TO movies"))
    assert result.exit_code == 1
    assert file.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["movies.csv"]


def test_a_movielens_folder_is_imported(app: Flask, runner: FlaskCliRunner, tmp_path: Path) -> None:
    (tmp_path / "movies.csv").write_text("movieId,title,genres\n1,Heat (1995),Crime|Thriller\n")
    (tmp_path / "links.csv").write_text("movieId,imdbId,tmdbId\n1,0113277,949\n")
    result = runner.invoke(args=["movies", "import-movielens", str(tmp_path)])
    assert result.stdout.startswith("1 added")
    assert db.session.scalars(sa.select(Movie.imdb_id)).all() == ["tt0113277"]


def test_a_folder_that_is_not_movielens_is_refused_in_one_line(
    app: Flask, runner: FlaskCliRunner, tmp_path: Path
) -> None:
    result = runner.invoke(args=["movies", "import-movielens", str(tmp_path)])
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1


def test_a_curator_is_added_with_a_password_typed_twice(app: Flask, runner: FlaskCliRunner) -> None:
    typed = f"{PASSWORD}\n{PASSWORD}\n"
    result = runner.invoke(args=["curators", "add", "ada"], input=typed)
    assert result.exit_code == 0
    assert PASSWORD not in result.output
    assert verify_password(PASSWORD, curator_named("ada").password)


def test_a_curator_is_added_with_a_password_from_stdin(app: Flask, runner: FlaskCliRunner) -> None:
    arguments = ["curators", "add", "ada", "--password-stdin"]
    result = runner.invoke(args=arguments, input=f"{PASSWORD}\n")
    assert result.exit_code == 0
    assert verify_password(PASSWORD, curator_named("ada").password)


def test_a_weak_password_is_refused_in_one_line(app: Flask, runner: FlaskCliRunner) -> None:
    result = runner.invoke(args=["curators", "add", "ada", "--password-stdin"], input="swordfish\n")
    assert result.exit_code == 1
    assert result.stderr == "Error: A password has 12 to 128 characters.\n"
    assert curator_named("ada") is None


@pytest.mark.parametrize("command", [["moods", "read", "a.jpg"], ["db", "upgrade"]])
def test_an_application_that_cannot_start_says_why_in_one_line(command: list[str]) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", *command],
        cwd=ROOT,
        env={**os.environ, "TRUSTED_PROXIES": "many"},
        capture_output=True,
        text=True,
    )
    assert result.returncode == 1
    assert result.stderr.startswith("Error: The environment variable TRUSTED_PROXIES: ")
    assert result.stderr.count("\n") == 1
