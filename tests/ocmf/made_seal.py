"""RSA-sealed records of both versions, made by the tests' own code from their description."""

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

AES_KEYS = tuple(bytes([number]) * 16 for number in (1, 2, 3))
NONE, DEFLATE = "2b0601040181aa740101010100", "2b0601040181aa740101010101"


def der(tag, *contents):
    content = b"".join(contents)
    size = len(content)
    length = bytes([size]) if size < 0x80 else b"\x82" + size.to_bytes(2, "big")
    return bytes([tag]) + length + content


def oid(hexadecimal):
    return der(0x06, bytes.fromhex(hexadecimal))


def sealed(data, keys=(), compression=NONE):
    inside = [
        oid("2b0601040181aa74040302"),
        der(0xA0, oid("2a864886f70d010101")),
        der(0xA1, oid(compression)),
        der(0xA2, der(0x02, b"\x08\x00")),
    ]
    if keys:
        inside.append(der(0xA4, der(0x30, *(der(0x04, each) for each in keys))))
    return der(
        0x30,
        oid("2b0601040183d677010102"),
        der(0x02, b"\x02"),
        der(0x60, der(0x30, *inside)),
        der(0x61, der(0x30)),
        der(0x62, der(0x30)),
        der(0x04, data),
    )


def transform(private, block):
    numbers = private.private_numbers()
    modulus = numbers.public_numbers.n
    return pow(int.from_bytes(block, "big"), numbers.d, modulus).to_bytes(256, "big")


def aes(data, key, first):
    encryptor = Cipher(algorithms.AES(key), modes.CBC(bytes([first]) + bytes(15))).encryptor()
    return encryptor.update(data) + encryptor.finalize()


def second_version(private, text):
    mark = bytes.fromhex("3e7ab1705afee421ea4194e4040707ea") + b"nonce678"
    blocks = b"".join(
        mark
        + len(text).to_bytes(4, "big")
        + number.to_bytes(4, "big")
        + text[place : place + 224].ljust(224, b"\x00")
        for number, place in enumerate(range(0, max(len(text), 1), 224))
    )
    data = aes(aes(blocks, AES_KEYS[0], 0), AES_KEYS[1], 0x40)
    data = b"".join(data[place : place + 16] for place in range(len(data) - 16, -16, -16))
    data = b"\x3e\x7a" + aes(data, AES_KEYS[2], 0x80)
    return transform(private, data[:256]) + data[256:]


def first_version(private, text, counter=0xFFFFFFFE):
    header = bytes.fromhex("3e7ab17c5afee410").ljust(247, b"r")
    header += counter.to_bytes(4, "big") + len(text).to_bytes(4, "big")
    places = range(0, len(text) + (not len(text) % 251), 251)
    blocks = [
        ((counter + 1 + number) % 2**32).to_bytes(4, "big") + text[place : place + 251]
        for number, place in enumerate(places)
    ]
    return b"".join(transform(private, each.ljust(255, b"r")) for each in (header, *blocks))
