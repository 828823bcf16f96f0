"""The README says what there is."""

import re
from dataclasses import fields

from storefront.settings import ROOT, Settings

README = (ROOT / "README.md").read_text()


def test_the_readme_names_every_setting_and_no_other():
    named = set(re.findall(r"^\| `(STOREFRONT_\w+)`", README, re.MULTILINE))

    assert named == {f"STOREFRONT_{field.name.upper()}" for field in fields(Settings)}


def test_every_folder_and_file_of_the_tree_is_there():
    tree = README.split("```\nMakefile")[1].split("```")[0]
    names = re.findall(r"^  (\S+)", tree, re.MULTILINE)

    assert [name for name in names if not (ROOT / "storefront" / name).exists()] == []


def test_its_pictures_are_there():
    assert all((ROOT / path).is_file() for path in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README))
