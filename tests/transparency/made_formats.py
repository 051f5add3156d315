"""Records of the formats beside OCMF, made and signed by the tests' own code and keys.

Nothing here is shared with the readers: layouts are written down a second time, from the
published descriptions.
"""

import base64
import json
import struct

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


class Signer:
    """A meter's key, on the curve its format asks for."""

    def __init__(self, curve):
        self.private_key = ec.generate_private_key(curve)
        self.size = (curve.key_size + 7) // 8
        self.point = self.private_key.public_key().public_bytes(
            Encoding.X962, PublicFormat.UncompressedPoint
        )
        self.compressed = self.private_key.public_key().public_bytes(
            Encoding.X962, PublicFormat.CompressedPoint
        )
        self.bare = self.point[1:]
        self.der = self.private_key.public_key().public_bytes(
            Encoding.DER, PublicFormat.SubjectPublicKeyInfo
        )

    def sign_der(self, message):
        return self.private_key.sign(message, ec.ECDSA(hashes.SHA256()))

    def sign(self, message):
        r, s = decode_dss_signature(self.sign_der(message))
        return r.to_bytes(self.size, "big") + s.to_bytes(self.size, "big")


METER = bytes.fromhex("0901454d480000123456")


def alfen(signer, kind=0, value=111133, page=10, status=0, session=7, seconds=1577957836):
    data = bytes.fromhex("0a0e445a470001ab6abf") + b"v016" + b"\x12\x34"
    data += bytes.fromhex("0a01445a470033009347") + struct.pack("<I", status)
    data += struct.pack("<II", 9081715, seconds) + bytes.fromhex("0100010800ff") + b"\x1e\x00"
    data += struct.pack("<Q", value) + b"045D596A313480".ljust(20, b"\0")
    data += struct.pack("<II", session, page)
    key, block, signature = (
        base64.b32encode(each).decode() for each in (signer.compressed, data, signer.sign(data))
    )
    return f"AP;{kind};3;{key};{block};{signature};".encode()


def block_320(value, page, seconds, contract=b"CARD-1", log=b"\0\5", meter=METER):
    block = meter + struct.pack("<I", seconds) + b"\x08" + struct.pack("<II", 4711, page)
    block += bytes.fromhex("0100011100ff") + b"\x1e\xff" + struct.pack("<Q", value) + log
    block += contract.ljust(128, b"\0") + struct.pack("<I", seconds - 5)
    return block.ljust(320, b"\0")


def edl40_sig(signer, value=314940, page=10, seconds=1_700_000_000, **fields):
    block = block_320(value, page, seconds, **fields)
    parts = {
        "publicKey": signer.bare,
        "meterValueSignature": signer.sign(block) + block[39:41],
        "encodedMeterValue": block,
    }
    inside = "".join(
        f'<{name} encoding="base64">{base64.b64encode(data).decode()}</{name}>'
        for name, data in parts.items()
    )
    return (
        f"<signedMeterValue>{inside}<encodingMethod>EDL</encodingMethod></signedMeterValue>"
    ).encode()


def tlv(value):
    """SML coding: None, bytes, (number, size, signed) or a list of these."""
    if value is None:
        return b"\x01"
    if isinstance(value, bytes):
        length = len(value) + 1
        if length <= 15:
            return bytes((length,)) + value
        length += 1
        return bytes((0x80 | length >> 4, length & 15)) + value
    if isinstance(value, list):
        return bytes((0x70 | len(value),)) + b"".join(tlv(each) for each in value)
    number, size, signed = value
    kind = 0x50 if signed else 0x60
    return bytes((kind | size + 1,)) + number.to_bytes(size, "big", signed=signed)


def u(number, size=4):
    return (number, size, False)


def i(number, size=1):
    return (number, size, True)


def x25(data):
    value = 0xFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0x8408 if value & 1 else 0)
    return value ^ 0xFFFF


def telegram(list_name, entries, signature, sensor_time=None, meter=METER):
    """A telegram with an open, a list and a close message."""
    response = [None, meter, list_name, sensor_time, entries, signature, None]
    messages = b""
    for tag, body in (
        (0x0101, [None, None, b"file", meter, None, None]),
        (0x0701, response),
        (0x0201, [None]),
    ):
        head = b"\x76" + tlv(b"\1\2") + tlv(u(0, 1)) + tlv(u(0, 1))
        messages += head + tlv([u(tag, 2), body]) + tlv(u(0, 2)) + b"\0"
    fill = -len(messages) % 4
    messages = messages.replace(b"\x1b" * 4, b"\x1b" * 8)
    framed = b"\x1b" * 4 + b"\1" * 4 + messages + b"\0" * fill + b"\x1b" * 4 + bytes((0x1A, fill))
    return framed + x25(framed).to_bytes(2, "little")


def local_time(seconds):
    return [u(3, 1), [u(seconds), i(60, 2), i(60, 2)]]


def edl40_telegram(signer, value=314940, page=10, seconds=1_700_000_000, contract=b"CARD-1"):
    """Local time is two hours ahead, and what is signed is local time."""
    block = block_320(value, page, seconds + 7200, contract)
    block = block[:169] + struct.pack("<I", seconds - 5 + 7200) + block[173:]
    entries = [
        [
            bytes.fromhex("0100011100ff"),
            u(0x108),
            local_time(seconds),
            u(30, 1),
            i(-1),
            i(value, 8),
            None,
        ],
        [
            bytes.fromhex("810060080001"),
            None,
            None,
            None,
            None,
            [u(1, 1), [u(1, 1), u(4711)]],
            None,
        ],
        [bytes.fromhex("8180817101ff"), None, None, None, None, u(page), None],
        [bytes.fromhex("8182815401ff"), None, local_time(seconds - 5), None, None, contract, None],
    ]
    return telegram(bytes.fromhex("0100011100ff"), entries, signer.sign(block) + b"\0\5")


def isa_telegram(signer, part=2, begin=1000, end=223294, page=24):
    """``part``: 0 begin, 1 update, 2 end of the transaction."""
    name = bytes.fromhex("81808162") + bytes((part, 0xFF))
    hardware, contract, inner = bytes(range(20)), b"CARD-1", bytes(66)
    energies = [
        (bytes.fromhex("010001080080"), 1_700_000_000, begin),
        (bytes.fromhex("0100010800ff"), 1_700_000_344, end),
    ]
    (begin_name, begin_time, _), (end_name, end_time, _) = energies
    block = METER + struct.pack("<I", end_time) + b"\x18" + end_name + b"\x1e\xff"
    block += struct.pack("<Q", end) + b"\0\7" + inner + contract.ljust(128, b"\0")
    block += struct.pack("<I", begin_time) + hardware + b"\x18" + begin_name + b"\x1e\xff"
    block += struct.pack("<Q", begin) + name + struct.pack("<I", page)
    block = block.ljust(320, b"\0")
    entries = [
        [bytes.fromhex("8182815401ff"), None, local_time(begin_time), None, None, contract, None],
        [begin_name, u(0x18, 8), [u(2, 1), u(begin_time)], u(30, 1), i(-1), i(begin, 8), None],
        [bytes.fromhex("8180c7f040ff"), None, None, None, None, u(page), None],
        [bytes.fromhex("8180816101ff"), None, None, None, None, hardware, None],
        [end_name, u(0x18, 8), [u(2, 1), u(end_time)], u(30, 1), i(-1), i(end, 8), inner],
    ]
    sensor_time = [u(3, 1), [u(end_time - 3600), i(60, 2), i(0, 2)]]
    return telegram(name, entries, signer.sign(block) + b"\0\7", sensor_time)


def mennekes(signer, begin=519116, end=520535, pages=(25, 26), log=8):
    measurements = ""
    for name, value, page, local, text in (
        ("Start", begin, pages[0], 1_536_063_734, "2018-09-04T12:22:14+02:00"),
        ("End", end, pages[1], 1_536_064_005, "2018-09-04T12:26:45+02:00"),
    ):
        block = METER + struct.pack("<I", local) + b"\x08" + struct.pack("<II", 74650, page)
        block += bytes.fromhex("0100011100ff") + b"\x1e\xff" + struct.pack("<Q", value)
        block += struct.pack(">H", log) + bytes.fromhex("874ad0fe").ljust(128, b"\0")
        block += struct.pack("<I", 1_536_063_730)
        signature = signer.sign(block.ljust(320, b"\0")).hex().upper()
        measurements += f"""
  <Measurement{name}>
    <Timestamp>{text}</Timestamp><Signature>{signature}</Signature>
    <EventCounter>{log}</EventCounter><MeterStatus>65800</MeterStatus>
    <Value>{value}</Value><Scaler>-1</Scaler><Pagination>{page}</Pagination>
    <SecondIndex>74650</SecondIndex>
  </Measurement{name}>"""
    return f"""<ChargingProcess>
  <ServerId>{METER.hex().upper()}</ServerId>
  <PublicKey>{signer.bare.hex().upper()}</PublicKey>
  <MeteringPoint>DE*EIC*E1</MeteringPoint>
  <CustomerIdent>874AD0FE</CustomerIdent>
  <TimestampCustomerIdent>2018-09-04T12:22:10+02:00</TimestampCustomerIdent>{measurements}
</ChargingProcess>""".encode()


def pcdf(signer, energy="0003.276", billable=1, over=1, time_valid=1):
    text = (
        f"128.8.0(ST:260501162017)(CT:260501172017)(CD:010000)(TV:{time_valid})(BV:{billable})"
        f"(CSC:1)(SP:{over})(RV:{energy}*kWh)(SI:55*1*959bff1e-7164-4132-b783-4a9feed1bfee)"
        f"(CS:513f627b)(HW:12345678901)(DT:0)(PK:{signer.point.hex()})"
    )
    return f"{text}(SG:{signer.sign_der(text.encode()).hex()})".encode()


def bsm(
    signer, kind=3, charged=0, total=9984, count=4276, epoch=1657267228, event=0, clock_set=3139
):
    numbers = {
        "Typ": (kind, 0, 255),
        "RCR": (charged, 1, 30),
        "TotWhImp": (total, 1, 30),
        "W": (0, 1, 27),
        "MA1": "001BZR1521070006",
        "RCnt": (count, 0, 255),
        "OS": (519243, 0, 7),
        "Epoch": (epoch, 0, 7),
        "TZO": (120, 0, 6),
        "EpochSetCnt": (clock_set, 0, 255),
        "EpochSetOS": (519219, 0, 7),
        "DI": (1, 0, 255),
        "DO": (0, 0, 255),
        "Meta1": "contract-id: rfid:12345678abcdef",
        "Meta2": "evse-id: DE*BDO*E8025334492*2",
        "Meta3": "",
        "Evt": (event, 0, 255),
    }
    message, listed = b"", []
    for name, value in numbers.items():
        if isinstance(value, str):
            message += struct.pack(">I", len(value)) + value.encode()
            measured = {"value": value, "valueType": "String", "valueEncoding": "ISO-8859-1"}
        else:
            raw, scale, unit = value
            message += struct.pack(">IbB", raw & 0xFFFFFFFF, scale, unit)
            measured = {"scale": scale, "unitEncoded": unit, "value": raw}
        listed.append({"measurand": {"name": name}, "measuredValue": measured})
    return {
        "@context": "https://www.chargeit-mobility.com/contexts/bsm-ws36a-json-v1",
        "@id": f"001BZR1521070006-{count}",
        "meterInfo": {"publicKey": signer.der.hex(), "type": "BSM-WS36A"},
        "additionalValues": listed,
        "signature": signer.sign_der(message).hex(),
    }


def chargy(*snapshots):
    return json.dumps(
        {
            "@context": "https://www.chargeit-mobility.com/contexts/charging-station-json-v1",
            "signedMeterValues": list(snapshots),
        },
        indent=1,
    ).encode()
