"""Sample views for the designers' page and for trying components out. The shop never shows them."""

from dataclasses import replace

from storefront.views.account import AccountView, OrderRow, PanelView, ThingView
from storefront.views.cart import CartLineView, CartView
from storefront.views.catalogue import (
    CardView,
    ChartRowView,
    ChartView,
    ColourOption,
    DrawnView,
    FacetGroup,
    FacetView,
    HomeView,
    LinkView,
    ListingView,
    PictureView,
    PriceFilter,
    ProductView,
    SizeOption,
    SwatchView,
)
from storefront.views.checkout import (
    AttemptView,
    CheckoutView,
    ErrorView,
    FieldView,
    OptionView,
    RadioView,
    SummaryLineView,
    TickView,
)
from storefront.views.currency import CurrencyView
from storefront.views.doors import DoorView
from storefront.views.forms import FormView, HiddenView
from storefront.views.gifts import BalanceView, GiftView
from storefront.views.promotions import CodeView, CreditsView, CreditView, SavingView
from storefront.views.restock import AskView, RequestView
from storefront.views.reviews import ChoiceView, FitShare, PhotoView, ReviewsView, ReviewView, WritingView
from storefront.views.saved import SavedListView, SavedView
from storefront.views.search import SuggestionView, SuggestView
from storefront.views.sizing import PARTS, AdviceView
from storefront.views.tickets import MessageView, TicketView

CURRENCY = CurrencyView("EUR", "Rates from 3 June.", "Free shipping over €67")


def picture(file: str, alt: str, name: str = "", first: bool = False) -> PictureView:
    """A picture of the sample catalogue, by its file's name without width."""
    base = f"/pictures/{file}"
    return PictureView(
        src=f"{base}-800.webp",
        srcset=", ".join(f"{base}-{width}.webp {width}w" for width in (400, 800, 1200)),
        thumb=f"{base}-400.webp",
        large=f"{base}-1200.webp",
        alt=alt,
        name=name,
        first=first,
    )


def _card(
    file: str, title: str, now: str, backdrop: str, dots: list[str], was: str = "", badge: str = "", kind: str = ""
) -> CardView:
    return CardView(
        title=title,
        href="/products/butterfly-baby-tee",
        now=now,
        was=was,
        badge=badge,
        badge_kind=kind,
        picture=picture(f"{file}-front", title),
        backdrop=backdrop,
        swatches=[SwatchView(code, code) for code in dots],
        colours="1 colour" if len(dots) == 1 else f"{len(dots)} colours",
        sold_out=kind == "out",
    )


CARDS = [
    _card(
        "butterfly-baby-tee-ice",
        "Crystal butterfly baby tee",
        "$28.00",
        "#d5dde3",
        ["#f3f1ec", "#cdbfe6"],
        badge="New",
        kind="new",
    ),
    _card("corset-top-cherry", "Hook-front satin corset", "$46.00", "#e8cec9", ["#8e1230", "#31507f", "#f0dc9a"]),
    _card(
        "star-shoulder-bag-cheetah",
        "Star clasp shoulder bag",
        "$31.20",
        "#dce5b6",
        ["#c98f52", "#b8bfc8"],
        was="$39.00",
        badge="20% off",
        kind="sale",
    ),
    _card(
        "plaid-pleated-mini-cherry",
        "Chain pleated mini",
        "$36.00",
        "#eccdd7",
        ["#d8415f", "#a9c7e0"],
        badge="Sold out",
        kind="out",
    ),
    _card("lace-slip-dress-ice", "Lace-edge slip dress", "$52.00", "#d9d2e7", ["#b7cbe0", "#23262d"]),
    _card("velour-zip-hoodie-bondi", "Velour zip hoodie", "$58.00", "#d6dadf", ["#0d7285", "#dd6f93"]),
    _card(
        "cargo-trousers-camo",
        "Bellows cargo trousers",
        "From $47.20",
        "#ecdca6",
        ["#7d8562", "#aeb6bf"],
        was="$59.00",
        badge="20% off",
        kind="sale",
    ),
    _card(
        "platform-buckle-boots-ink",
        "Platform buckle boots",
        "$110.00",
        "#efd5bb",
        ["#26262c"],
        badge="3 left",
        kind="low",
    ),
]
HERO = [
    _card("cropped-puffer-silver", "Static cropped puffer", "$98.00", "#bedbe0", ["#b8bfc8"]),
    _card("flare-jeans-indigo", "Dial flare jeans", "$64.00", "#e3dbbf", ["#31507f"]),
    _card("rimless-tint-sunglasses-amber", "Rimless tint", "$22.00", "#d5dde3", ["#c5651b"]),
]
HOME = HomeView(
    ready=True,
    hero=[replace(card, picture=replace(card.picture, first=True)) for card in HERO],
    dropped=CARDS,
    dropped_more="See all 38",
    under=CARDS[:4],
    sale=[CARDS[2], CARDS[6], CARDS[1], CARDS[5]],
)
LISTING = ListingView(
    ready=True,
    path="/collections/tops",
    title="Tops",
    intro="Baby tees, corsets and halters, cut close.",
    count="38 things",
    cards=CARDS,
    facets=[
        FacetGroup(
            "Size",
            "size",
            [
                FacetView(size, "/collections/tops", str(4 + n), n == 2)
                for n, size in enumerate(("XS", "S", "M", "L", "XL"))
            ],
        ),
        FacetGroup(
            "Colour",
            "colour",
            [
                FacetView("Ice", "/collections/tops", "6", True, "#dfe8ee"),
                FacetView("Cherry", "/collections/tops", "9", False, "#8e1230"),
                FacetView("Ink", "/collections/tops", "12", False, "#23252a"),
            ],
        ),
    ],
    more_facets=[FacetGroup("Only", "more", [FacetView("In stock", "/collections/tops", "31")])],
    price=PriceFilter("$", "", "60", "16", "128"),
    sorts=[
        LinkView("Featured", "/collections/tops", current=True),
        LinkView("New", "/collections/tops?sort=new"),
        LinkView("Price, low to high", "/collections/tops?sort=price"),
        LinkView("Price, high to low", "/collections/tops?sort=price-down"),
    ],
    sort="Featured",
    chips=[LinkView("Size M", "/collections/tops"), LinkView("Ice", "/collections/tops?size=M")],
    filters="Filter (2)",
    clear_href="/collections/tops?clear",
    pages=[LinkView(str(n), f"/collections/tops?page={n}", n == 2) for n in (1, 2, 3, 4)],
    previous_href="/collections/tops?page=1",
    next_href="/collections/tops?page=3",
    page="Page 2 of 4",
    crumbs=[LinkView("Home", "/"), LinkView("Tops", "/collections/tops", current=True)],
)
ADVICE = AdviceView(
    slug="tee",
    size="M",
    sentence="M should fit you.",
    reasons_cm=["Your bust is just what M is cut for; it decides."],
    reasons_in=["Your bust is just what M is cut for; it decides."],
)
REVIEWS = ReviewsView(
    ready=True,
    count="23 reviews",
    mean="4.6",
    stars="4.6 of 5 stars, 23 reviews",
    filled="92%",
    fit="True to size: 17 of 23",
    fits=[
        FitShare("Runs small", "4", "17%"),
        FitShare("True to size", "17", "73%"),
        FitShare("Runs large", "2", "8%"),
    ],
    by_stars=[LinkView("5 stars (17)", "#reviews", True), LinkView("4 stars (4)", "#reviews")],
    by_fit=[LinkView("Runs small", "#reviews"), LinkView("True to size", "#reviews")],
    by_size=[LinkView("Size S", "#reviews"), LinkView("Size M", "#reviews")],
    sorts=[LinkView("Newest", "#reviews", True), LinkView("Most stars", "#reviews")],
    sort="Newest",
    clear_href="#reviews",
    shown=[
        ReviewView(
            id="review-1",
            stars="5 of 5 stars",
            filled="100%",
            title="Brighter than the picture",
            paragraphs=["The stones survived four washes.", "I took M and kept it."],
            name="Mia",
            day="3 November 2026",
            worn="Ice, M. True to size.",
            source="Bought it",
            photos=[PhotoView("/pictures/butterfly-baby-tee-ice-front-400.webp", "/dev/components", "Photo 1 of Mia")],
        ),
        ReviewView(id="review-2", stars="4 of 5 stars", filled="80%", name="Jo", day="1 November 2026", worn="Ice, S."),
    ],
    more="Show 10 more (10 of 23)",
    more_href="#reviews",
)
WRITING = WritingView(
    ready=True,
    product="Crystal butterfly baby tee",
    options="Ice, M",
    picture="/pictures/butterfly-baby-tee-ice-front-400.webp",
    href="/products/butterfly-baby-tee",
    action="",
    stars=[ChoiceView(str(n), f"{n} stars", n == 4) for n in (5, 4, 3, 2)] + [ChoiceView("1", "1 star")],
    fits=[ChoiceView("small", "Runs small"), ChoiceView("true", "True to size"), ChoiceView("large", "Runs large")],
    text="Soft and warm all day.",
    problems=[LinkView("Say how the size fits.", "#review-fit")],
    photos="Up to 4, each 5 MB at most. We keep the picture and drop where it was taken.",
)
SAVED = SavedListView(
    ready=True,
    count="2 pieces",
    link="https://moonpager.example/saved/4f2a",
    pieces=[
        SavedView(
            id=1,
            title="Crystal butterfly baby tee",
            href="/products/butterfly-baby-tee",
            options="Ice, M",
            picture=picture("butterfly-baby-tee-ice-front", "Crystal butterfly baby tee, Ice"),
            backdrop="#d5dde3",
            now="$22.00",
            was="$28.00",
            lowest="$26.00",
            marks=["Was $28.00 when you saved it", "Only 2 left"],
            can_move=True,
        ),
        SavedView(
            id=2,
            title="Static cropped puffer",
            href="/products/cropped-puffer",
            options="Silver",
            picture=picture("cropped-puffer-silver-front", "Static cropped puffer, Silver"),
            backdrop="#bedbe0",
            now="$98.00",
        ),
    ],
)
CHART = ChartView(
    caption="Garment, measured flat",
    drawn_size="Size M",
    drawn=[
        DrawnView("A", "Bust", "40.5", "16", "27", "55", "73", "55", "42.3", "55.0"),
        DrawnView("C", "Length", "50", "19¾", "37", "19", "37", "105", "37.0", "47.7"),
    ],
    measures=["A Bust", "B Length", "C Hem"],
    systems=["US", "UK", "EU"],
    parts=[PARTS["bust"], PARTS["waist"]],
    rows=[
        ChartRowView(
            size,
            n == 2,
            [f"{37 + 2 * n}", f"{46 + n}", f"{34 + 2 * n}"],
            [f"{14.6 + 0.8 * n:.1f}", f"{18.1 + 0.4 * n:.1f}", f"{13.4 + 0.8 * n:.1f}"],
            [f"{2 * n}", f"{4 + 2 * n}", f"{32 + 2 * n}"],
        )
        for n, size in enumerate(("XS", "S", "M", "L", "XL"))
    ],
)
PRODUCT = ProductView(
    ready=True,
    slug="butterfly-baby-tee",
    path="/products/butterfly-baby-tee",
    title="Crystal butterfly baby tee",
    eyebrow="New",
    crumbs=[
        LinkView("Home", "/"),
        LinkView("Tops", "/collections/tops"),
        LinkView("Crystal butterfly baby tee", "/products/butterfly-baby-tee", current=True),
    ],
    now="$28.00",
    description="A cropped tee with an ice-blue butterfly edged in heat-set crystals.",
    fit="Cropped and close.",
    material="94% cotton, 6% elastane jersey with ribbed trims.",
    care=["Wash inside out at 30 °C", "Do not tumble dry"],
    colours=[
        ColourOption("ice", "Ice", "/pictures/butterfly-baby-tee-ice-front-400.webp", "?colour=ice", chosen=True),
        ColourOption("lilac", "Lilac", "/pictures/butterfly-baby-tee-lilac-front-400.webp", "?colour=lilac"),
        ColourOption("pink", "Pink", "/pictures/heart-baby-tee-pink-front-400.webp", "?colour=pink", sold_out=True),
    ],
    colour="Ice",
    colour_code="ice",
    sizes=[
        SizeOption("XS", "TEE-ICE-XS", "?size=XS"),
        SizeOption("S", "TEE-ICE-S", "?size=S", low="2 left"),
        SizeOption("M", "TEE-ICE-M", "?size=M", chosen=True),
        SizeOption("L", "", "?size=L"),
        SizeOption("XL", "TEE-ICE-XL", "?size=XL", sold_out=True),
    ],
    size="M",
    sku="TEE-ICE-M",
    pictures=[
        picture(
            "butterfly-baby-tee-ice-front",
            "White baby tee with an ice-blue crystal butterfly, front",
            "Picture 1: front",
            first=True,
        ),
        picture("butterfly-baby-tee-ice-detail", "Close view of the crystals and the ribbed neck", "Picture 2: detail"),
        picture("butterfly-baby-tee-ice-back", "The back of the tee, plain white", "Picture 3: back"),
    ],
    stock="In stock. Posted within 1–2 working days.",
    stock_kind="ok",
    add_label="Add to cart · $28.00",
    delivery="$5.95, free from $75.00. 4–8 working days.",
    returns="30 days after it arrives, unworn.",
    chart=CHART,
    related=CARDS[1:5],
    related_title="More in Tops",
    related_href="/collections/tops",
)
SOLD_OUT = replace(
    PRODUCT,
    size="XL",
    sku="TEE-ICE-XL",
    stock="Sold out in this size.",
    stock_kind="out",
    can_add=False,
    add_label="Sold out",
    can_ask=True,
    ask_label="Email me when XL is back",
    ask_consent="One email when XL returns, nothing else.",
)
ASKED = AskView("TEE-ICE-XL", done="You are on the list: one email when XL returns, nothing else.")
ASKED_WRONG = AskView("TEE-ICE-XL", problem="This does not look like an email address. Check it for a typing mistake.")
REQUEST = RequestView(
    ready=True,
    headline="It is back",
    sentence="One is kept for you until 24 November 2026, 14:05 UTC.",
    title="Crystal butterfly baby tee",
    options="Ice, XL",
    picture="/pictures/butterfly-baby-tee-ice-front-400.webp",
    href="/products/butterfly-baby-tee?colour=ice&size=XL",
    take="/restock/take/sample",
    leave="/restock/leave/sample",
)
CART = CartView(
    express=True,
    ready=True,
    count=2,
    count_words="2 items",
    lines=[
        CartLineView(
            id=1,
            title="Crystal butterfly baby tee",
            href="/products/butterfly-baby-tee",
            options="Ice, M",
            picture="/pictures/butterfly-baby-tee-ice-front-400.webp",
            quantity=1,
            total="$28.00",
        ),
        CartLineView(
            id=2,
            title="Star clasp shoulder bag",
            href="/products/star-shoulder-bag",
            options="Cheetah, one size",
            picture="/pictures/star-shoulder-bag-cheetah-front-400.webp",
            quantity=2,
            fewer=1,
            more=3,
            low="Only 3 left",
            was="$78.00",
            total="$62.40",
            unit="$31.20 each",
            savings=["\u2212$6.24 Bag week", "\u2212$5.62 Ten off (HELLO10)"],
        ),
    ],
    subtotal="$90.40",
    savings=[SavingView("Bag week", "\u2212$6.24"), SavingView("Ten off (HELLO10)", "\u2212$8.42")],
    code=CodeView("HELLO10", "Ten off"),
    country="US",
    state="CA",
    place="Delivery to California, United States",
    arrives="Arrives 27 November – 3 December",
    shipping_label="Shipping, Standard",
    shipping="Free",
    tax_label="Sales tax, California 7.25%",
    tax="$5.49",
    total="$81.23",
    saved="You save $15.60",
    meter="Shipping is free",
    meter_percent=100,
    meter_on=[True] * 20,
    can_check_out=True,
)
_US = [OptionView("CA", "California", True), OptionView("NY", "New York")]
CHECKOUT = CheckoutView(
    ready=True,
    key="sample",
    contact=[
        FieldView(
            "email",
            "Email",
            "mia@example.com",
            hint="The confirmation and the link to your order go there.",
            autocomplete="email",
            inputmode="email",
            type="email",
        ),
    ],
    country=FieldView(
        "country",
        "Country",
        "US",
        autocomplete="shipping country",
        options=[OptionView("US", "United States", True), OptionView("DE", "Germany")],
    ),
    address=[
        FieldView("name", "Full name", autocomplete="shipping name"),
        FieldView("line1", "Address", hint="Street and house number", autocomplete="shipping address-line1"),
        FieldView("line2", "Flat, unit, company", required=False, autocomplete="shipping address-line2"),
        FieldView("city", "City", short=True, autocomplete="shipping address-level2"),
        FieldView("region", "State", "CA", short=True, autocomplete="shipping address-level1", options=_US),
        FieldView("postcode", "ZIP code", short=True, hint="Like 94103", autocomplete="shipping postal-code"),
        FieldView(
            "phone",
            "Phone",
            required=False,
            hint="Only for the courier",
            autocomplete="shipping tel",
            type="tel",
            inputmode="tel",
        ),
    ],
    methods=[
        RadioView("standard", "Standard", "Arrives 27 November – 3 December", "$5.95", chosen=True),
        RadioView("express", "Express", "Arrives 24–26 November", "$14.95"),
    ],
    lines=[
        SummaryLineView(
            "Crystal butterfly baby tee", "Ice, M", "× 1", "/pictures/butterfly-baby-tee-ice-front-400.webp", "$28.00"
        ),
        SummaryLineView(
            "Star clasp shoulder bag",
            "Cheetah, one size",
            "× 1",
            "/pictures/star-shoulder-bag-cheetah-front-400.webp",
            "$31.20",
        ),
    ],
    count_words="2 items",
    subtotal="$59.20",
    shipping_label="Shipping, Standard",
    shipping="$5.95",
    arrives="Arrives 27 November – 3 December",
    tax_label="Sales tax, California 7.25%",
    tax="$4.29",
    total="$69.44",
    pay_label="Pay $69.44",
    keep=TickView("keep_address", "Put this address into my address book", True),
    express="You confirm it at PayPal, once we know where it goes.",
    ways=[
        RadioView("card", "Card", "Visa, Mastercard, American Express, Discover, JCB, Diners Club", chosen=True),
        RadioView("paypal", "PayPal", "With your PayPal account"),
    ],
    way_note="You type the card on the next page, at the bank. We never see its number.",
    billing=TickView("billing", "The bill goes to the same address", True, "same", "other"),
)
SAVED_ADDRESSES = [
    RadioView("1", "Mia Moon", "12 Sample Street, San Francisco, CA 94103, United States", chosen=True),
    RadioView("2", "Mia Moon", "Platz der Republik 1, 11011 Berlin, Germany"),
    RadioView("new", "Another address"),
]
ATTEMPT = AttemptView(
    href="#",
    words="A payment of $69.44 by card is open, and your pieces are held for it. Go on paying, or change what you like "
    "below: pressing Pay then ends this one first.",
    until="14:15 UTC",
    seconds=540,
)
CHECKOUT_WITH_ERRORS = replace(
    CHECKOUT,
    errors=[
        ErrorView("name", "Enter the name for the parcel."),
        ErrorView("postcode", "This postcode does not fit the country and region. Check it."),
    ],
    address=[
        replace(field, error="Enter the name for the parcel.")
        if field.name == "name"
        else replace(field, value="9410", error="This postcode does not fit the country and region. Check it.")
        if field.name == "postcode"
        else field
        for field in CHECKOUT.address
    ],
)
SUGGESTIONS = SuggestView(
    note="8 things for “tee”",
    pieces_title="Pieces",
    pieces=[
        SuggestionView(f"sample-suggestion-{n}", card.title, card.href, card.picture.thumb, card.now, card.was)
        for n, card in enumerate(CARDS[:4])
    ],
    collections=[SuggestionView("sample-suggestion-5", "Tops", "/collections/tops")],
    answers=[SuggestionView("sample-suggestion-6", "Which size should I choose?", "/faq#which-size")],
    every=[SuggestionView("sample-suggestion-7", "See all 8 things", "/search?q=tee")],
)

LOGIN = FormView(
    name="login",
    action="/login",
    button="Log in",
    fields=[
        FieldView("email", "Email", autocomplete="username", type="email", key="sample-email"),
        FieldView("password", "Password", autocomplete="current-password", type="password", key="sample-password"),
    ],
    hidden=[HiddenView("next", "/account")],
)
DOOR = DoorView(
    ready=True,
    title="Log in",
    form=replace(LOGIN, problem="Email and password do not fit. Check both for typing mistakes, capitals too."),
    tips=["Is Caps Lock off? Capitals count in passwords."],
    links=[LinkView("Forgot the password?", "/forgot"), LinkView("Make an account", "/register")],
)
ACCOUNT = AccountView(
    ready=True,
    known=True,
    title="Hello, Mia Moon",
    lead="You are logged in as mia@moonpager.example.",
    welcome="2 items came along into your cart.",
    done="Your name is changed.",
    sections=[LinkView("Overview", "/account", True), LinkView("Orders", "/account/orders")],
    orders=[
        OrderRow(
            "MP-7KQ4WXEM",
            "/orders/sample",
            "23 November 2026",
            "Paid",
            "2 items",
            "$72.95",
            ["/pictures/flare-jeans-indigo-front-400.webp"],
        )
    ],
    things=[
        ThingView(
            id="1",
            title="Firefox on Linux",
            lines=["Logged in 23 November 2026, 14:05 UTC"],
            mark="This device",
            actions=[LinkView("Log out", "end")],
        )
    ],
    things_action="/account/devices",
    panels=[
        PanelView(
            "Name",
            "",
            FormView(
                name="name", action="/account/name", button="Change the name", fields=[FieldView("name", "Name", "Mia")]
            ),
        )
    ],
)
TICKET = TicketView(
    ready=True,
    code="T-7KQ4WXEM",
    about="An order, MP-7KQ4WXEM",
    status="Answered. Write again if something is left.",
    messages=[
        MessageView(who="You", at="23 November 2026, 14:05 UTC", paragraphs=["Where is it?"]),
        MessageView(
            who="Moonpager", at="24 November 2026, 09:12 UTC", paragraphs=["On its way since today."], from_us=True
        ),
    ],
    form=FormView(
        name="ticket",
        action="/tickets/sample",
        button="Send",
        fields=[FieldView("message", "Add something", type="textarea", key="sample-message")],
    ),
)
LIKELY = [LinkView("My parcel is late. What do I do?", "/faq#late-parcel")]
CREDITS = CreditsView(
    uses=[
        CreditView(1, "Gift card ending in WXY3", "\u2212$20.00", "$5.00 stays on it."),
        CreditView(2, "Gift card ending in 7QRT", "\u2212$0.00", "There is nothing left on it."),
    ],
    to_pay="$46.34",
    offer="Use your store credit of $12.00",
    problem="We know no gift card with this code. Check it for typing mistakes.",
)
GIFT = GiftView(
    ready=True,
    amounts=[RadioView("25.00", "$25.00"), RadioView("50.00", "$50.00", chosen=True), RadioView("100.00", "$100.00")],
    form=FormView(
        "g-gift",
        "/gift-cards",
        "Go on to pay",
        [
            FieldView("recipient", "Who gets it: email", type="email", inputmode="email", key="g-gift-recipient"),
            FieldView("message", "A message", type="textarea", required=False, key="g-gift-message"),
        ],
    ),
)
BALANCE = BalanceView(
    ready=True,
    left="$12.00",
    card="Gift card ending in WXY3",
    form=FormView(
        "g-balance",
        "/gift-cards/balance",
        "See what is left",
        [FieldView("code", "Gift card code", autocomplete="off", key="g-balance-code")],
    ),
)
