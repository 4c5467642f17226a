"""oEmbed 1.0: the address of an article in, a frame out, as JSON and XML, and no other answers."""

from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
from defusedxml import ElementTree
from flask.testing import FlaskClient

from guidance import jobs
from guidance.web.current import KEY

PAGE = "http://localhost/articles/asthma-inhalers"


class Frame(HTMLParser):
    """The attributes of the frame; anything beside it is kept in `others`."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.attributes: dict[str, str | None] = {}
        self.others: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "iframe" and not self.attributes:
            self.attributes = dict(attrs)
        else:
            self.others.append(tag)


@pytest.mark.usefixtures("stored")
def test_the_answer_is_a_rich_one_with_a_frame_of_the_article(client: FlaskClient) -> None:
    answer = client.get("/oembed", query_string={"url": PAGE})
    assert answer.mimetype == "application/json"
    told = answer.json
    assert (told["type"], told["version"], told["width"], told["height"]) == ("rich", "1.0", 640, 800)
    assert told["title"] == "Which inhaler suits adults with asthma? (patient)"
    assert told["provider_url"] == "http://localhost/"
    frame = Frame(told["html"])
    assert frame.attributes["src"] == "http://localhost/embed/asthma-inhalers"
    assert frame.attributes["title"] == told["title"]
    assert frame.attributes["referrerpolicy"] == "strict-origin"
    assert client.get(frame.attributes["src"]).status_code == 200


@pytest.mark.usefixtures("stored")
def test_xml_says_the_same(client: FlaskClient) -> None:
    answer = client.get("/oembed", query_string={"url": PAGE, "format": "xml"})
    assert answer.mimetype == "text/xml"
    root = ElementTree.fromstring(answer.data)
    told = client.get("/oembed", query_string={"url": PAGE}).json
    assert root.tag == "oembed"
    assert {node.tag: node.text for node in root} == {name: str(value) for name, value in told.items()}


@pytest.mark.usefixtures("writer")
@pytest.mark.parametrize("kind", ["json", "xml"])
def test_a_title_is_only_text_wherever_it_stands(app, client: FlaskClient, article: str, kind: str) -> None:
    hostile = '"><script>alert(1)</script> & co'
    source = article.replace("Which inhaler suits adults with asthma?", f"'{hostile}'")
    jobs.save_article(app.extensions[KEY], source, by="test")
    answer = client.get("/oembed", query_string={"url": PAGE + "?role=doctor", "format": kind})
    if kind == "xml":
        told = {node.tag: node.text for node in ElementTree.fromstring(answer.data)}
    else:
        told = answer.json
    assert told["title"] == hostile
    frame = Frame(told["html"])
    assert (frame.attributes["title"], frame.others) == (hostile, [])


@pytest.mark.usefixtures("stored")
def test_the_frame_fits_the_room_there_is(client: FlaskClient) -> None:
    sizes = [
        tuple(
            client.get("/oembed", query_string={"url": PAGE, **room}).json[side]
            for side in ("width", "height")
        )
        for room in (
            {"maxwidth": 300},
            {"maxheight": 200},
            {"maxwidth": 5000, "maxheight": 5000},
            {"maxwidth": 1},
        )
    ]
    assert sizes == [(300, 800), (640, 200), (640, 800), (1, 800)]


@pytest.mark.usefixtures("stored")
def test_role_portal_and_theme_of_the_page_go_with_it_and_nothing_else(client: FlaskClient) -> None:
    page = f"{PAGE}?role=child&theme=dark&utm_source=x"
    told = client.get("/oembed", query_string={"url": page, "dnt": "1"}).json
    assert "(child)" in told["title"]
    source = urlsplit(Frame(told["html"]).attributes["src"])
    assert parse_qs(source.query) == {"role": ["child"], "theme": ["dark"]}


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/articles/gout",
        "http://localhost/",
        "http://localhost/articles/asthma-inhalers/x",
        "http://other.example/articles/asthma-inhalers",
        "http://localhost:81/articles/asthma-inhalers",
        "ftp://localhost/articles/asthma-inhalers",
        "http://localhost/articles/asthma-inhalers?role=wizard",
        "http://localhost/articles/asthma-inhalers?portal=0123456789abcdef",
        "http://[/articles/asthma-inhalers",
        "asthma-inhalers",
        "",
    ],
)
def test_what_is_no_article_here_is_not_found(client: FlaskClient, url: str) -> None:
    answer = client.get("/oembed", query_string={"url": url})
    assert (answer.status_code, answer.json["code"]) == (404, "nothing-to-embed")


@pytest.mark.usefixtures("stored")
def test_other_formats_are_not_implemented(client: FlaskClient) -> None:
    answer = client.get("/oembed", query_string={"url": PAGE, "format": "yaml"})
    assert (answer.status_code, answer.json["code"]) == (501, "format-not-implemented")


@pytest.mark.parametrize("query", [{}, {"url": PAGE, "maxwidth": "wide"}, {"url": PAGE, "maxwidth": "0"}])
def test_what_cannot_be_read_is_refused(client: FlaskClient, query: dict[str, str]) -> None:
    assert client.get("/oembed", query_string=query).status_code == 422


@pytest.mark.usefixtures("writer")
def test_where_reading_needs_a_key_or_approval_nothing_is_told_without(app, make_app, article: str) -> None:
    pending = article.replace("status: approved\n", "status: under_review\n")
    jobs.save_article(app.extensions[KEY], pending, by="test")
    query = {"url": PAGE}
    assert make_app(reading="key").test_client().get("/oembed", query_string=query).status_code == 401
    assert (
        make_app(readers_see="approved").test_client().get("/oembed", query_string=query).status_code == 404
    )
    assert app.test_client().get("/oembed", query_string=query).status_code == 200


@pytest.mark.usefixtures("stored")
def test_the_page_of_an_article_leads_to_both_formats(make_app) -> None:
    client = make_app(site_url="https://guidance.example").test_client()
    page = client.get("/articles/asthma-inhalers?role=child").text
    for kind, format_ in (("application/json+oembed", "json"), ("text/xml+oembed", "xml")):
        address = page.split(f'type="{kind}"')[1].split('href="')[1].split('"')[0].replace("&amp;", "&")
        asked = urlsplit(address)
        assert (asked.netloc, asked.path) == ("guidance.example", "/oembed")
        query = parse_qs(asked.query)
        assert query["url"] == ["https://guidance.example/articles/asthma-inhalers?role=child"]
        assert query["format"] == [format_]
        assert client.get(f"{asked.path}?{asked.query}").status_code == 200
