"""French legal references: found, in one form, with an address when it is a stable one."""

from __future__ import annotations

from itertools import pairwise

import pytest

from domain.references import find_references

CGCT_URL = "https://www.legifrance.gouv.fr/codes/id/LEGITEXT000006070633"


def normalised(text: str) -> list[str]:
    return [reference.normalised for reference in find_references(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Codes
        ("art. L. 2122-1 du CGCT", ["CGCT L2122-1"]),
        ("l'article L2122-1 du code général des collectivités territoriales", ["CGCT L2122-1"]),
        ("l’ARTICLE L. 2122‑1 du Code général des collectivités territoriales", ["CGCT L2122-1"]),
        ("CGCT, art. L. 2122-1", ["CGCT L2122-1"]),
        ("article R2122-8 du code de la commande publique", ["CCP R2122-8"]),
        ("R. 2122-8 CCP", ["CCP R2122-8"]),
        ("L. 411-1 CRPM", ["CRPM L411-1"]),
        ("article L. 411-1 du code rural et de la pêche maritime", ["CRPM L411-1"]),
        ("article L. 411-1 du code rural", ["CRPM L411-1"]),
        ("l'article 713 du code civil", ["code civil 713"]),
        ("C. civ., art. 713", ["code civil 713"]),
        ("l'article L. 1123-1 du CG3P", ["CG3P L1123-1"]),
        ("l'article 432-14 du code pénal", ["code pénal 432-14"]),
        ("art. R.* 421-1 du code de l'urbanisme", ["code de l'urbanisme R421-1"]),
        ("article L. 2122-22, 5°, du CGCT", ["CGCT L2122-22"]),
        ("article 200 quater A du CGI", ["CGI 200 quater A"]),
        # An article without its code keeps its number; a bare number is nothing
        ("selon l'article L. 2122-1", ["L2122-1"]),
        ("voir l'article 3 du bail", []),
        ("l'article 12", []),
        # Several, and ranges
        ("articles L. 2113-12 et L. 2113-13", ["L2113-12", "L2113-13"]),
        ("les articles L. 2113-12 et L. 2113-13 du code de la commande publique", ["CCP L2113-12", "CCP L2113-13"]),
        ("articles L. 2122-21, L. 2122-22 et L. 2122-23 du CGCT", ["CGCT L2122-21", "CGCT L2122-22", "CGCT L2122-23"]),
        ("articles L. 411-1 à L. 411-4 du CRPM", ["CRPM L411-1", "CRPM L411-4"]),
        ("articles 713 et 714 du code civil", ["code civil 713", "code civil 714"]),
        ("L. 2122-1 du CGCT et l'article 713 du code civil", ["CGCT L2122-1", "code civil 713"]),
        # Laws and decrees
        ("art. 19 septies de la loi n° 47-1775 du 10 septembre 1947", ["loi 47-1775 art. 19 septies"]),
        ("la loi n° 2014-856 du 31 juillet 2014", ["loi 2014-856"]),
        ("loi n°2014-856", ["loi 2014-856"]),
        ("le décret n° 2025-1386 du 29 décembre 2025", ["décret 2025-1386"]),
        ("l'ordonnance n° 2018-1074 du 26 novembre 2018", ["ordonnance 2018-1074"]),
        ("la loi du 1er juillet 1901", ["loi du 1901-07-01"]),
        ("l'article 5 de la loi du 1er juillet 1901", ["loi du 1901-07-01 art. 5"]),
        ("l'arrêté du 3 août 2023", ["arrêté du 2023-08-03"]),
        # Europe
        ("le règlement (UE) 2023/2831", ["UE 2023/2831"]),
        ("règlement (UE) n° 1407/2013", ["UE 2013/1407"]),
        ("la directive 2014/24/UE", ["UE 2014/24"]),
        ("la décision 2012/21/UE", ["UE 2012/21"]),
        # Courts
        ("CE 2 déc. 2022 n° 460100", ["CE 460100"]),
        ("Conseil d'État, 2 décembre 2022, n° 460 100", ["CE 460100"]),
        ("CAA Nantes, 3 mars 2020, n° 19NT01234", ["CAA 19NT01234"]),
        ("TA Caen, 5 mai 2021, n° 2001234", ["TA 2001234"]),
        ("Cass. civ. 3e, 12 janv. 2023, n° 21-12.345", ["Cass. 21-12.345"]),
        ("Cons. const. n° 2013-672 DC", ["Cons. const. 2013-672 DC"]),
        ("CJUE, 8 juillet 2021, aff. C-428/20", ["CJUE C-428/20"]),
        # Neither
        ("Le 12 mars 2024, 40 000 € H.T. pour 3 lots.", []),
        ("Il pleut.", []),
        ("", []),
        ("tél. 02-33-12-34-56", []),
    ],
)
def test_references_are_found_in_their_normal_form(text: str, expected: list[str]) -> None:
    assert normalised(text) == expected


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        (
            "articles L. 2113-12 à L. 2113-16 du CCP",
            ["CCP L2113-12", "CCP L2113-13", "CCP L2113-14", "CCP L2113-15", "CCP L2113-16"],
        ),
        ("de l'article L. 2131-1 à l'article L. 2131-3", ["L2131-1", "L2131-2", "L2131-3"]),
        ("articles 713 à 715 du code civil", ["code civil 713", "code civil 714", "code civil 715"]),
        ("articles 107 et 109 du TFUE", ["TFUE 107", "TFUE 109"]),
        ("articles L. 411-1 à L. 411-78 du CRPM", ["CRPM L411-1", "CRPM L411-78"]),
        ("articles L. 411-1 à R. 411-4 du CRPM", ["CRPM L411-1", "CRPM R411-4"]),
        ("articles L. 411-9 à L. 411-2 du CRPM", ["CRPM L411-9", "CRPM L411-2"]),
    ],
)
def test_a_range_covers_its_articles_when_they_count_up_and_are_few(text: str, covered: list[str]) -> None:
    assert [article for reference in find_references(text) for article in reference.articles] == covered


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L. 1 du CGCT, puis L. 2122-1 du CG3P ; art. L. 2122-3 du même code", "CG3P L2122-3"),
        ("Le décret n° 2001-495 cite la loi n° 2000-321 ; article 1er dudit décret", "décret 2001-495 art. 1"),
        ("Vu le CGCT, notamment son article L. 2241-1", "CGCT L2241-1"),
        ("Vu le CGCT ; vu le bail, notamment l'article L. 2241-1", "L2241-1"),
        ("Vu le CGCT. L'article L. 110-1 du présent code", "L110-1"),
        ("L'article L. 2122-3 du même code", "L2122-3"),
        ("l'article L. 1511-2, l'article 107 du TFUE", "TFUE 107"),
        ("article 19 terdecies de la loi n° 47-1775", "loi 47-1775 art. 19 terdecies"),
        ("la loi NOTRe n° 2015-991 du 7 août 2015", "loi 2015-991"),
        ("arrêté du 21 févr. 2002", "arrêté du 2002-02-21"),
        ("prêter sa trésorerie (loi n° 2016-1888, art. 49)", "loi 2016-1888 art. 49"),
        ("loi ESS (art. 46)", "loi 2014-856 art. 46"),
        ("Art. 9-1 loi 2000-321", "loi 2000-321 art. 9-1"),
        ("loi de finances 2025 art. 99", "loi de finances 2025 art. 99"),
        ("Vu la loi n° 2014-856, article L. 2122-1 du CGCT", "CGCT L2122-1"),
    ],
)
def test_a_text_named_before_is_called_back_and_the_last_reference_has_it(text: str, expected: str) -> None:
    assert normalised(text)[-1] == expected


def test_a_text_never_named_a_bill_and_a_local_rule_are_nothing() -> None:
    assert normalised("L'article 3 de la même loi, le projet de loi de finances 2025 et le règlement 3/2024.") == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("art. L. 2122-1 du CGCT", "article L2122-1 du code général des collectivités\nterritoriales"),
        ("art. R.2122-8 CCP", "article R. 2122-8 du code de la commande publique"),
        ("loi n° 2014-856 du 31 juillet 2014", "loi no 2014-856"),
        ("loi du 1er juillet 1901", "LOI DU 1ER JUILLET 1901"),
        ("CE, 2 déc. 2022, n° 460100", "Conseil d’Etat du 2 décembre 2022, n°460 100"),
        ("règlement (UE) 2023/2831", "Règlement 2023/2831"),
    ],
)
def test_two_spellings_are_one_reference(one: str, other: str) -> None:
    assert normalised(one) == normalised(other) != []


def test_a_reference_keeps_its_words_and_its_place() -> None:
    text = "Vu l'article L. 2122-1 du CGCT, le décret n° 2025-1386 du 29 décembre 2025 et la directive 2014/24/UE."

    found = find_references(text)

    assert [reference.text for reference in found] == [
        "article L. 2122-1 du CGCT",
        "décret n° 2025-1386 du 29 décembre 2025",
        "directive 2014/24/UE",
    ]
    assert all(text[reference.span.start : reference.span.end] == reference.text for reference in found)


def test_references_are_in_order_and_do_not_overlap() -> None:
    text = "Art. L. 2122-1 et L. 2122-2 du CGCT ; CE n° 460100 ; art. 3 de la loi n° 2014-856 ; art. L. 2122-1 du CGCT."

    spans = [reference.span for reference in find_references(text)]

    assert len(spans) == 5
    assert all(before.end <= after.start for before, after in pairwise(spans))


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("art. L. 2122-1 du CGCT", CGCT_URL),
        ("règlement (UE) 2023/2831", "https://eur-lex.europa.eu/eli/reg/2023/2831/oj"),
        ("règlement (UE) n° 1407/2013", "https://eur-lex.europa.eu/eli/reg/2013/1407/oj"),
        ("directive 2014/24/UE", "https://eur-lex.europa.eu/eli/dir/2014/24/oj"),
        ("article 200 du CGI", None),
        ("loi n° 2014-856", None),
        ("CE n° 460100", None),
        ("article L. 2122-1", None),
    ],
)
def test_only_what_has_a_stable_address_has_one(text: str, url: str | None) -> None:
    (reference,) = find_references(text)

    assert reference.url == url


@pytest.mark.parametrize(
    "hostile",
    [
        "article 3" + " " * 20_000 + "x",
        "L" + "\n" * 20_000 + "x",
        "code civil" + " ," * 20_000,
        "article 3" + ", al. 2" * 10_000,
        "circulaire n° " + "1-" * 20_000 + "é",
        "art. L. " * 10_000,
        "notamment ses articles L. 1-1 " * 5_000,
    ],
)
def test_hostile_text_does_not_hang(hostile: str) -> None:
    assert all("code" not in reference.normalised for reference in find_references(hostile))


def test_as_many_laws_as_articles_are_read_in_a_moment() -> None:
    assert len(find_references("loi n° 2014-856. Voir L. 411-2. " * 5_000)) == 10_000


def test_a_page_of_numbers_is_read_in_a_moment() -> None:
    assert len(find_references("articles L. 2122-1, L. 2122-2 et L. 2122-3 du CGCT, " * 500)) == 1_500
