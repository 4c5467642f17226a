"""Where a message may go, and that nobody leads it elsewhere or holds it up."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from guidance.webhooks import posting
from guidance.webhooks.addresses import ForbiddenAddress, is_public, parse

HOST = "hooks.example.org"
PUBLIC = "93.184.215.14"


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "192.168.1.1", "0.0.0.0", "255.255.255.255"),
        *("169.254.169.254", "100.64.0.1", "100.100.100.200", "168.63.129.16", "224.0.0.1", "240.0.0.1"),
        *(
            "192.0.2.1",
            "198.18.0.1",
            "::",
            "::1",
            "fe80::1",
            "fe80::1%1",
            "fc00::1",
            "fd00:ec2::254",
            "ff02::1",
        ),
        *("::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe"),
        *("2002:7f00:1::", "2001:0:5ef5:79fd:0:59d:80ff:fffe", "2001:db8::1", "::127.0.0.1"),
    ],
)
def test_an_address_that_is_not_for_anybody_is_not_public(address) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address", [PUBLIC, "1.1.1.1", "2606:4700::1111", f"::ffff:{PUBLIC}", "64:ff9b::5db8:d70e"]
)
def test_an_address_for_anybody_is_public(address) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "ftp://example.org/",
        "https:///path",
        "https://",
        "example.org",
        "https://user:word@example.org/",
        "https://example.org@127.0.0.1/",
        "https://example.org/#part",
        "https://example.org:0/",
        "https://example.org:99999/",
        "https://example.org/a b",
        "https://exämple.org/",
        "https://example.org\\@127.0.0.1/",
        "https://127.0.0.1/",
        "https://[::1]:8443/",
        "https://169.254.169.254/latest",
        "https://example.org/\r\nX: y",
        f"https://example.org/{'x' * 2000}",
    ],
)
def test_what_is_no_address_for_a_webhook_is_refused(url) -> None:
    with pytest.raises(ForbiddenAddress):
        parse(url, anywhere=False)


def test_an_address_is_read_as_it_is_asked_for() -> None:
    place = parse("https://Hooks.example.org:8443?a=b", anywhere=False)
    assert (place.host, place.port, place.target, place.authority) == (HOST, 8443, "/?a=b", f"{HOST}:8443")
    assert parse("http://[::1]/x", anywhere=True).authority == "[::1]"


def named(monkeypatch, *answers: list[str]) -> list[str]:
    """Let names lead to these addresses, one answer after the other; the names that were looked up."""
    asked: list[str] = []
    real, left = socket.getaddrinfo, list(answers)

    def look_up(host, port, *given, **more):
        if host != HOST:
            return real(host, port, *given, **more)
        asked.append(host)
        found = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


def test_a_name_that_leads_to_a_private_address_among_others_is_refused(monkeypatch) -> None:
    named(monkeypatch, [PUBLIC, "10.0.0.1"])
    told = posting.post(f"https://{HOST}/", b"{}", {}, anywhere=False)
    assert (told.status, told.error) == (None, f"{HOST} leads to 10.0.0.1, which is not a public address.")


def test_without_the_setting_nothing_goes_to_this_machine(receiver) -> None:
    for url in (receiver.url, receiver.url.replace("http:", "https:"), "https://localhost/"):
        assert posting.post(url, b"{}", {}, anywhere=False).status is None
    assert receiver.got == []
    assert posting.post(receiver.url, b"{}", {}, anywhere=True).status == 204


def test_a_name_that_leads_elsewhere_a_moment_later_leads_nowhere(monkeypatch) -> None:
    asked = named(monkeypatch, [PUBLIC], ["127.0.0.1"])
    reached: list[str] = []

    def connect(address, *_, **__):
        reached.append(address[0])
        raise OSError("unreachable")

    monkeypatch.setattr("urllib3.util.connection.create_connection", connect)
    assert posting.post(f"https://{HOST}/", b"{}", {}, anywhere=False).status is None
    assert (asked, reached) == ([HOST], [PUBLIC])


def test_a_name_that_leads_nowhere_is_no_answer(monkeypatch) -> None:
    def look_up(*_, **__):
        raise socket.gaierror("no such name")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    told = posting.post(f"https://{HOST}/", b"{}", {}, anywhere=False)
    assert (told.status, told.error) == (None, "The name of the host was not found: no such name")


@pytest.fixture
def slow() -> Iterator[int]:
    """The port of a receiver that answers one byte at a time, for ever."""
    listener = socket.create_server(("127.0.0.1", 0))
    done = threading.Event()

    def answer() -> None:
        near, _ = listener.accept()
        with near, suppress(OSError):
            near.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not done.wait(0.05):
                near.sendall(b"x")

    thread = threading.Thread(target=answer)
    thread.start()
    yield listener.getsockname()[1]
    done.set()
    thread.join()
    listener.close()


def test_a_receiver_that_answers_for_ever_is_cut_off(slow, monkeypatch) -> None:
    monkeypatch.setattr(posting, "DEADLINE", 0.3)
    told = posting.post(f"http://127.0.0.1:{slow}/", b"{}", {}, anywhere=True)
    assert (told.status, told.error) == (None, "TimeoutError: no answer within 0.3 seconds")


def test_a_long_answer_is_not_read_to_its_end(receiver) -> None:
    receiver.answers = [(200, {"Content-Length": str(10**9)})]
    told = posting.post(receiver.url, b"{}", {}, anywhere=True)
    assert told.status in (200, None)


@pytest.fixture
def certified(tmp_path, monkeypatch) -> Iterator[tuple[int, list[bytes]]]:
    """The port of a receiver over TLS whose certificate is for HOST, from an authority that is trusted."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = Path(tmp_path / "both.pem")
    file.write_bytes(private + pem)
    monkeypatch.setattr(posting, "DEFAULT_CA_BUNDLE_PATH", str(file))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    listener = socket.create_server(("127.0.0.1", 0))
    got: list[bytes] = []

    def answer() -> None:
        with suppress(OSError):
            while True:
                near, _ = listener.accept()
                with near, suppress(OSError), context.wrap_socket(near, server_side=True) as safe:
                    request = b""
                    while not request.endswith(b"{}"):
                        request += safe.recv(65_536)
                    got.append(request)
                    safe.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

    thread = threading.Thread(target=answer)
    thread.start()
    yield listener.getsockname()[1], got
    with suppress(OSError):
        listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()


def test_over_tls_the_examined_address_is_reached_under_the_name_of_the_host(certified, monkeypatch) -> None:
    port, got = certified
    named(monkeypatch, ["127.0.0.1"])
    told = posting.post(f"https://{HOST}:{port}/x?y=1", b"{}", {"webhook-id": "m"}, anywhere=True)
    assert told.status == 204
    assert got[0].startswith(b"POST /x?y=1 HTTP/1.1\r\n")
    assert f"Host: {HOST}:{port}\r\n".encode() in got[0]


def test_over_tls_a_certificate_of_another_host_is_refused(certified) -> None:
    port, got = certified
    told = posting.post(f"https://127.0.0.1:{port}/", b"{}", {}, anywhere=True)
    assert told.status is None
    assert "ertificate" in told.error
    assert got == []
