import io

import numpy as np


def post(client, photo, face=0):
    data = {"photo": (io.BytesIO(photo), "me.jpg")}
    return client.post(f"/api/v1/heatmaps?face={face}", data=data)


def test_heat_map_covers_the_box_of_the_face(client, astronaut_jpeg):
    answer = post(client, astronaut_jpeg).json
    assert answer["box"]["left"] < 224 < answer["box"]["right"]
    assert answer["mood"] == "happy"
    heat = np.array(answer["heatmap"])
    assert heat.shape == (48, 48)
    assert heat.min() >= 0
    assert heat.max() == 1


def test_smile_speaks_for_happy(client, astronaut_jpeg):
    heat = np.array(post(client, astronaut_jpeg).json["heatmap"])
    assert heat[28:].mean() > heat[:20].mean()


def test_face_that_is_not_there_is_a_problem(client, astronaut_jpeg):
    response = post(client, astronaut_jpeg, face=3)
    assert response.status_code == 422
    assert response.json["type"] == "urn:mood-recommender:no-face-found"
