"""Who carries packages: their names, where a number is looked up, and how their numbers look."""

import re
from dataclasses import dataclass
from urllib.parse import quote

_NUMBER = re.compile(r"[A-Z0-9]{6,40}")


@dataclass(frozen=True, slots=True)
class Carrier:
    """Somebody who carries packages."""

    code: str
    name: str
    page: str  # where a number is looked up: ``{number}`` stands for it; "" where there is no such page
    pattern: str  # how its numbers look. It only preselects: carriers change them, and some share one

    def link(self, number: str) -> str:
        """Where this number is looked up, "" when there is no such page."""
        return self.page.format(number=quote(number, safe=""))


# The order decides between carriers whose numbers look alike.
CARRIERS = {
    each.code: each
    for each in (
        Carrier("ups", "UPS", "https://www.ups.com/track?tracknum={number}", r"1Z[0-9A-Z]{16}"),
        Carrier(
            "usps",
            "USPS",
            "https://tools.usps.com/go/TrackConfirmAction?tLabels={number}",
            r"9[1-5]\d{20}|[A-Z]{2}\d{9}US",
        ),
        Carrier(
            "dhl",
            "DHL",
            "https://www.dhl.com/global-en/home/tracking/tracking-parcel.html?submit=1&tracking-id={number}",
            r"JJ?D\d{16,20}|00340\d{15}|\d{10}",
        ),
        Carrier("fedex", "FedEx", "https://www.fedex.com/fedextrack/?trknbr={number}", r"\d{12}|\d{15}"),
        Carrier("dpd", "DPD", "https://tracking.dpd.de/status/en_US/parcel/{number}", r"0\d{13}"),
        Carrier("gls", "GLS", "https://gls-group.eu/EU/en/parcel-tracking?match={number}", r"\d{11}"),
        Carrier("evri", "Evri", "https://www.evri.com/track/parcel/{number}", r"H\d{15}|T00[0-9A-Z]{13}"),
        Carrier(
            "royal_mail",
            "Royal Mail",
            "https://www.royalmail.com/track-your-item#/tracking-results/{number}",
            r"[A-Z]{2}\d{9}GB",
        ),
        Carrier(
            "canada_post",
            "Canada Post",
            "https://www.canadapost-postescanada.ca/track-reperage/en#/details/{number}",
            r"\d{16}|[A-Z]{2}\d{9}CA",
        ),
        Carrier(
            "auspost", "Australia Post", "https://auspost.com.au/mypost/track/details/{number}", r"[A-Z]{2}\d{9}AU"
        ),
        Carrier(
            "japan_post",
            "Japan Post",
            "https://trackings.post.japanpost.jp/services/srv/search/direct?locale=en&reqCodeNo1={number}",
            r"[A-Z]{2}\d{9}JP",
        ),
        Carrier("other", "Another carrier", "", r"(?!)"),
    )
}


def tracking_number(typed: str) -> str | None:
    """Return the number that somebody typed, without spaces, dots and dashes, or None when it cannot be one."""
    number = re.sub(r"[\s.\-]", "", typed).upper()
    return number if _NUMBER.fullmatch(number) else None


def guess(typed: str) -> str:
    """Return the code of the carrier whose numbers look like this one; "" when none does."""
    number = tracking_number(typed) or ""
    return next((code for code, each in CARRIERS.items() if number and re.fullmatch(each.pattern, number)), "")
