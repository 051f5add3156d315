"""A key beside what was read from the type plate."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from eichlab.ocmf import load_key
from eichlab.texts import Language, say
from eichlab.transparency import PlateOutcome, compare_with_plate, find_by_plate, groups_of_four


def made(curve=None):
    public = ec.generate_private_key(curve or ec.SECP256R1()).public_key()
    return load_key(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


@pytest.fixture(scope="module")
def key():
    return made()


@pytest.fixture(scope="module")
def ring(key):
    return [made(), made(ec.SECP384R1()), key, made(ec.SECP192R1()), made(ec.BrainpoolP256R1())]


def compressed(key):
    return bytes([2 + (key.point[-1] & 1)]) + key.point[1:33]


SPELLINGS = {
    "der hex": lambda key: key.der.hex(),
    "point hex": lambda key: key.point.hex().upper(),
    "x y hex": lambda key: key.point[1:].hex(),
    "der base64": lambda key: base64.b64encode(key.der).decode(),
    "compressed hex": lambda key: compressed(key).hex().upper(),
    "compressed base32": lambda key: base64.b32encode(compressed(key)).decode(),
    "url-safe base64": lambda key: base64.urlsafe_b64encode(key.point).decode(),
}


@pytest.mark.parametrize("spell", SPELLINGS.values(), ids=SPELLINGS)
class TestSpellings:
    @pytest.mark.parametrize("between", ["", " ", "\n", "  "])
    def test_whole(self, key, ring, spell, between):
        text = between.join(groups_of_four(spell(key)))
        comparison = compare_with_plate(text, key)
        assert comparison.outcome is PlateOutcome.MATCHES
        assert "".join(comparison.expected) == "".join(comparison.read)
        assert all(len(group) <= 4 for group in comparison.expected)
        assert find_by_plate(text, ring) == (key,)
        for other in ring:
            if other is not key:
                assert compare_with_plate(text, other).outcome is not PlateOutcome.MATCHES

    def test_first_and_last_group_find(self, key, ring, spell):
        text = spell(key).rstrip("=")
        for omission in ("…", " ... ", " .. ", "****"):
            typed = f"{text[:4]}{omission}{text[-8:]}"
            assert find_by_plate(typed, ring) == (key,)
            assert compare_with_plate(typed, key).outcome is PlateOutcome.FOUND

    def test_any_changed_sign_is_no_match(self, key, spell):
        text = spell(key).rstrip("=")
        for place in range(len(text)):
            changed = text[:place] + ("A" if text[place] not in "Aa" else "C") + text[place + 1 :]
            comparison = compare_with_plate(changed, key)
            if place == len(text) - 1 and comparison.outcome is PlateOutcome.MATCHES:
                # The last sign of base64 has bits that stand for nothing.
                assert load_key(changed).der == key.der
                continue
            assert comparison.outcome is PlateOutcome.DIFFERS
            assert comparison.first_difference == place // 4

    def test_cut_off_or_longer_is_no_match(self, key, spell):
        text = spell(key).rstrip("=")
        assert compare_with_plate(text[:-1], key).outcome is not PlateOutcome.MATCHES
        assert compare_with_plate(text[:8], key).outcome is PlateOutcome.FOUND
        longer = compare_with_plate(text + "AAAA", key)
        assert longer.outcome is PlateOutcome.DIFFERS
        assert longer.first_difference == len(text) // 4


def test_what_looks_alike_is_pointed_out():
    key = made()
    while "0" not in (text := key.point.hex().upper())[8:40] or "8" not in text[8:40]:
        key = made()
    zero, eight = text.index("0", 8), text.index("8", 8)
    slipped = list(text)
    slipped[zero], slipped[eight] = "O", "B"
    comparison = compare_with_plate("".join(slipped), key)
    assert comparison.outcome is PlateOutcome.DIFFERS
    assert comparison.first_difference == min(zero, eight) // 4
    assert {(each.group, each.read, each.printed) for each in comparison.slips} == {
        (zero // 4, "O", "0"),
        (eight // 4, "B", "8"),
    }
    assert find_by_plate("".join(slipped), [made(), key]) == (key,)
    for language in Language:
        said = say(comparison.message, language)
        assert f"SHA-256 {key.fingerprint}" in said
        assert comparison.expected[comparison.first_difference] in said
        assert all("O" in say(each, language) or "B" in say(each, language)
                   for each in comparison.hints)  # fmt: skip


def test_a_prefix_inside_a_key_is_part_of_it():
    key = made()
    while "0x" not in (text := base64.b64encode(key.der).decode()):
        key = made()
    comparison = compare_with_plate(text, key)
    assert comparison.outcome is PlateOutcome.MATCHES
    assert comparison.read == comparison.expected


def test_scanned(key):
    text = base64.b64encode(key.der).decode()
    pem = f"-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----"
    for text in (
        pem,
        f"https://maker.example/plate?sn=1&key={key.point.hex()}",
        f"oca:base16:asn1:{key.der.hex()}",
        "0x" + key.der.hex(),
        key.point.hex(":"),
    ):
        assert compare_with_plate(text, key).outcome is PlateOutcome.MATCHES
        assert compare_with_plate(text, made()).outcome is not PlateOutcome.MATCHES
        assert find_by_plate(text, [made(), key]) == (key,)


@pytest.mark.parametrize("text", ["", " ", "…", "04", "A", "ü", "{}", "\ud800", "x" * 10_000])
def test_too_little(key, text):
    comparison = compare_with_plate(text, key)
    assert comparison.outcome in {PlateOutcome.SHORT, PlateOutcome.DIFFERS}
    assert find_by_plate(text, [key]) == ()
    for language in Language:
        assert say(comparison.message, language)


@given(st.text(max_size=200))
def test_no_text_breaks_it(key, text):
    comparison = compare_with_plate(text, key)
    assert comparison.outcome is not PlateOutcome.MATCHES
    find_by_plate(text, [key])
    say(comparison.message).encode()
