"""Answers to login challenges, against the examples of the standards."""

import pytest

from custom_components.rt_cctv.nvr.digest import (
    DigestChallenge,
    basic_authorization,
    digest_authorization,
    read_challenges,
)

_NONCE = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"
_CNONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"


@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_the_examples_of_rfc_7616_come_out_right(algorithm: str, response: str) -> None:
    offered = (
        'Digest realm="http-auth@example.org", qop="auth, auth-int", '
        f'algorithm={algorithm}, nonce="{_NONCE}", '
        'opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
    )
    found = read_challenges([offered]).digest
    assert found is not None
    header = digest_authorization(
        found,
        method="GET",
        uri="/dir/index.html",
        username="Mufasa",
        password="Circle of Life",
        cnonce=_CNONCE,
    )
    assert f'response="{response}"' in header
    assert f"algorithm={algorithm}" in header
    assert "qop=auth, nc=00000001" in header
    assert 'opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"' in header


def test_the_example_of_rfc_2069_without_qop_comes_out_right() -> None:
    challenge = DigestChallenge(
        realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"
    )
    header = digest_authorization(
        challenge,
        method="GET",
        uri="/dir/index.html",
        username="Mufasa",
        password="Circle Of Life",
    )
    # RFC 2617's example without its qop.
    assert 'response="670fd8c2df070c60b045671b8b24ff02"' in header
    assert "algorithm" not in header
    assert "cnonce" not in header


def test_a_session_algorithm_and_auth_int_hash_what_they_should() -> None:
    challenge = DigestChallenge(realm="r", nonce="n", algorithm="MD5-sess", qop="auth-int")
    one = digest_authorization(
        challenge, method="PUT", uri="/", username="u", password="p", body=b"a", cnonce="c"
    )
    other = digest_authorization(
        challenge, method="PUT", uri="/", username="u", password="p", body=b"b", cnonce="c"
    )
    assert one != other
    assert "qop=auth-int" in one


def test_auth_is_preferred_to_auth_int() -> None:
    found = read_challenges(['Digest realm="r", nonce="n", qop="auth-int,auth"']).digest
    assert found is not None
    assert found.qop == "auth"


@pytest.mark.parametrize(
    "headers",
    [
        ['Basic realm="DVR"', 'Digest realm="DVR", nonce="n", qop="auth"'],
        ['Basic realm="DVR", Digest realm="DVR", nonce="n", qop="auth"'],
        ['Digest realm="DVR",nonce="n",qop="auth", Basic realm="DVR"'],
        [
            'Digest realm="DVR", nonce="n", algorithm=TOKEN',
            'Digest realm="DVR", nonce="n"',
            "Basic",
        ],
    ],
)
def test_several_challenges_are_told_apart_in_any_order(headers: list[str]) -> None:
    found = read_challenges(headers)
    assert found.digest is not None
    assert found.digest.realm == "DVR"
    assert found.digest.nonce == "n"
    assert found.basic


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Digest",
        'Digest realm="r"',
        'Digest nonce="n"',
        'Digest realm="r", nonce=""',
        'Digest realm="r", nonce="n", algorithm=ROT13',
        'Digest realm="r", nonce="n", qop="secret"',
        'realm="nobody"',
        "Negotiate abc==",
    ],
)
def test_what_cannot_be_answered_is_no_challenge(header: str) -> None:
    found = read_challenges([header])
    assert found.digest is None
    assert not found.basic


def test_quotes_are_undone_and_done_again() -> None:
    found = read_challenges([r'Digest realm="a \"b\" \\c", nonce="n", stale=TRUE']).digest
    assert found is not None
    assert found.realm == r"a " '"b"' r" \c"
    assert found.stale
    header = digest_authorization(found, method="GET", uri="/", username='x"y', password="p")
    assert r'realm="a \"b\" \\c"' in header
    assert r'username="x\"y"' in header


def test_basic_is_utf8_in_base64() -> None:
    assert basic_authorization("Aladdin", "open sesame") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
