"""What is sent is read strictly: one meaning, or a problem that says where it went wrong."""

import json
from contextlib import suppress

import pytest
from flask import Request
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder

from guidance.web import bodies
from guidance.web.problems import Malformed, UnsupportedMediaType


def sent(data: bytes, content_type: str = "application/json", **headers: str) -> Request:
    builder = EnvironBuilder(method="POST", data=data, content_type=content_type, headers=headers)
    return Request(builder.get_environ())


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"a": 1, "a": 2}', "'a' comes twice"),
        (b'{"a": NaN}', "NaN is not a JSON number"),
        (b'{"a": -Infinity}', "-Infinity is not a JSON number"),
        (b'{"a": ', "line 1, column 7"),
        (b"", "line 1, column 1"),
        (b'{"a": "\xff"}', "a wrong byte at position 7"),
        (b'{"a": ' + b"9" * 5000 + b"}", "too many digits"),
        (b"[" * 100_000, "nested more than 32 deep"),
    ],
)
def test_json_without_one_clear_meaning_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(Malformed, match="(?i)" + said):
        bodies.read_json(sent(data))


def test_half_a_surrogate_pair_is_refused_with_a_pointer_to_it() -> None:
    with pytest.raises(Malformed) as caught:
        bodies.read_json(sent(rb'{"a": {"b/c": ["ok", "\ud800"]}}'))
    assert [fault.pointer for fault in caught.value.faults] == ["/a/b~1c/1"]


def test_half_a_surrogate_pair_in_a_name_is_refused() -> None:
    with pytest.raises(Malformed) as caught:
        bodies.read_json(sent(rb'{"a": {"\udfff": 1}}'))
    assert [fault.pointer for fault in caught.value.faults] == ["/a"]


def test_a_whole_surrogate_pair_is_one_character() -> None:
    assert bodies.read_json(sent(rb'["\ud83e\ude7a"]')) == ["🩺"]


def test_a_whole_number_may_be_written_with_a_point() -> None:
    read = bodies.read_json(sent(b"[2.0, 2.5, 1e3, 1e999]"))
    assert repr(read) == "[2, 2.5, 1000, inf]"


def test_nesting_up_to_the_limit_is_taken_and_one_more_is_not() -> None:
    deepest = bodies.MAX_DEPTH
    assert bodies.read_json(sent(b"[" * deepest + b"]" * deepest)) is not None
    with pytest.raises(Malformed) as caught:
        bodies.read_json(sent(b"[" * (deepest + 1) + b"]" * (deepest + 1)))
    assert caught.value.faults[0].pointer == "/0" * deepest


@given(data=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_as_json_or_refused(data: bytes) -> None:
    with suppress(Malformed):
        assert bodies.read_json(sent(data)) == json.loads(data)


@pytest.mark.parametrize(
    ("content_type", "headers", "said"),
    [
        ("text/html", {}, "application/json"),
        ("", {}, "application/json"),
        ("application/json; charset=utf-16", {}, "UTF-8"),
        ("application/json", {"Content-Encoding": "gzip"}, "Content-Encoding"),
    ],
)
def test_another_kind_of_body_is_refused_with_what_is_taken(
    content_type: str, headers: dict[str, str], said: str
) -> None:
    with pytest.raises(UnsupportedMediaType, match=said):
        bodies.media_type(sent(b"{}", content_type, **headers), "application/json")


def test_a_charset_of_utf_8_may_be_said() -> None:
    request = sent(b"{}", "Application/JSON; charset=UTF-8")
    assert bodies.media_type(request, "application/json") == "application/json"
