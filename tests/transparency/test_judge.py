"""Verdicts at both levels: signature before key before plausibility; who is trusted and why."""

import json
import pickle
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from eichlab.resources import resource
from eichlab.texts import Language, say
from eichlab.transparency import (
    UnusableKeyError,
    as_json,
    headline,
    judge,
    load_key,
    read_file,
    remarks,
    statements,
)
from eichlab.values import (
    KeyOrigin,
    KeyState,
    KnownKey,
    Reason,
    SignatureState,
    SignedRecord,
    VerdictWord,
)

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def known(meter, name="M-1", **changes):
    fields = {
        "meter": name,
        "key": meter.key.der,
        "fingerprint": meter.key.fingerprint,
        "origin": KeyOrigin.PLATE,
        "first_seen": NOW,
        "confirmed_by": "Inspector",
        "confirmed_at": NOW,
    }
    return KnownKey(**(fields | changes))


def word(verdict):
    return verdict.word, verdict.reason


def test_published_record_of_an_em580():
    record = SignedRecord(resource("samples", "em580.ocmf").read_bytes(), source="em580.ocmf")
    key = resource("samples", "em580.key").read_bytes()
    judgement = judge([record], entered_key=key)
    (verdict,), (transaction,) = judgement.records, judgement.transactions
    assert word(verdict) == word(transaction) == (VerdictWord.VERIFIED, None)
    assert verdict.signature is SignatureState.VALID
    assert verdict.key.state is KeyState.CONFIRMED
    assert verdict.key.origin is KeyOrigin.ENTERED
    assert transaction.energy_kwh == Decimal("0.006")
    assert transaction.energy_basis == "1-b:1.8.0"
    assert transaction.duration_s == 1274
    assert transaction.id == "6f1d2c3b-4a59-4687-9a0b-1c2d3e4f5061"
    assert transaction.meter == "KZ0000000017D"
    assert verdict.identification.user == "Un1 (id) */+-_.[]{}$%^&=;',!?"
    assert verdict.transaction == 0
    assert not verdict.simulated


def test_samples():
    words = {
        name: [each.word for each in judge(read_file(resource("samples", name)).records).records]
        for name in ("em580.xml", "em580-altered.xml", "em580.ocmf")
    }
    assert words == {
        "em580.xml": [VerdictWord.UNCONFIRMED],
        "em580-altered.xml": [VerdictWord.REJECTED],
        "em580.ocmf": [VerdictWord.UNREADABLE],
    }


def test_key_that_came_with_the_data_never_verifies(meter):
    verdict = judge([meter.record()]).records[0]
    assert word(verdict) == (VerdictWord.UNCONFIRMED, Reason.KEY)
    assert verdict.key.state is KeyState.UNCONFIRMED
    assert verdict.key.origin is KeyOrigin.FILE
    assert verdict.key.fingerprint == meter.key.fingerprint
    trusting = judge([meter.record()], trust_file_keys=True).records[0]
    assert word(trusting) == (VerdictWord.VERIFIED, None)
    assert trusting.key.origin is KeyOrigin.FILE


@pytest.mark.parametrize("name", ["G-1", "M-1", "DE*EIC*E1"])
def test_known_key_is_found_by_gateway_meter_or_charge_point(meter, name):
    verdict = judge([meter.record()], known_keys=[known(meter, name)]).records[0]
    assert word(verdict) == (VerdictWord.VERIFIED, None)
    assert (verdict.key.origin, verdict.key.confirmed_by) == (KeyOrigin.PLATE, "Inspector")


def test_known_key_of_another_meter_does_not_matter(meter):
    verdict = judge([meter.record()], known_keys=[known(meter, "M-2")]).records[0]
    assert word(verdict) == (VerdictWord.UNCONFIRMED, Reason.KEY)


def test_all_keys_of_a_station_are_tried(meter, other_meter):
    keys = [known(other_meter), known(other_meter, "G-1"), known(meter)]
    assert judge([meter.record()], known_keys=keys).records[0].word is VerdictWord.VERIFIED


def test_signed_by_another_than_the_confirmed_key(meter, other_meter):
    judgement = judge([meter.record()], known_keys=[known(other_meter)])
    verdict = judgement.records[0]
    assert word(verdict) == (VerdictWord.REJECTED, Reason.KEY)
    assert verdict.signature is SignatureState.VALID
    assert verdict.key.state is KeyState.MISMATCH
    assert verdict.key.fingerprint == meter.key.fingerprint
    assert verdict.key.expected == other_meter.key.fingerprint
    assert judgement.transactions[0].energy_kwh is None
    # Trust in what comes along never outweighs what is known.
    trusting = judge([meter.record()], known_keys=[known(other_meter)], trust_file_keys=True)
    assert word(trusting.records[0]) == (VerdictWord.REJECTED, Reason.KEY)


def test_entered_key(meter, other_meter):
    assert judge([meter.record()], entered_key=meter.key.point).records[0].word is (
        VerdictWord.VERIFIED
    )
    other = judge([meter.record()], entered_key=other_meter.key.der).records[0]
    assert word(other) == (VerdictWord.REJECTED, Reason.KEY)
    with pytest.raises(UnusableKeyError):
        judge([meter.record()], entered_key=b"no key")


def test_an_entered_key_that_lies_on_several_curves(meter):
    """A compressed point of 256 bits may: the record says which curve it means."""

    def compressed(signer):
        public = signer.private_key.public_key()
        return public.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)

    def fits_several(point):
        try:
            load_key(point)
        except UnusableKeyError as error:
            return error.message.code == "key.ambiguous"
        return False

    signer = meter
    while not fits_several(compressed(signer)):
        signer = type(meter)()
    record = SignedRecord(signer.text())
    for spelled in (compressed(signer), compressed(signer).hex().encode()):
        assert judge([record], entered_key=spelled).records[0].word is VerdictWord.VERIFIED
    # From a label that names none of these curves no key follows; nothing breaks.
    record = SignedRecord(signer.text().replace(b"secp256r1", b"secp384r1"))
    (verdict,) = judge([record], entered_key=compressed(signer)).records
    assert word(verdict) == (VerdictWord.UNREADABLE, Reason.NO_KEY)


def rules(verdict):
    return {each.rule for each in verdict.findings if each.rule.startswith("KEY.")}


def test_a_changed_key_is_warned_of(meter, other_meter):
    file_key = known(other_meter, origin=KeyOrigin.FILE, confirmed_by=None, confirmed_at=None)
    record = meter.record()
    assert rules(judge([record]).records[0]) == set()
    assert rules(judge([record], known_keys=[known(meter)]).records[0]) == set()
    # Known from a file only: nothing is confirmed, but another key came before.
    verdict = judge([record], known_keys=[file_key]).records[0]
    assert (verdict.word, rules(verdict)) == (VerdictWord.UNCONFIRMED, {"KEY.changed"})
    both = judge([record], known_keys=[known(meter), known(other_meter, "G-1")]).records[0]
    assert (both.word, rules(both)) == (VerdictWord.VERIFIED, {"KEY.changed"})
    # A meter that was exchanged, with its time, is no alarm; nor is a simulated key.
    ended = known(other_meter, valid_to=datetime(2026, 2, 1, tzinfo=UTC))
    simulated = known(other_meter, simulated=True)
    verdict = judge([record], known_keys=[known(meter), ended, simulated]).records[0]
    assert (verdict.word, rules(verdict)) == (VerdictWord.VERIFIED, set())


def test_a_shared_key_is_warned_of(meter):
    keys = [known(meter), known(meter, "OTHER-7")]
    judgement = judge([meter.record()], known_keys=keys)
    (found,) = [each for each in judgement.records[0].findings if each.rule == "KEY.shared"]
    assert found.parameters["meter"] == "OTHER-7"
    assert judgement.records[0].word is VerdictWord.VERIFIED
    # The same device under its other names.
    keys = [known(meter), known(meter, "G-1"), known(meter, "DE*EIC*E1")]
    assert rules(judge([meter.record()], known_keys=keys).records[0]) == set()


def test_keys_that_differ_within_a_transaction(meter, other_meter, begin, end):
    records = [
        meter.record([begin], PG="T1", transaction_id="tx"),
        other_meter.record([end], PG="T2", transaction_id="tx"),
    ]
    (transaction,) = judge(records, trust_file_keys=True).transactions
    assert "KEY.differs" in rules(transaction)
    records[1] = meter.record([end], PG="T2", transaction_id="tx")
    (transaction,) = judge(records, trust_file_keys=True).transactions
    assert rules(transaction) == set()


def test_time_of_validity(meter):
    begun = datetime(2026, 3, 1, 9, tzinfo=UTC)
    day = timedelta(days=1)
    for changes, expected in (
        ({"valid_from": begun - day}, VerdictWord.VERIFIED),
        ({"valid_from": begun + day}, VerdictWord.UNCONFIRMED),
        ({"valid_to": begun - day}, VerdictWord.UNCONFIRMED),
        ({"valid_from": begun - day, "valid_to": begun + day}, VerdictWord.VERIFIED),
    ):
        verdict = judge([meter.record()], known_keys=[known(meter, **changes)]).records[0]
        assert verdict.word is expected


def test_simulated_keys_confirm_only_the_transaction_that_was_run(meter):
    keys = [known(meter, simulated=True, origin=KeyOrigin.METER)]
    record = meter.record(MM="EM580 SIMULATION")
    assert judge([record], known_keys=keys).records[0].word is VerdictWord.UNCONFIRMED
    judgement = judge([record], known_keys=keys, own_transaction=True)
    assert judgement.records[0].word is VerdictWord.VERIFIED
    assert judgement.records[0].simulated
    assert judgement.transactions[0].simulated
    own = SignedRecord(
        record.data, public_key=meter.key.der, key_origin=KeyOrigin.METER, simulated=True
    )
    assert judge([own]).records[0].word is VerdictWord.UNCONFIRMED
    assert judge([own], own_transaction=True).records[0].word is VerdictWord.VERIFIED


def test_key_read_over_the_line_is_confirmed(meter):
    record = SignedRecord(meter.text(), public_key=meter.key.der, key_origin=KeyOrigin.METER)
    verdict = judge([record]).records[0]
    assert (verdict.word, verdict.key.origin) == (VerdictWord.VERIFIED, KeyOrigin.METER)


def test_ring_entry_that_came_from_a_file_confirms_nothing(meter):
    keys = [known(meter, origin=KeyOrigin.FILE)]
    record = SignedRecord(meter.text())
    verdict = judge([record], known_keys=keys).records[0]
    assert word(verdict) == (VerdictWord.UNCONFIRMED, Reason.KEY)


def test_changed_content_is_rejected_for_its_signature(meter):
    record = meter.record()
    changed = SignedRecord(record.data.replace(b"120.75", b"121.75"), public_key=meter.key.der)
    judgement = judge([changed], known_keys=[known(meter)])
    assert word(judgement.records[0]) == (VerdictWord.REJECTED, Reason.SIGNATURE)
    transaction = judgement.transactions[0]
    assert word(transaction) == (VerdictWord.REJECTED, Reason.SIGNATURE)
    assert transaction.energy_kwh is None
    assert transaction.duration_s is None
    assert transaction.usable.energy is False
    # What it states is still shown.
    assert transaction.end.value == "121.75"
    assert transaction.registers[0].difference == Decimal("21.25")


def test_signature_comes_before_plausibility(meter, begin):
    record = meter.record([begin, begin | {"TX": "E", "ST": "M"}])
    changed = SignedRecord(record.data.replace(b"100.5", b"101.5"), public_key=meter.key.der)
    assert word(judge([changed]).transactions[0]) == (VerdictWord.REJECTED, Reason.SIGNATURE)


def test_no_key(meter):
    judgement = judge([SignedRecord(meter.text())])
    assert word(judgement.records[0]) == (VerdictWord.UNREADABLE, Reason.NO_KEY)
    assert judgement.records[0].key.state is KeyState.MISSING
    assert judgement.transactions[0].energy_kwh is None
    assert judgement.transactions[0].usable.energy is None


def test_unusable_key_is_no_key(meter):
    verdict = judge([SignedRecord(meter.text(), public_key=b"rubbish")]).records[0]
    assert word(verdict) == (VerdictWord.UNREADABLE, Reason.NO_KEY)
    assert "R17.key-unusable" in {each.rule for each in verdict.findings}


def test_unsupported_method(meter):
    text = meter.text().replace(b"ECDSA-secp256r1-SHA256", b"RSA-2048-SHA256")
    verdict = judge([SignedRecord(text, public_key=meter.key.der)]).records[0]
    assert word(verdict) == (VerdictWord.UNREADABLE, Reason.UNSUPPORTED)


def test_no_record_at_all():
    judgement = judge([SignedRecord(b"hello", public_key=b"00")])
    assert word(judgement.records[0]) == (VerdictWord.UNREADABLE, Reason.FORMAT)
    assert judgement.records[0].transaction is None
    assert judgement.transactions == ()


def test_record_without_readable_signature(meter):
    payload = meter.text().split(b"|")[1]
    judgement = judge([SignedRecord(b"OCMF|" + payload + b"|{}", public_key=meter.key.der)])
    assert word(judgement.records[0]) == (VerdictWord.UNREADABLE, Reason.FORMAT)
    assert judgement.records[0].signature is SignatureState.UNREADABLE
    assert judgement.transactions[0].usable.energy is None


def test_record_alone_takes_over_the_verdict_of_its_transaction(meter, begin, end):
    record = meter.record([begin, end | {"ST": "M"}])
    judgement = judge([record], entered_key=meter.key.der)
    assert word(judgement.records[0]) == (VerdictWord.REJECTED, Reason.PLAUSIBILITY)
    assert judgement.records[0].signature is SignatureState.VALID


def test_records_of_a_pair_keep_their_own_verdict(meter, begin, end):
    records = [
        meter.record([begin], transaction_id="1"),
        meter.record([end | {"ST": "M"}], transaction_id="1"),
    ]
    judgement = judge(records, entered_key=meter.key.der)
    assert [each.word for each in judgement.records] == [VerdictWord.VERIFIED] * 2
    assert word(judgement.transactions[0]) == (VerdictWord.REJECTED, Reason.PLAUSIBILITY)
    assert judgement.transactions[0].records == (0, 1)


def test_the_worst_record_decides_for_the_transaction(meter, begin, end):
    good = meter.record([begin], transaction_id="1")
    changed = SignedRecord(
        meter.text([end]).replace(b"120.75", b"999.75"),
        public_key=meter.key.der,
        transaction_id="1",
        source="file",
    )
    judgement = judge([good, changed], entered_key=meter.key.der)
    assert [each.word for each in judgement.records] == [
        VerdictWord.VERIFIED,
        VerdictWord.REJECTED,
    ]
    assert word(judgement.transactions[0]) == (VerdictWord.REJECTED, Reason.SIGNATURE)


# Joining


def joined(records):
    return [(each.id, each.records) for each in judge(records).transactions]


def test_joined_by_the_id_of_the_document(meter, begin, end):
    records = [
        meter.record([begin], transaction_id="1"),
        meter.record([begin], transaction_id="2"),
        meter.record([end], transaction_id="1"),
        meter.record([end], transaction_id="2"),
    ]
    assert joined(records) == [("1", (0, 2)), ("2", (1, 3))]


def test_short_ids_are_unique_in_their_file_only(meter, begin, end):
    def both(identity):
        return [
            meter.record([begin], transaction_id=identity, source="a"),
            meter.record([end], transaction_id=identity, source="b"),
        ]

    assert [each[1] for each in joined(both("1"))] == [(0,), (1,)]
    uuid = "12345678-1234-5678-1234-567812345678"
    assert joined(both(uuid)) == [(uuid, (0, 1))]


def test_joined_by_the_id_in_the_tariff_text(meter, begin, end):
    records = [
        meter.record([begin], TT="0.39 EUR/kWh<=>abc"),
        meter.record([begin]),
        meter.record([end], TT="0.39 EUR/kWh <=> abc"),
    ]
    assert joined(records) == [("abc", (0, 2)), (None, (1,))]


def test_joined_where_begin_and_end_of_a_meter_follow_each_other(meter, begin, end):
    between = begin | {"TX": "C"}
    records = [
        meter.record([begin], PG="T1"),
        meter.record([between], PG="T2"),
        meter.record([end], PG="T3"),
        meter.record([begin], PG="T4"),
        meter.record([end], MS="M-2", PG="T5"),
        meter.record([end], PG="T6"),
    ]
    assert joined(records) == [(None, (0, 1, 2)), (None, (3,)), (None, (4,)), (None, (5,))]


def test_joined_by_numbers_that_follow_each_other_across_files(meter, other_meter, begin, end):
    between = begin | {"TX": "C"}
    files = {
        "a-end-of-1": ([end], "T3"),
        "b-begin-of-4": ([begin], "T4"),
        "c-between-of-1": ([between], "T2"),
        "d-begin-of-1": ([begin], "T1"),
        "e-fiscal": ([end], "F5"),
        "f-end-of-4": ([end], "T6"),
    }
    records = [
        meter.record(readings, PG=page, source=name) for name, (readings, page) in files.items()
    ]
    # T5 is missing, and other counts and other meters never fit.
    records.append(other_meter.record([end], MS="M-2", PG="T5", source="g"))
    assert joined(records) == [
        (None, (3, 2, 0)),
        (None, (1,)),
        (None, (4,)),
        (None, (5,)),
        (None, (6,)),
    ]


def test_a_session_of_two_files_is_judged_as_one(meter, begin, end):
    one = meter.record([begin], PG="T7", source="begin.xml")
    other = meter.record([end], PG="T8", source="end.xml")
    for records in ([one, other], [other, one]):
        (transaction,) = judge(records, entered_key=meter.key.der).transactions
        assert word(transaction) == (VerdictWord.VERIFIED, None)
        assert (transaction.energy_kwh, transaction.usable.complete) == (Decimal("20.25"), True)
    # Each by itself is a half.
    for record in (one, other):
        (transaction,) = judge([record], entered_key=meter.key.der).transactions
        assert (transaction.energy_kwh, transaction.usable.complete) == (None, False)
    # Two ends cannot both be the end.
    twice = meter.record([end | {"RV": 130}], PG="T8", source="forged.xml")
    transactions = judge([one, other, twice], entered_key=meter.key.der).transactions
    assert [each.records for each in transactions] == [(0, 1), (2,)]
    assert "R9.repeated-number" in {each.rule for each in transactions[1].findings}


def test_whole_transactions_under_one_id_stay_apart(meter, begin, end):
    records = [
        meter.record(transaction_id="1", PG="T1"),
        meter.record(transaction_id="1", PG="T2"),
    ]
    assert joined(records) == [("1", (0,)), ("1", (1,))]
    repeated = [
        meter.record([begin], transaction_id="1", PG="T1"),
        meter.record(transaction_id="1", PG="T2"),
    ]
    judgement = judge(repeated)
    assert judgement.transactions[0].records == (0, 1)
    assert {each.rule for each in judgement.transactions[0].findings} == {"R8.repeated"}


# Words

FLAGGED = (
    "Der Zähler kennzeichnet die Energie als fehlerhaft (EF E).",
    "The meter flags the energy as erroneous (EF E).",
)


def test_headlines_in_both_languages(meter, begin, end):
    confirmed = {"entered_key": meter.key.der}
    cases = [
        (
            judge([meter.record()], **confirmed),
            "Echt und unverändert – mit bestätigtem Schlüssel geprüft",
            "Authentic and unaltered – checked with a confirmed key",
        ),
        (
            judge([meter.record([begin])], **confirmed),
            "Echt und unverändert – Hinweise beachten",
            "Authentic and unaltered – see remarks",
        ),
        (
            judge([meter.record()]),
            "Signatur passt – Herkunft des Schlüssels nicht bestätigt",
            "Signature fits – origin of the key not confirmed",
        ),
        (
            judge([meter.record([begin, end | {"EF": "E"}])], **confirmed),
            f"Signatur gültig – Inhalt so nicht abrechenbar: {FLAGGED[0]}",
            f"Signature valid – content not billable as it stands: {FLAGGED[1]}",
        ),
        (
            judge([SignedRecord(meter.text())]),
            "Nicht prüfbar – öffentlicher Schlüssel fehlt",
            "Cannot be checked – public key missing",
        ),
    ]
    for judgement, german, english in cases:
        transaction = judgement.transactions[0]
        for said in (headline(transaction), headline(judgement.records[0], transaction)):
            assert (say(said, Language.DE), say(said, Language.EN)) == (german, english)


def test_remarks(meter, begin, end):
    def said(transaction):
        return [say(each) for each in remarks(transaction)]

    assert said(meter.judge()) == []
    assert said(meter.judge(begin)) == ["Begin reading only – energy cannot be determined"]
    assert said(meter.judge(begin, end | {"EF": "t"})) == ["Energy usable, duration not"]
    informative = end | {"TM": end["TM"][:-1] + "I"}
    assert said(meter.judge(begin, informative)) == ["Time of day informative only"]
    assert said(meter.judge(IL="MISMATCH")) == ["User assignment not confirmed; reading unaffected"]
    changed = SignedRecord(meter.text().replace(b"120.75", b"121.75"), public_key=meter.key.der)
    assert said(judge([changed]).transactions[0]) == ["Values as stated, not confirmed"]


def test_statements_are_said_completely(meter, other_meter, begin):
    records = [
        meter.record(),
        SignedRecord(meter.text()),
        SignedRecord(b"nothing"),
        SignedRecord(meter.text().replace(b"120.75", b"121.75"), public_key=meter.key.der),
        meter.record([begin]),
    ]
    for keys in ([], [known(meter)], [known(other_meter)], [known(meter, confirmed_by=None)]):
        judgement = judge(records, known_keys=keys)
        for verdict in judgement.records:
            transaction = (
                None if verdict.transaction is None else judgement.transactions[verdict.transaction]
            )
            said = statements(verdict, transaction)
            for each in (said.signature, said.key, said.plausibility, headline(verdict)):
                for language in Language:
                    text = say(each, language)
                    assert "?" not in text
                    assert "(" not in text[:1]
                    assert not text.startswith(("statement.", "verdict."))


def test_judgements_can_be_sent_to_another_process(meter, begin, end):
    judgement = judge([meter.record(), meter.record([begin, end | {"ST": "M"}]), SignedRecord(b"")])
    assert pickle.loads(pickle.dumps(judgement)) == judgement


PROGRAM_KEYS = {
    "program",
    "version",
    "profile",
    "records",
    "transactions",
    "skipped",
    "summary",
}
RECORD_KEYS = [
    "source",
    "place",
    "format",
    "verdict",
    "reason",
    "signature",
    "algorithm",
    "key",
    "findings",
    "meter",
    "transaction",
    "readings",
    "text_sha256",
    "simulated",
]
TRANSACTION_KEYS = [
    "id",
    "meter",
    "records",
    "verdict",
    "reason",
    "usable",
    "findings",
    "begin",
    "end",
    "energy_kwh",
    "energy_basis",
    "registers",
    "duration_s",
]


def test_judgement_as_json(meter, begin, end):
    records = [meter.record(), meter.record([begin | {"ST": "M"}]), SignedRecord(b"x")]
    data = json.loads(json.dumps(as_json(judge(records), say)))
    assert set(data) >= PROGRAM_KEYS
    for record in data["records"]:
        assert set(RECORD_KEYS) <= set(record)
        assert {"state", "origin", "fingerprint", "expected"} <= set(record["key"])
    for transaction in data["transactions"]:
        assert set(TRANSACTION_KEYS) <= set(transaction)
    assert data["records"][0]["readings"][0] == {
        "time": "2026-03-01T10:00:00,000+0100",
        "time_status": "S",
        "tx": "B",
        "value": "100.5",
        "unit": "kWh",
        "obis": "01-00:B3.08.00*FF",
        "status": "G",
        "error_flags": "",
    }
    first, second = data["transactions"]
    assert first["energy_kwh"] == "20.25"
    assert first["duration_s"] == "3600.5"
    assert second["findings"][-1]["severity"] in {"error", "warning"}
    assert set(second["findings"][0]) >= {"rule", "severity", "text", "source"}
    assert data["summary"]["records"] == {
        "verified": 0,
        "unconfirmed": 1,
        "rejected": 1,
        "unreadable": 1,
    }
