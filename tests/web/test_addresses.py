from pathlib import Path

import pytest
from starlette.responses import PlainTextResponse

from storefront.web.addresses import OwnAddresses
from tests.web.asking import Asker


def asked(build: Path, path: str, method: str = "GET"):
    return Asker(OwnAddresses(PlainTextResponse("Reflex"), build)).send(method, path)


def test_the_chunk_takes_its_addresses_from_where_the_page_is(build):
    answer = asked(build, "/assets/reflex-env-abc.js")

    assert answer["content-type"] == "text/javascript; charset=utf-8"
    assert "EVENT:o.replace(/^http/,`ws`)+`/_event`" in answer.text
    assert "o=location.origin" in answer.text
    assert "localhost" not in answer.text
    assert "127.0.0.1" not in answer.text


def test_the_chunk_exports_under_the_name_that_the_build_gave_it(build):
    assert asked(build, "/assets/reflex-env-abc.js").text.endswith("export{e as q};")


def test_without_a_build_there_is_still_an_answer(tmp_path):
    assert asked(tmp_path, "/assets/reflex-env-x.js").text.endswith("export{e as t};")


def test_head_has_the_length_and_no_body(build):
    answer = asked(build, "/assets/reflex-env-abc.js", "HEAD")

    assert answer.body == b""
    assert int(answer["content-length"]) == len(asked(build, "/assets/reflex-env-abc.js").body)


@pytest.mark.parametrize(
    "path",
    ["/", "/assets/other-abc.js", "/assets/reflex-env-abc.js/x", "/x/assets/reflex-env-a.js",
     "/assets/reflex-env-a.js\n"],
)  # fmt: skip
def test_everything_else_passes(build, path):
    assert asked(build, path).text == "Reflex"
