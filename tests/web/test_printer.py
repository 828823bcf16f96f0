import pytest
import reflex as rx

from storefront.components.base import each, post_form, when
from storefront.web.printer import NotPlain, print_html


class Basket(rx.State):
    title: str = ""


def test_text_is_escaped():
    assert print_html(rx.el.p('<script>alert("1")</script> & more')) == (
        '<p>&lt;script&gt;alert("1")&lt;/script&gt; &amp; more</p>'
    )


def test_attributes_are_escaped():
    assert print_html(rx.el.p(title='"><script>x</script>', id="a&b", class_name="a'b")) == (
        '<p id="a&amp;b" class="a&#x27;b" title="&quot;&gt;&lt;script&gt;x&lt;/script&gt;"></p>'
    )


def test_custom_attributes_are_escaped():
    html = print_html(rx.el.p(custom_attrs={"data-x": '" onclick="x'}))

    assert html == '<p data-x="&quot; onclick=&quot;x"></p>'


def test_true_is_an_attribute_without_a_value_and_false_is_none():
    assert print_html(rx.el.input(required=True, disabled=False)) == "<input required>"


def test_booleans_of_aria_and_data_are_words():
    assert print_html(rx.el.p(aria_hidden=True)) == '<p aria-hidden="true"></p>'
    assert print_html(rx.el.p(custom_attrs={"aria-expanded": False, "data-open": True, "data-shut": False})) == (
        '<p aria-expanded="false" data-open="true"></p>'
    )


def test_nothing_is_printed_for_none():
    assert print_html(rx.el.p(custom_attrs={"title": None})) == "<p></p>"


@pytest.mark.parametrize(("element", "html"), [(rx.el.br, "<br>"), (rx.el.hr, "<hr>"), (rx.el.img, "<img>")])
def test_void_elements_have_no_end(element, html):
    assert print_html(element()) == html


def test_an_empty_element_has_an_end():
    assert print_html(rx.el.div()) == "<div></div>"


def test_a_style_attribute_is_css():
    html = print_html(rx.el.p(custom_attrs={"style": {"--swatch": "#ff0000", "color": "red"}}))

    assert html == '<p style="--swatch:#ff0000;color:red"></p>'


def test_a_style_cannot_leave_its_attribute():
    assert '"' not in print_html(rx.el.p(custom_attrs={"style": {"color": '"><b>'}})).split('style="')[1][:-6]


def test_names_of_react_become_those_of_html():
    assert print_html(rx.el.label("Size", html_for="size")) == '<label for="size">Size</label>'
    assert print_html(rx.el.input(default_value="M", auto_complete="off", read_only=True)) == (
        '<input autocomplete="off" value="M" readonly>'
    )
    assert print_html(rx.el.input(type="checkbox", default_checked=True)) == '<input checked type="checkbox">'


def test_a_textarea_holds_its_value_inside():
    assert print_html(rx.el.textarea(default_value="</textarea><b>")) == (
        "<textarea>&lt;/textarea&gt;&lt;b&gt;</textarea>"
    )


def test_svg_keeps_its_capital_letters():
    html = print_html(rx.el.svg(rx.el.svg.path(d="M0 0"), view_box="0 0 8 8"))

    assert html == '<svg viewBox="0 0 8 8"><path d="M0 0"></path></svg>'


def test_a_link_of_the_router_is_a_link():
    from reflex_components_core.react_router.dom import ReactRouterLink

    assert print_html(ReactRouterLink.create("Cart", to="/cart?a=1&b=2")) == '<a href="/cart?a=1&amp;b=2">Cart</a>'


def test_a_fragment_is_its_children():
    assert print_html(rx.fragment(rx.el.p("a"), rx.fragment("b", rx.el.i("c")))) == "<p>a</p>b<i>c</i>"


def test_event_handlers_are_left_out():
    assert print_html(rx.el.button("Go", on_click=rx.noop())) == "<button>Go</button>"


def test_a_form_is_one_that_the_browser_sends():
    html = print_html(post_form(rx.el.input(name="sku", type="hidden", default_value="A"), action="/cart/add"))

    assert 'action="/cart/add"' in html
    assert 'method="post"' in html
    assert html.startswith("<form ")


def test_lists_and_choices_of_plain_values_are_printed():
    html = print_html(rx.el.ul(each(["a", "<b>"], lambda text: rx.el.li(text)), when(True, rx.el.li("yes"), "no")))

    assert html == "<ul><li>a</li><li>&lt;b&gt;</li><li>yes</li></ul>"


@pytest.mark.parametrize(("opened", "html"), [(True, "<details open></details>"), (False, "<details></details>")])
def test_an_attribute_that_is_there_or_not_is_printed_so(opened, html):
    assert print_html(rx.el.details(custom_attrs={"open": when(opened, True, False)})) == html


def test_numbers_are_printed():
    assert print_html(rx.el.li(5, tab_index=7)) == '<li tabindex="7">5</li>'


@pytest.mark.parametrize(
    "component",
    [
        lambda: rx.el.p(Basket.title),
        lambda: rx.el.p(title=Basket.title),
        lambda: rx.el.p(f"Hello {Basket.title}"),
        lambda: rx.el.p(custom_attrs={"title": Basket.title}),
        lambda: rx.el.p(class_name=Basket.title),
        lambda: rx.el.ul(rx.foreach(["a"], lambda text: rx.el.li(text))),
        lambda: rx.cond(Basket.title, rx.el.p(), rx.el.i()),
    ],
)
def test_what_only_a_browser_could_evaluate_is_refused(component):
    with pytest.raises(NotPlain):
        print_html(component())


def test_what_is_no_component_is_refused():
    with pytest.raises(NotPlain):
        print_html("text")
