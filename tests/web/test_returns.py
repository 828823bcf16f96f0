"""Returns over HTTP: step by step without JavaScript, photos, the label, strangers, and what cannot be."""

import io
import re

import pytest
from PIL import Image

from storefront.domain.returns import ReturnStatus
from storefront.integrations.photos import PhotoFolder
from storefront.services import returns
from storefront.services.orders import order_path
from tests.staff import arrives, on_duty
from tests.web.asking import Asker

UNITS, REASON, NOTE, SIZE = (f"{what} TEE-ICE-M TEE-ICE-M" for what in ("units", "reason", "note", "size"))
NOWHERE = "/orders/" + "0" * 32


@pytest.fixture
def order(house, amy):
    """Two tees that have arrived."""
    amy.add("TEE-ICE-M", 2)
    bought = amy.buy()
    arrives(house, bought)
    return bought


@pytest.fixture
def page(house, order):
    return house.show(order_path, order.code)


@pytest.fixture
def reader(shop, page):
    person = Asker(shop)
    person.get(page)
    return person


@pytest.fixture
def press(reader, page):
    """Send a step's form; returns the address that it leads to."""

    def send(step, go="next", **fields):
        return reader.post(f"{page}/return", {"step": step, "go": go} | fields)["location"]

    return send


@pytest.fixture
def sent(press):
    """A return that was asked for, through all the steps; its code."""
    press("items", **{UNITS: "1"})
    press("why", **{REASON: "too_small", NOTE: "Tight <b>here</b>."})
    press("wish", wish="refund")
    return re.search(r"done=(R-\w+)", press("check"))[1]


def multipart(fields, files):
    head = '--x\r\ncontent-disposition: form-data; name="{}"'
    parts = [f"{head.format(name)}\r\n\r\n{value}\r\n".encode() for name, value in fields.items()]
    for number, data in enumerate(files):
        parts.append(f'{head.format("photos")}; filename="{number}.png"\r\n\r\n'.encode() + data + b"\r\n")
    return b"".join([*parts, b"--x--\r\n"])


def upload(reader, page, files):
    """Send the second step with photos; returns the address that it leads to."""
    headers = [("content-type", "multipart/form-data; boundary=x"), ("origin", reader.origin)]
    body = multipart({"step": "why", "go": "next", REASON: "faulty"}, files)
    return reader.send("POST", f"{page}/return", headers, body)["location"]


def chosen(html):
    """The values of the radios that are chosen."""
    inputs = re.findall(r"<input[^>]*>", html.partition("<main")[2].partition("</main>")[0])
    radios = [tag for tag in inputs if 'type="radio"' in tag and " checked" in tag]
    return {re.search(r'value="([^"]*)"', tag)[1] for tag in radios}


def picture(colour="red"):
    out = io.BytesIO()
    Image.new("RGB", (30, 40), colour).save(out, "PNG")
    return out.getvalue()


def test_the_orders_page_leads_to_the_return_of_what_arrived(reader, page, house):
    assert f'href="{page}/return"' in reader.get(page).text
    assert "until 23 December 2026" in reader.get(page).text
    house.clock.forward(days=30, seconds=1)

    assert f'href="{page}/return"' not in reader.get(page).text
    assert "Nothing to send back." in reader.get(f"{page}/return").text


def test_a_return_is_prepared_step_by_step_without_javascript(reader, press, page):
    assert "What do you want to send back?" in reader.get(f"{page}/return").text
    assert press("items", **{UNITS: "1"}) == f"{page}/return?step=why"
    why = reader.get(f"{page}/return?step=why").text
    assert "Your choice: $6.00 return shipping, once" in why
    assert "Paid for them" in why
    assert press("why", **{REASON: "too_small", NOTE: "Tight <b>here</b>."}) == f"{page}/return?step=wish"
    assert "Store credit" not in reader.get(f"{page}/return?step=wish").text  # a guest's order
    assert press("wish", wish="refund") == f"{page}/return?step=check"
    check = reader.get(f"{page}/return?step=check").text
    assert "“Tight &lt;b&gt;here&lt;/b&gt;.”" in check
    for amount in ("$28.00", "$2.03", "\u2212$6.00", "$24.03"):
        assert amount in check
    done = press("check")
    code = re.search(r"done=(R-\w+)", done)[1]
    result = reader.get(done).text
    assert f"Return {code}. Asked for." in result
    assert "$24.03" in result
    assert f"Return {code}. Asked for." in reader.get(page).text


def test_going_back_keeps_what_was_chosen(reader, press, page):
    press("items", **{UNITS: "2"})
    assert press("why", "back", **{REASON: "faulty"}) == f"{page}/return?step=items"

    assert chosen(reader.get(f"{page}/return?step=items").text) == {"2"}
    assert chosen(reader.get(f"{page}/return?step=why").text) == {"faulty"}


@pytest.mark.parametrize(
    ("step", "words"), [("items", "Choose what you want to send back."), ("why", "Choose why it comes back.")]
)
def test_a_step_says_what_is_missing(reader, press, page, step, words):
    if step == "why":
        press("items", **{UNITS: "1"})
    location = press(step)

    assert location == f"{page}/return?step={step}&check=yes"
    assert words in reader.get(location).text


def test_no_step_is_reached_before_those_in_front_of_it(reader, page):
    for step in ("why", "wish", "check", "nonsense"):
        assert "What do you want to send back?" in reader.get(f"{page}/return?step={step}").text


def test_sending_twice_asks_once(press, sent, page, run):
    assert press("check") == f"{page}/return?done={sent}"

    assert run("SELECT count(*) FROM returns") == [(1,)]


def test_after_one_return_another_can_be_prepared(reader, press, sent, page):
    assert chosen(reader.get(f"{page}/return").text) == {"0"}
    press("items", **{UNITS: "1"})
    press("why", **{REASON: "faulty"})

    assert "done=R-" in press("check")


def test_an_exchange_is_asked_for_and_what_is_sold_out_cannot_be_chosen(reader, press, page, stock, set_stock):
    before = stock("TEE-ICE-S").on_hand
    press("items", **{UNITS: "1"})
    press("why", **{REASON: "too_large"})
    sizes = reader.get(f"{page}/return?step=wish").text
    assert re.search(r'<input[^>]*value="TEE-ICE-L"[^>]* disabled', sizes)
    assert press("wish", wish="exchange", **{SIZE: "TEE-ICE-L"}) == f"{page}/return?step=wish&check=yes"
    assert press("wish", wish="exchange", **{SIZE: "SKIRT-CHERRY-S"}) == f"{page}/return?step=wish&check=yes"
    assert press("wish", wish="exchange", **{SIZE: "TEE-ICE-S"}) == f"{page}/return?step=check"
    set_stock("TEE-ICE-S", 0)  # at the last moment
    assert press("check") == f"{page}/return?step=wish&problem=exchange_sold_out"
    assert "A size was taken a moment ago." in reader.get(f"{page}/return?step=wish&problem=exchange_sold_out").text
    set_stock("TEE-ICE-S", before)
    done = press("check")

    assert "for S" in reader.get(done).text
    assert stock("TEE-ICE-S").on_hand == before - 1


@pytest.mark.parametrize(
    "fields",
    [
        {UNITS: "99"},
        {UNITS: "-1"},
        {UNITS: "1e9"},
        {UNITS: "\u0661"},
        {UNITS: "9" * 4000},
        {"units TEE-INK-M TEE-INK-M": "1"},
        {"units": "1", "photos": "a" * 32, "sent": "R-7KQ4WXEM"},
        {REASON: "missing"},
        {"wish": "everything"},
        {"step": "../../x"},
        {"drop": "/x/" + "a" * 32 + "-400.webp"},
    ],
)
def test_strange_fields_choose_nothing_that_there_is_not(reader, press, page, run, fields):
    answer = reader.post(f"{page}/return", {"step": "items", "go": "next"} | fields)

    assert answer.status == 303
    assert reader.get(answer["location"]).status == 200
    assert run("SELECT count(*) FROM returns") == [(0,)]
    kept = str(run("SELECT fields FROM form_notes"))
    assert "TEE-INK" not in kept
    assert "sent" not in kept
    assert "aaaa" not in kept


def test_photos_come_along_without_what_the_file_told(reader, press, page, house, tmp_path, shop):
    object.__setattr__(house.ports, "photos", PhotoFolder(tmp_path / "photos"))
    press("items", **{UNITS: "1"})
    assert "step=wish" in upload(reader, page, [picture()])
    name = re.search(r"return-photos/([0-9a-f]{32}-400\.webp)", reader.get(f"{page}/return?step=why").text)[1]

    shown = reader.get(f"{page}/return-photos/{name}")
    assert (shown.status, shown["content-type"], shown["cache-control"]) == (200, "image/webp", "private, no-store")
    assert Asker(shop).get(f"{page}/return-photos/{name}").status == 404  # not sent yet: this browser's alone
    press("check")
    assert Asker(shop).get(f"{page}/return-photos/{name}").status == 200
    assert Asker(shop).get(f"{NOWHERE}/return-photos/{name}").status == 404


def test_photos_that_are_none_or_too_many_are_refused_in_words(reader, press, page):
    press("items", **{UNITS: "1"})
    unread = upload(reader, page, [b"no photo"])
    assert unread == f"{page}/return?step=why&problem=photo_unreadable"
    assert "This is no photo that we can read." in reader.get(unread).text
    many = upload(reader, page, [b"%d" % number for number in range(5)])

    assert many == f"{page}/return?step=why&problem=pictures_many"


def test_a_photo_can_be_left_out_again(reader, press, page, run):
    press("items", **{UNITS: "1"})
    upload(reader, page, [b"1", b"2"])
    names = re.findall(r"return-photos/([0-9a-f]{32})-400", reader.get(f"{page}/return?step=why").text)
    press("why", drop=f"{page}/return-photos/{names[0]}-400.webp")

    left = re.findall(r"return-photos/([0-9a-f]{32})-400", reader.get(f"{page}/return?step=why").text)
    assert set(left) == {names[-1]}


def test_the_label_is_there_while_the_return_is_approved(reader, page, house, sent):
    assert reader.get(f"{page}/returns/{sent}.pdf")["location"] == f"{page}#{sent}"
    house.tell(returns.approve, on_duty(house), sent)
    label = reader.get(f"{page}/returns/{sent}.pdf")

    assert (label.status, label["content-type"]) == (200, "application/pdf")
    assert label["cache-control"] == "private, no-store"
    assert label.body.startswith(b"%PDF-")
    assert f'href="{page}/returns/{sent}.pdf"' in reader.get(page).text
    assert "It has to reach us by 14 December 2026." in reader.get(page).text
    assert reader.get(f"{NOWHERE}/returns/{sent}.pdf").status == 404
    house.tell(returns.receive, on_duty(house), sent)
    assert reader.get(f"{page}/returns/{sent}.pdf")["location"] == f"{page}#{sent}"
    assert reader.get(f"{page}/returns/R-33333333.pdf").status == 404


def test_a_return_is_withdrawn_from_the_page_and_once(reader, page, house, sent):
    assert reader.post(f"{page}/returns/{sent}/withdraw")["location"] == f"{page}#{sent}"
    assert f"Return {sent}. Withdrawn." in reader.get(page).text

    assert reader.post(f"{page}/returns/{sent}/withdraw").status == 303
    secret = page.removeprefix("/orders/")
    assert house.show(returns.see_return, secret, sent).asked.status is ReturnStatus.WITHDRAWN


def test_strangers_reach_nothing_of_it(reader, page, house, bob, sent, shop):
    bob.add("TEE-INK-M")
    other = bob.buy()
    arrives(house, other)
    theirs = house.show(order_path, other.code)

    assert reader.get(f"{NOWHERE}/return").status == 404
    assert reader.post(f"{NOWHERE}/return", {"step": "items"}).status == 404
    assert reader.get(f"{theirs}/return?done={sent}").status == 404
    assert reader.get(f"{theirs}/returns/{sent}.pdf").status == 404
    assert reader.post(f"{theirs}/returns/{sent}/withdraw").status == 404
    reader.origin = "https://evil.example"
    for path in ("return", f"returns/{sent}/withdraw"):
        assert reader.post(f"{page}/{path}").status == 403


def test_the_pages_are_for_nobodys_cache_and_no_search_engine(reader, page):
    answer = reader.get(f"{page}/return")

    assert "no-store" in answer["cache-control"]
    assert "noindex" in answer.text


def test_a_browser_without_cookies_is_told_so(shop, page):
    nobody = Asker(shop)
    location = nobody.post(f"{page}/return", {"step": "items", UNITS: "1"})["location"]

    assert location == f"{page}/return?step=items&problem=no_session"


def test_the_whole_story_is_on_the_orders_page(reader, page, house, sent):
    desk = on_duty(house)
    house.tell(returns.approve, desk, sent)
    house.clock.forward(days=4)
    house.tell(returns.receive, on_duty(house), sent)
    house.tell(returns.finish, on_duty(house), sent)
    text = reader.get(page).text

    assert f"Return {sent}. Refunded." in text
    assert "You got back" in text
    for part in ("List price", "$28.00", "Tax", "$2.03", "Return shipping, as it was your choice", "$24.03"):
        assert part in text
