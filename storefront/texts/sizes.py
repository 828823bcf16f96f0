"""How to measure, and what the size charts mean."""

from storefront.texts import Section

TITLE = "Size guide"
DESCRIPTION = "How to measure yourself or a garment, and how to read our size charts."
INTRO = (
    "Sizes vary among items, so every piece has its own chart, measured on the piece itself. Two minutes with a tape "
    "tell more than a letter does."
)
# Where to measure: the drawing's name, the heading, what to do.
BODY = (
    ("bust", "Bust", "Around the fullest part, the tape level at the back. Breathe out."),
    ("waist", "Waist", "Around the narrowest part, where you bend to the side. One finger fits under the tape."),
    ("hip", "Hip", "Around the widest part, feet together."),
    ("leg", "Inside leg", "From the crotch to where the hem shall end. Your height tells us nearly as much."),
    ("foot", "Foot", "Stand on paper. From the wall behind the heel to the tip of the longest toe."),
)
GARMENT = (
    (
        "tee",
        "A top you own",
        "Close it and lay it flat. Bust: straight across, below the sleeves. Length: from the highest point of the "
        "shoulder to the hem.",
    ),
    (
        "trousers",
        "Trousers you own",
        "Waist: straight across the top. Hip: across the widest part. Inside leg: along the seam, from the "
        "crotch to the hem.",
    ),
)
SECTIONS = (
    Section(
        "flat",
        "Measured flat, or of the body",
        (
            "Most of our charts are of the garment, lying flat: we measure straight across, without stretching it. "
            "The bust, "
            "waist and hip numbers are therefore half of the way around. The chart's caption says which kind it "
            "is, and "
            "the letters on the picture show where each measure is taken.",
        ),
    ),
    Section(
        "fit",
        "Close, regular or loose",
        (
            "The chart knows which body each size is cut for. Open Size chart on a product, type what you "
            "measured and "
            "say how you like it: we name a size, how sure we are, and which measure decided.",
            "Your measures stay in your browser. We use them for the answer and keep nothing.",
        ),
    ),
    Section(
        "stretch",
        "How the cloth stretches",
        (
            "Jersey gives way, denim gives a little, satin and twill hardly give. A cloth that stretches is cut "
            "smaller, and "
            "between two sizes you can take the smaller one. With firm cloth take the larger.",
        ),
    ),
    Section(
        "labels",
        "Sizes elsewhere",
        (
            "Each chart also names the usual US, UK, EU, Australian and Japanese size. Makers differ, so trust "
            "the centimetres "
            "more than the label.",
        ),
    ),
    Section(
        "between",
        "Between two sizes",
        (
            "We say so, and which way to go. Take the one that fits where the piece sits closest: the bust of a tee, "
            "the waist "
            "of a skirt. If it is wrong all the same, [send it back](/shipping) within 30 days.",
        ),
    ),
)
