"""The page of an article: what stands in it, and that text stays text."""

import re
from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import lxml.html
import pytest

import stance
from stance.model.classifier import Classifier
from stance.report.charts import arc, moving_mean, window
from stance.report.html import Article, page
from stance.report.markup import markup
from stance.report.prose import balance, course
from stance.scored import ScoredDocument, ScoredSentence
from stance.text.documents import Document
from tests.conftest import ROOT

TEXT = (ROOT / "examples/havenblokkade.nl.txt").read_text(encoding="utf-8")
MADE_BY = "Model m.safetensors."
INJECTIONS = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</style></title></svg><b>", "&lt;i&gt; &amp;"]


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return stance.load()


def article(classifier: Classifier, text: str, name: str = "a.txt", columns: Mapping[str, Any] | None = None) -> Article:
    document = stance.score(text, classifier, name=name)
    return Article(ScoredDocument(name, document.language, document.sentences, dict(columns or {})), text)


def written(classifier: Classifier, *articles: Article) -> str:
    explained = chain.from_iterable(
        classifier.explain((sentence.text for sentence in article.document.sentences), together=True) for article in articles
    )
    return "".join(page(articles, explained, MADE_BY))


def tree(html: str) -> Any:
    return lxml.html.document_fromstring(html)


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def made_of(*probabilities: tuple[float, float]) -> ScoredDocument:
    """Make a document of sentences with these probabilities of escalation and de-escalation."""
    labels = ("escalation", "neutral", "de-escalation")
    sentences = [ScoredSentence("Zin.", 0, 4, dict(zip(labels, (up, 1 - up - down, down), strict=True))) for up, down in probabilities]
    return ScoredDocument("a.txt", "nl", sentences)


def test_the_article_reads_as_in_the_text(classifier: Classifier) -> None:
    found = tree(written(classifier, article(classifier, TEXT)))
    for unread in found.xpath("//*[contains(@class, 'why') or contains(@class, 'unseen')]"):
        unread.drop_tree()
    (heading,) = found.xpath("//h1")
    paragraphs = [words(paragraph) for paragraph in found.xpath("//div[@class='text']/p")]
    assert [words(heading), *paragraphs] == [" ".join(paragraph.split()) for paragraph in TEXT.strip().split("\n\n")]
    assert heading.get("lang") == found.xpath("//div[@class='text']")[0].get("lang") == "nl"
    assert found.get("lang") == "en"


def test_every_sentence_says_its_label_its_probabilities_and_a_sum_that_adds_up(classifier: Classifier) -> None:
    one = article(classifier, TEXT)
    found = tree(written(classifier, one))
    for number, sentence in enumerate(one.document.sentences, 1):
        (span,) = found.xpath(f"//*[@id='s{number}']")
        assert sentence.label in span.get("class").split()
        assert span.get("data-score") == f"{sentence.score:+.2f}".replace("-", "−")
        (panel,) = found.xpath(f"//*[@id='{span.get('aria-describedby')}']")
        assert panel.get("role") == "tooltip"
        assert all(f"{label} {probability:.2f}" in words(panel) for label, probability in sentence.probabilities.items())
        *parts, total = [float(points.text.replace("−", "-")) for points in panel.xpath(".//*[contains(@class, 'row')]/*[@class='points']")]
        assert len(parts) >= 3
        # only where there are no other words is there nowhere to put what rounding leaves
        assert sum(parts) == pytest.approx(total, abs=1e-9 if "other word" in words(panel) else 0.03)


def test_bold_words_are_those_that_weigh_for_the_label_and_the_table_adds_them_up(classifier: Classifier) -> None:
    one = article(classifier, TEXT)
    found = tree(written(classifier, one))
    why = list(classifier.explain((sentence.text for sentence in one.document.sentences), together=True))
    points: dict[str, float] = {}
    for number, (sentence, explanation) in enumerate(zip(one.document.sentences, why, strict=True), 1):
        strong = [word for word in explanation.words if word.push[sentence.label] >= 0.5 and sentence.label != "neutral"]
        assert [bold.text for bold in found.xpath(f"//*[@id='s{number}']/b")] == [word.text for word in strong]
        for word in strong:
            points[word.text.strip('."').casefold()] = points.get(word.text.strip('."').casefold(), 0) + word.push[sentence.label]
    rows = found.xpath("//aside//tbody/tr")
    assert len(rows) > 10
    for row in rows:
        word, places, sum_ = row.xpath("./*")
        assert float(sum_.text.replace("−", "-")) == pytest.approx(points[word.text.casefold()], abs=0.0051)
        for link in places.xpath("./a"):
            assert word.text.casefold() in words(found.xpath(f"//*[@id='{link.get('href')[1:]}']")[0]).casefold()


def test_the_summary_says_what_the_figures_say(classifier: Classifier) -> None:
    found = tree(written(classifier, article(classifier, TEXT)))
    summary = words(found.xpath("//*[@class='summary']")[0])
    assert summary.startswith(
        "Of 18 sentences, 9 de-escalate, 5 escalate and 4 are neutral: on the whole the article is slightly de-escalating"
    )
    assert "(tension −0.25, on a scale from −1 to +1)" in summary
    assert summary.endswith("sentence 4 escalates most (+0.96); sentence 11 de-escalates most (−0.99).")


def test_summaries_of_the_short_the_even_and_the_neutral() -> None:
    assert balance(made_of((0.9, 0.0))) == "The one sentence escalates (score +0.90, on a scale from −1 to +1)."
    assert "1 escalates, 1 de-escalates and none is neutral: on the whole the article is about even" in balance(made_of((0.9, 0), (0, 0.9)))
    assert "3 are neutral, none escalates and none de-escalates: on the whole the article is mostly neutral (tension +0.00" in balance(
        made_of((0.1, 0.1), (0, 0), (0.2, 0.2))
    )
    assert course(made_of(*[(0.9, 0.0)] * 5)) == ""
    assert course(made_of(*[(0.9, 0)] * 2, *[(0.2, 0)] * 3, *[(0, 0.8)] * 2)) == (
        "Its first third is clearly escalating (+0.90), the middle slightly escalating (+0.20), the last third clearly de-escalating (−0.80)"
    )


def test_every_bar_of_the_arc_leads_to_its_sentence(classifier: Classifier) -> None:
    one = article(classifier, TEXT)
    found = tree(written(classifier, one))
    assert [link.get("href") for link in found.xpath("//svg//a")] == [f"#s{number}" for number in range(1, 19)]
    bars = found.xpath("//svg[@class='arc']/g[@role='img']/rect")
    for bar, sentence in zip(bars, one.document.sentences, strict=True):
        top, height = float(bar.get("y")), float(bar.get("height"))
        assert top + height == pytest.approx(1 if sentence.score > 0 else 1 + max(abs(sentence.score), 0.03), abs=0.002)
        assert height == pytest.approx(max(abs(sentence.score), 0.03), abs=0.001)


@pytest.mark.parametrize("count", [1, 2, 5, 119, 121, 2_000])
def test_the_arc_takes_any_number_of_sentences(count: int) -> None:
    drawn = tree(markup(arc(made_of(*[(0.9, 0.0)] * count).sentences, "", "")))
    bars = drawn.xpath("//g[@role='img']/rect")
    assert len(bars) == (count if count < 121 else -(-count // -(-count // 120))) <= 120
    assert {bar.get("height") for bar in bars} == {"0.900"}
    assert len(drawn.xpath("//polyline")) == (count >= 5)
    places = [int(link.get("href")[2:]) for link in drawn.xpath("//a")]
    assert len(places) == len(bars)
    assert places[0] == 1
    assert places[-1] <= count


def test_moving_mean_is_the_mean_of_those_around() -> None:
    assert moving_mean([1.0, 2.0, 6.0, 0.0], 3) == pytest.approx([1.5, 3.0, 8 / 3, 3.0])
    assert [window(count) for count in (5, 18, 80)] == [3, 5, 21]


@pytest.mark.parametrize("injection", INJECTIONS)
def test_text_stays_text_wherever_it_stands(classifier: Classifier, injection: str) -> None:
    plain = tree(written(classifier, *[article(classifier, "Kop\n\nHet leger viel aan.")] * 2))
    columns = dict.fromkeys(("title", "date", "source", "url", "id"), injection)
    nasty = article(classifier, f"{injection}\n\nHet leger {injection} viel {injection}.", injection, columns)
    html = written(classifier, nasty, nasty)
    found = tree(html)
    tags = {element.tag for element in found.iter() if isinstance(element.tag, str)}
    assert tags <= {element.tag for element in plain.iter() if isinstance(element.tag, str)}
    assert not [name for element in found.iter() for name in element.attrib if name.startswith("on") or name in ("style", "src")]
    assert words(found.xpath("//*[@id='a1']//h2")[0]).startswith(injection.split()[0])
    assert found.xpath("//td/preceding-sibling::th/a")[0].text == injection
    assert html.count("<style>") == html.count("</style>") == 1


def test_nothing_is_loaded_and_the_policy_forbids_it(classifier: Classifier) -> None:
    html = written(classifier, article(classifier, TEXT, columns={"url": "https://example.org/a?b=1&c=2"}))
    found = tree(html)
    assert not found.xpath("//script | //img | //link | //iframe | //@src | //@style")
    assert "@import" not in html
    assert "url(" not in html
    assert re.findall(r"https?://[^\"<]*", html) == ["https://example.org/a?b=1&amp;c=2"]
    policy = found.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//example.org", "http://[", "example.org", 7]
)
def test_only_addresses_of_the_web_become_links(classifier: Classifier, url: object) -> None:
    found = tree(written(classifier, article(classifier, TEXT, columns={"url": url})))
    assert not found.xpath("//*[@class='about']//a")


def test_title_date_and_source_are_shown(classifier: Classifier) -> None:
    columns = {"Title": "Blokkade voorbij", "date": "2024-03-02", "source": "Wadbode", "url": "https://wadbode.example/1", "id": None}
    found = tree(written(classifier, article(classifier, TEXT, columns=columns)))
    assert words(found.xpath("//h1")[0]) == found.xpath("//title")[0].text.removesuffix(" · stance") == "Blokkade voorbij"
    assert words(found.xpath("//*[@class='about']")[0]) == "2024-03-02 · Wadbode · wadbode.example · Dutch · 18 sentences · a.txt"
    assert words(found.xpath("//div[@class='text']/p")[0]).startswith("Vissers heffen")  # the text's own first line is not lost


def test_a_title_that_the_text_begins_with_stands_there_once(classifier: Classifier) -> None:
    found = tree(written(classifier, article(classifier, TEXT, columns={"title": "Vissers heffen blokkade van haven Den Oever  op"})))
    assert found.xpath("//h1/*[@id='s1']")
    assert words(found.xpath("//div[@class='text']/p")[0]).startswith("DEN OEVER")


def test_several_articles_have_an_index_and_ids_of_their_own(classifier: Classifier) -> None:
    first, second = article(classifier, TEXT), article(classifier, "Rebels broke the truce on Monday.", "b.txt")
    found = tree(written(classifier, second, first))
    links = found.xpath("//table[1]//th/a[starts-with(@href, '#a')]")
    assert [(link.text, link.get("href")) for link in links[:2]] == [
        ("Rebels broke the truce on Monday.", "#a1"),
        ("Vissers heffen blokkade van haven Den Oever op", "#a2"),
    ]
    ids = found.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in found.xpath("//a/@href")} <= set(ids)
    assert len(found.xpath("//h1")) == 1


def test_the_same_input_gives_the_same_bytes(classifier: Classifier) -> None:
    assert written(classifier, article(classifier, TEXT)) == written(classifier, article(classifier, TEXT))


def test_characters_that_no_page_can_hold_are_shown_to_be_missing(classifier: Classifier) -> None:
    name = Document("a\udcff.txt", ()).name
    html = written(classifier, article(classifier, "Het \x00leger\x1b viel\ufffe aan \U0001f600.", name, {"title": "x\ud800"}))
    assert html.encode()
    assert "Het �leger� viel� aan \U0001f600." in words(tree(html).xpath("//div[@class='text']")[0])
    assert "a�.txt" in html


def test_style_is_part_of_the_package() -> None:
    assert (Path(stance.__file__).parent / "report/report.css").is_file()
