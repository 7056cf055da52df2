import csv
import gc
from dataclasses import replace

import keras
import numpy as np
import pytest

from mood_recommender.files import write_whole
from tests.training.networks import HEADS, build, tiny
from training import distill, evaluate, export
from training.faces.arrays import DataError
from training.networks.architectures import ARCHITECTURES, Architecture
from training.networks.blocks import convolution, separable_convolution, standardize
from training.networks.onnx_file import ExportError
from training.networks.saved import NetworkError
from training.runs.flags import parse
from training.runs.folders import RunMismatch
from training.runs.settings import TrainConfig
from training.train import train
from training.views.batches import Batches

# Keras 3.15 on TensorFlow asks NumPy 2 for arrays in the way of NumPy 1.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


def dropping(faces):
    return keras.layers.SpatialDropout2D(0.5, name="dropout")(tiny(faces))


def logged(out):
    with (out / "log.csv").open() as file:
        return list(csv.DictReader(file))


def train_until(epoch, config, monkeypatch):
    start = Batches.start

    def start_or_stop(self, number):
        if number == epoch:
            raise KeyboardInterrupt
        start(self, number)

    with monkeypatch.context() as patch:
        patch.setattr(Batches, "start", start_or_stop)
        with pytest.raises(KeyboardInterrupt):
            train(config)
    gc.collect()


# The interrupted run's log stays open until it is collected.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("features", [tiny, dropping])
def test_an_interrupted_run_ends_as_if_it_had_not_been(config, monkeypatch, features):
    monkeypatch.setitem(ARCHITECTURES, "tiny", Architecture(features))
    train(config("whole"))
    train_until(2, config("halves"), monkeypatch)
    train(config("halves"))
    whole, halves = config("whole").out, config("halves").out
    assert [line["epoch"] for line in logged(halves)] == ["0", "1", "2"]
    assert float(logged(halves)[2]["loss"]) == pytest.approx(float(logged(whole)[2]["loss"]), 1e-3)
    for one, other in zip(*(weights(out / "model.keras") for out in (whole, halves)), strict=True):
        assert np.allclose(one, other, atol=1e-3)


def weights(path):
    return keras.saving.load_model(path).get_weights()


def test_a_run_with_other_settings_is_not_continued(config):
    train(config(epochs=1))
    with pytest.raises(RunMismatch, match="other settings"):
        train(config(epochs=1, seed=1))


@pytest.mark.parametrize("given", ["--seed=4294967296", "--mixing=11", "--mixing=inf"])
def test_numbers_that_training_cannot_use_are_refused(given, capsys):
    with pytest.raises(SystemExit):
        parse(TrainConfig, ["--data=faces.npz", "--out=run", given], None)
    assert f"argument {given.partition('=')[0]}: must be" in capsys.readouterr().err


def test_mistyped_labels_are_named_before_anything_is_written(config):
    with pytest.raises(DataError, match="no labels 'ferplsu'; choose of fer2013, ferplus"):
        train(config(labels=("fer2013", "ferplsu")))
    assert not config().out.exists()


def test_labels_that_the_data_lacks_are_left_out(config, tmp_path, write_npz):
    train(replace(config(epochs=1), data=write_npz(votes=None)))
    assert list(keras.saving.load_model(tmp_path / "run" / "model.keras").output) == ["fer2013"]


def test_a_run_that_failed_before_its_first_epoch_may_have_other_settings(config, tmp_path):
    with pytest.raises(NetworkError, match="There is no "):
        train(config(start=tmp_path / "lost.keras"))
    train(config(epochs=1))
    assert len(logged(config().out)) == 1


def write_half(path):
    with write_whole(path) as part:
        part.write_text("half")
        raise OSError("disk full")


def test_a_start_of_another_architecture_is_refused(config, tmp_path):
    build("mini_xception", HEADS).save(tmp_path / "other.keras")
    with pytest.raises(NetworkError, match="another architecture or other heads"):
        train(config(start=tmp_path / "other.keras"))


def test_a_network_can_learn_one_kind_of_labels(config, tmp_path):
    train(config("both", epochs=1))
    train(config("one", epochs=1, labels=("ferplus",), start=tmp_path / "both" / "model.keras"))
    network = keras.saving.load_model(tmp_path / "one" / "model.keras")
    assert list(network.output) == ["ferplus"]
    assert "fer2013_accuracy" not in logged(tmp_path / "one")[0]


def test_a_start_teaches_what_it_has_learned(config, tmp_path):
    train(config("long"))
    train(config("short", epochs=1, learning_rate=0.0, start=tmp_path / "long" / "model.keras"))
    long, short = (
        keras.saving.load_model(tmp_path / run / "model.keras") for run in ("long", "short")
    )
    kernels = [network.get_layer("stem").get_weights()[0] for network in (long, short)]
    assert np.array_equal(*kernels)


def wide(faces):
    x = convolution(standardize(faces), 6, "stem", strides=2)
    return separable_convolution(x, 9, "features")


def test_a_start_with_fewer_channels_teaches_the_first_ones(config, tmp_path, monkeypatch):
    monkeypatch.setitem(ARCHITECTURES, "wide", Architecture(wide))
    train(config("narrow"))
    start = tmp_path / "narrow" / "model.keras"
    train(config("wide", architecture="wide", epochs=1, learning_rate=0.0, start=start))
    narrow, wider = weights(start), weights(tmp_path / "wide" / "model.keras")
    learned = [
        (new[tuple(map(slice, old.shape))], old)
        for new, old in zip(wider, narrow, strict=True)
        if old.ndim > 1  # batch normalization counts anew
    ]
    assert all(np.array_equal(new, old) for new, old in learned)
    assert np.abs(wider[0]).min() > 0


def test_a_start_with_more_channels_is_refused(config, tmp_path, monkeypatch):
    monkeypatch.setitem(ARCHITECTURES, "wide", Architecture(wide))
    build("wide", HEADS).save(tmp_path / "wide.keras")
    with pytest.raises(NetworkError, match="another architecture"):
        train(config(start=tmp_path / "wide.keras"))


def test_without_votes_there_is_nothing_to_learn_from_taggers(config, tmp_path, write_npz):
    settings = config(labels=("ferplus",))
    with pytest.raises(DataError, match="no labels ferplus; there are fer2013"):
        train(replace(settings, data=write_npz(votes=None)))


@pytest.mark.parametrize(
    ("blank", "missing"), [([2], "fear"), (range(7), "angry, disgust, fear, happy, sad, surprise")]
)
def test_an_emotion_needs_a_face_that_is_not_blank(
    config, arrays, write_npz, tmp_path, blank, missing
):
    images = arrays["images"] * ~np.isin(arrays["label"], blank)[:, np.newaxis, np.newaxis]
    settings = replace(config(), data=write_npz(images=images))
    sentence = f"has no usable training face labelled {missing}"
    with pytest.raises(DataError, match=sentence):
        train(settings)
    teachers = (tmp_path / "teacher.keras",)
    with pytest.raises(DataError, match=sentence):
        distill.read_views(distill.DistillConfig(teachers, settings.data, tmp_path / "views"))


def test_a_failed_write_leaves_the_last_good_file(tmp_path):
    path = tmp_path / "checkpoint.weights.h5"
    path.write_text("good")
    with pytest.raises(OSError, match="disk full"):
        write_half(path)
    assert path.read_text() == "good"
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_teacher_trains_a_student_learns_and_serves(config, tmp_path):
    data = config().data
    train(config("teacher", epochs=1))
    teacher = tmp_path / "teacher" / "model.keras"
    distill.read_views(distill.DistillConfig((teacher, teacher), data, tmp_path / "views", views=2))
    train(config("student", epochs=1, views=tmp_path / "views", start=teacher))
    student = tmp_path / "student" / "model.keras"
    for head in HEADS:
        out = tmp_path / f"{head}.onnx"
        export.export(export.ExportConfig(student, data, out, head=(head,)))
        evaluate.evaluate(evaluate.EvaluateConfig(out, data, "private"))
    with pytest.raises(ExportError, match="no head 'moods', only fer2013, ferplus"):
        export.export(export.ExportConfig(student, data, tmp_path / "m.onnx", head=("moods",)))


def test_only_labels_that_every_teacher_learned_are_taught(config, tmp_path):
    train(config("both", epochs=1))
    train(config("one", epochs=1, labels=("ferplus",)))
    teachers = tuple(tmp_path / run / "model.keras" for run in ("both", "one"))
    views = tmp_path / "views"
    distill.read_views(distill.DistillConfig(teachers, config().data, views, views=1))
    train(config("taught", epochs=1, labels=("ferplus",), views=views))
    with pytest.raises(DataError, match="holds no readings of fer2013: not every teacher"):
        train(config("not-taught", epochs=1, views=views))


def exported(network):
    return keras.Model(network.input, network.output["fer2013"])


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        (lambda: exported(build("tiny")), "does not tell which labels it learned"),
        (lambda: build("tiny", HEADS[1:]), "teachers learned no labels in common"),
    ],
)
def test_teachers_without_a_common_head_are_refused_before_they_read(
    config, tmp_path, other, sentence
):
    teachers = (tmp_path / "one.keras", tmp_path / "other.keras")
    for path, network in zip(teachers, (build("tiny", HEADS[:1]), other()), strict=True):
        network.save(path)
    views = tmp_path / "views"
    with pytest.raises(NetworkError, match=sentence):
        distill.read_views(distill.DistillConfig(teachers, config().data, views))
    assert not views.exists()


def press_ctrl_c(*_):
    raise KeyboardInterrupt


def test_views_that_were_read_with_other_settings_are_not_mixed_with_new_ones(
    config, tmp_path, monkeypatch
):
    data, views = config().data, tmp_path / "views"
    for name in ("one", "other"):
        train(config(name, epochs=1))
    one, other = ((tmp_path / name / "model.keras",) for name in ("one", "other"))
    distill.read_views(distill.DistillConfig(one, data, views, views=1))
    with pytest.raises(RunMismatch, match="other settings"):
        distill.read_views(distill.DistillConfig(other, data, views, views=2))
    distill.read_views(distill.DistillConfig(one, data, views, views=2))
    assert [path.name for path in sorted(views.glob("*.npz"))] == ["00.npz", "01.npz"]
    monkeypatch.setattr("training.views.augment.augment", press_ctrl_c)
    with pytest.raises(KeyboardInterrupt, match="The same command goes on after view 2 of 3"):
        distill.read_views(distill.DistillConfig(one, data, views, views=3))


def test_the_folder_of_a_file_is_made(tmp_path):
    with write_whole(tmp_path / "new" / "scores.json") as part:
        part.write_text("{}")
    assert (tmp_path / "new" / "scores.json").read_text() == "{}"
