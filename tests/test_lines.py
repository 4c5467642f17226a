import json
import logging

import pytest

from guidance import lines
from guidance.errors import ConfigurationError, InvalidInput


def echo(text: str) -> dict:
    if text == "refuse":
        raise InvalidInput("not this one")
    if text == "explode":
        raise RuntimeError("a secret of the inside")
    if text == "unready":
        raise ConfigurationError("the lexicon is wrong")
    return {"text": text}


def answered(*given: bytes) -> list[dict]:
    return [json.loads(line) for line in lines.answers(given, echo)]


def test_each_line_is_answered_in_order_with_its_own_id() -> None:
    given = (b'{"id": "b", "text": "one"}\n', b'{"id": 1, "text": "", "more": [1]}\n')
    assert answered(*given) == [{"id": "b", "text": "one"}, {"id": 1, "text": ""}]


@pytest.mark.parametrize(
    ("line", "name", "code"),
    [
        (b"nonsense", None, "bad-json"),
        (b'{"id": 1, "text": "\xff"}', None, "bad-json"),
        (b'{"id": NaN, "text": "x"}', None, "bad-json"),
        (b"[" * 100_000, None, "bad-json"),
        (b"1" * 10_000, None, "bad-json"),
        (b'["id", "text"]', None, "bad-line"),
        (b'{"text": "x"}', None, "bad-line"),
        (b'{"id": 7}', 7, "bad-line"),
        (b'{"id": 7, "text": ["x"]}', 7, "bad-line"),
        (b'{"id": "r", "text": "refuse"}', "r", "invalid-input"),
    ],
)
def test_a_line_that_cannot_be_handled_is_answered_and_the_rest_goes_on(line, name, code) -> None:
    bad, good = answered(line, b'{"id": 2, "text": "after"}')
    assert (bad["id"], bad["error"]["code"]) == (name, code)
    assert bad["error"]["detail"]
    assert good == {"id": 2, "text": "after"}


def test_a_fault_of_ours_is_logged_and_told_without_its_inside(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        bad, good = answered(b'{"id": "e", "text": "explode"}', b'{"id": 2, "text": "after"}')
    assert bad == {"id": "e", "error": {"code": "internal", "detail": "The text could not be handled."}}
    assert good["text"] == "after"
    assert "a secret of the inside" in caplog.text


def test_blank_lines_are_passed_over() -> None:
    assert answered(b"\n", b"   \r\n", b'{"id": 1, "text": "x"}') == [{"id": 1, "text": "x"}]


def test_no_sign_in_a_text_can_end_a_line() -> None:
    text = "a\u2028b\u0085c\nd\ud800"
    (line,) = lines.answers([json.dumps({"id": text, "text": text}).encode()], echo)
    assert line.isascii()
    assert line.splitlines() == [line]
    assert json.loads(line) == {"id": text, "text": text}


def test_answers_come_one_by_one_as_the_lines_do() -> None:
    def feed():
        yield b'{"id": 1, "text": "x"}'
        raise AssertionError("the second line was asked for before the first was answered")

    assert json.loads(next(lines.answers(feed(), echo)))["id"] == 1


def test_where_the_service_is_not_set_up_no_line_is_blamed_for_it() -> None:
    with pytest.raises(ConfigurationError):
        answered(b'{"id": 1, "text": "unready"}')
