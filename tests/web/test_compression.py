import pytest


@pytest.mark.parametrize(
    "path", ["/", "/static/js/viewer/main.js", "/bootstrap/static/css/bootstrap.min.css"]
)
def test_what_holds_no_secret_is_compressed(client, path):
    with client.get(path, headers={"Accept-Encoding": "gzip"}) as response:
        assert response.headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("path", ["/admin/sign-in", "/api/v1/moods", "/nowhere"])
def test_nothing_else_is_compressed(client, path):
    assert "Content-Encoding" not in client.get(path, headers={"Accept-Encoding": "gzip"}).headers


def test_file_that_the_browser_has_is_not_sent_again(client):
    headers = {"Accept-Encoding": "gzip"}
    with client.get("/static/css/site.css", headers=headers) as first:
        headers["If-None-Match"] = first.headers["ETag"]
    with client.get("/static/css/site.css", headers=headers) as second:
        assert second.status_code == 304
