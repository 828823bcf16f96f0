import socket
import stat

import pytest

from storefront import __main__ as command_line
from storefront import opening
from storefront.settings import Settings, WrongSetting

LONG = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def settings(tmp_path):
    return lambda **more: Settings(data=tmp_path / "data", **more)


def test_the_server_makes_its_secret_once_and_keeps_it_to_itself(settings):
    first = opening.secret_of(settings())

    assert opening.secret_of(settings()) == first
    assert len(first) == 64
    assert stat.S_IMODE((settings().data / "secret").stat().st_mode) == 0o600


def test_a_secret_that_was_set_is_used_and_not_written(settings):
    assert opening.secret_of(settings(secret=LONG)) == LONG
    assert not settings().data.exists()


def test_each_purpose_has_its_own_key(settings):
    one = settings(secret=LONG)

    assert opening.derived(one, "signatures") == opening.derived(one, "signatures")
    assert opening.derived(one, "signatures") != opening.derived(one, "tab tokens")
    assert opening.derived(one, "signatures") != opening.derived(settings(secret=LONG[::-1]), "signatures")


def test_the_test_bank_never_plays_the_bank_of_a_live_shop(settings):
    with pytest.raises(WrongSetting, match="STOREFRONT_LIVE"):
        opening.open_shop(settings(live=True, secret=LONG, public_url="https://shop.example"))


def test_an_open_shop_signs_by_the_servers_own_key(settings):
    house = opening.open_shop(settings(secret=LONG))

    assert len(house.ports.sign("order MP-7KQ4WXEM")) == 64
    assert house.ports.sign("a") != house.ports.sign("b")
    assert house.ports.public_url == "http://localhost:3000"
    house.ports.payments.client.close()
    house.store.close()


def test_a_port_where_another_program_listens_is_refused(monkeypatch):
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)  # as the server does: it would share the port
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        monkeypatch.setattr(command_line, "SETTINGS", Settings(host="127.0.0.1", port=port))
        with pytest.raises(WrongSetting, match=f"STOREFRONT_PORT={port} cannot be used here"):
            command_line.check_port()
    command_line.check_port()
