import re
import shutil

import cv2
import numpy as np
import pytest

from mood_recommender.moods import EMOTIONS
from training.faces.arrays import DataError
from training.faces.fer2013 import load_faces, require_every_emotion


def fails(message):
    return pytest.raises(DataError, match=re.escape(message))


@pytest.mark.parametrize(("split", "number"), [("train", 0), ("public", 1), ("private", 2)])
def test_npz_gives_the_rows_of_a_split(write_npz, arrays, split, number):
    faces = load_faces(write_npz(), split)
    rows = arrays["split"] == number
    assert np.array_equal(faces.images, arrays["images"][rows])
    assert np.array_equal(faces.labels, arrays["label"][rows])
    assert np.array_equal(faces.votes, arrays["votes"][rows])


def test_npz_without_votes_is_read(write_npz):
    assert load_faces(write_npz(votes=None), "train").votes is None


@pytest.mark.parametrize("split", ["train", "public", "private"])
def test_csv_gives_what_the_npz_gives(write_csv, write_votes, write_npz, split):
    write_votes()
    faces, same = load_faces(write_csv(), split), load_faces(write_npz(), split)
    assert np.array_equal(faces.images, same.images)
    assert np.array_equal(faces.labels, same.labels)
    assert np.array_equal(faces.votes, same.votes)


def test_csv_alone_has_no_votes(write_csv):
    assert load_faces(write_csv(), "train").votes is None


def test_csv_header_may_have_spaces(tmp_path, table):
    path = tmp_path / "icml_face_data.csv"
    table.rename(columns={"Usage": " Usage", "pixels": " pixels"}).to_csv(path, index=False)
    assert len(load_faces(path, "public")) == 7


def test_folder_is_read_emotion_by_emotion(folder, arrays):
    faces = load_faces(folder, "train")
    assert faces.labels.tolist() == sorted(arrays["label"][arrays["split"] == 0].tolist())
    assert np.array_equal(faces.images[0], arrays["images"][0])


def test_test_folder_holds_both_test_splits(folder):
    assert len(load_faces(folder, "public")) == len(load_faces(folder, "private")) == 14


def test_separate_test_folders_are_kept_apart(folder):
    (folder / "test").rename(folder / "private")
    assert len(load_faces(folder, "private")) == 14
    with fails("has no folder public or publictest or validation or valid or val or test inside"):
        load_faces(folder, "public")


def test_missing_data_is_named(tmp_path):
    with fails("nowhere.npz"):
        load_faces(tmp_path / "nowhere.npz", "train")


def test_other_files_are_refused(tmp_path):
    (tmp_path / "faces.txt").write_text("hello")
    with fails("faces.txt is neither an .npz, a .csv nor a folder"):
        load_faces(tmp_path / "faces.txt", "train")


def test_unknown_split_is_refused(write_npz):
    with fails("There is no split 'test'; choose one of train, public, private."):
        load_faces(write_npz(), "test")


def test_empty_split_is_refused(write_npz, arrays):
    with fails("holds no faces of the split 'private'"):
        load_faces(write_npz(split=arrays["split"] % 2), "private")


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04broken"])
def test_broken_npz_is_refused(tmp_path, content):
    path = tmp_path / "faces.npz"
    path.write_bytes(content)
    with fails("faces.npz is not a readable .npz file"):
        load_faces(path, "train")


def test_missing_array_is_named(write_npz):
    with fails("faces.npz lacks the array label"):
        load_faces(write_npz(label=None), "train")


def test_images_of_another_size_are_refused(write_npz):
    with fails("images are uint8 (42, 64, 64); needed are uint8 (n, 48, 48)"):
        load_faces(write_npz(images=np.zeros((42, 64, 64), np.uint8)), "train")


def test_arrays_of_another_length_are_refused(write_npz):
    with fails("faces.npz: 42 images, but 3 rows of label"):
        load_faces(write_npz(label=np.zeros(3, np.uint8)), "train")


def test_unknown_label_names_its_row(write_npz, arrays):
    label = arrays["label"].copy()
    label[5] = 9
    with fails("faces.npz row 5: label is 9, expected 0 to 6"):
        load_faces(write_npz(label=label), "train")


@pytest.mark.parametrize("name", ["label", "split"])
@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda numbers: np.eye(7, dtype=np.uint8)[numbers], "uint8 (42, 7)"),
        (lambda numbers: numbers[:, np.newaxis], "uint8 (42, 1)"),
        (lambda numbers: numbers[0], "uint8 ()"),
        (lambda numbers: numbers + 0.5, "float64 (42,)"),
        (lambda numbers: numbers.astype(str), "<U3 (42,)"),
    ],
)
def test_labels_and_splits_that_are_no_row_of_integers_are_refused(
    write_npz, arrays, name, change, found
):
    with fails(f"faces.npz: {name} is {found}; needed are integers (n,)"):
        load_faces(write_npz(**{name: change(arrays[name])}), "train")


@pytest.mark.parametrize(
    ("votes", "found"),
    [
        (np.zeros((42, 3), np.uint8), "uint8 (42, 3)"),
        (np.full((42, 10), "8"), "<U1 (42, 10)"),
        (np.uint8(8), "uint8 ()"),
    ],
)
def test_votes_that_are_no_table_of_numbers_are_refused(write_npz, votes, found):
    with fails(f"votes are {found}; needed are numbers (n, 10)"):
        load_faces(write_npz(votes=votes), "train")


@pytest.mark.parametrize("value", [-1, 0.5, np.inf, np.nan, 1e30])
def test_votes_of_the_npz_that_are_no_counts_name_their_row(write_npz, arrays, value):
    votes = arrays["votes"].astype(float)
    votes[4, 2] = value
    with fails("faces.npz row 4: votes must be whole counts, 0 or more"):
        load_faces(write_npz(votes=votes), "train")


def test_a_damaged_compressed_npz_is_refused(tmp_path, arrays):
    path = tmp_path / "faces.npz"
    np.savez_compressed(path, **arrays)
    content = bytearray(path.read_bytes())
    content[500:505] = b"\xff" * 5
    path.write_bytes(content)
    with fails("faces.npz is not a readable .npz file: Error -3 while decompressing"):
        load_faces(path, "train")


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("emotion", "7", "fer2013.csv row 2: emotion is '7', expected 0 to 6"),
        ("emotion", "", "fer2013.csv row 2: emotion is '', expected 0 to 6"),
        ("pixels", "1 2 3", "fer2013.csv row 2: 3 pixels, expected 2304 (48 x 48)"),
        ("pixels", "1 two 3", "fer2013.csv row 2: pixels must be numbers, 0 to 255"),
        ("pixels", "256 " * 2304, "fer2013.csv row 2: pixels must be numbers, 0 to 255"),
        ("Usage", "Test", "fer2013.csv row 2: Usage is 'Test', expected one of Training"),
    ],
)
def test_bad_cell_of_the_csv_names_its_row(write_csv, column, value, message):
    with fails(message):
        load_faces(write_csv(2, column, value), "train")


def test_missing_column_is_named(tmp_path, table):
    path = tmp_path / "fer2013.csv"
    table.drop(columns="Usage").to_csv(path, index=False)
    with fails("fer2013.csv lacks the column Usage"):
        load_faces(path, "train")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b'a,b\n"'])
def test_broken_csv_is_refused(tmp_path, content):
    path = tmp_path / "fer2013.csv"
    path.write_bytes(content)
    with fails("fer2013.csv"):
        load_faces(path, "train")


@pytest.mark.parametrize("rows", [1, 42])
def test_rows_with_more_fields_than_the_header_are_refused(write_csv, rows):
    path = write_csv()
    header, *lines = path.read_text().splitlines()
    longer = [f"{line}," for line in lines[:rows]]
    path.write_text("\n".join([header, *longer, *lines[rows:]]))
    with fails("fer2013.csv has more fields in a row than in its header"):
        load_faces(path, "train")


def test_votes_of_other_rows_are_refused(write_csv, write_votes):
    write_votes(rows=40)
    with fails("fer2013new.csv has 40 rows, fer2013.csv has 42"):
        load_faces(write_csv(), "train")


@pytest.mark.parametrize("value", ["-1", "many", "", "1.5", "inf", "1e30"])
def test_bad_votes_name_their_row(write_csv, write_votes, value):
    write_votes(row=3, value=value)
    with fails("fer2013new.csv row 3: votes must be whole counts, 0 or more"):
        load_faces(write_csv(), "train")


def test_folder_without_the_split_is_refused(tmp_path):
    with fails("has no folder train or training inside"):
        load_faces(tmp_path, "train")


def test_unknown_emotion_folder_is_named(folder):
    (folder / "train" / "bored").mkdir()
    with fails("bored is not an emotion"):
        load_faces(folder, "train")


def test_an_emotion_without_pictures_can_be_measured_but_not_trained(folder):
    shutil.rmtree(folder / "train" / "sad")
    faces = load_faces(folder, "train")
    assert EMOTIONS.index("sad") not in faces.labels
    with fails("has no usable training face labelled sad"):
        require_every_emotion(faces, folder)


def test_picture_of_another_size_is_named(folder):
    cv2.imwrite(str(folder / "train" / "sad" / "large.png"), np.zeros((64, 50), np.uint8))
    with fails("large.png is 50 x 64 pixels, expected 48 x 48"):
        load_faces(folder, "train")


@pytest.mark.parametrize("name", ["broken.jpg", "notes.txt"])
def test_what_is_no_picture_is_named(folder, name):
    (folder / "train" / "sad" / name).write_text("hello")
    with fails(name):
        load_faces(folder, "train")


def test_training_needs_every_emotion(write_npz, arrays):
    path = write_npz(label=np.where(arrays["label"] == 1, 0, arrays["label"]))
    with fails("has no usable training face labelled disgust"):
        require_every_emotion(load_faces(path, "train"), path)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("train", "Train"),
        ("train", "images/training"),
        ("test", "validation"),
        ("train/angry", "train/Anger"),
        ("train/disgust", "train/disgusted"),
        ("train/fear", "train/fearful"),
        ("train/happy", "train/happiness"),
        ("train/surprise", "train/Surprised"),
    ],
)
def test_folders_may_be_called_as_people_call_them(folder, arrays, old, new):
    (folder / new).parent.mkdir(exist_ok=True)
    (folder / old).rename(folder / new)
    faces, public = load_faces(folder, "train"), load_faces(folder, "public")
    assert faces.labels.tolist() == sorted(arrays["label"][arrays["split"] == 0].tolist())
    assert len(public) == 14


@pytest.mark.parametrize(
    "companion",
    [
        *(".DS_Store", "train/.ipynb_checkpoints/1.png", "train/happy/._03.png"),
        *("train/happy/Thumbs.db", "train/@eaDir/1.jpg", "train/happy/03.png.json"),
    ],
)
def test_what_systems_put_beside_pictures_is_no_error(folder, companion):
    (folder / companion).parent.mkdir(exist_ok=True)
    (folder / companion).write_bytes(b"no picture")
    assert len(load_faces(folder, "train")) == 28
