import stat

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eichlab.store import RescueFolder, Store
from eichlab.values import KeyOrigin, SignedRecord, StoreError, TransactionRequest

RECORD = SignedRecord(
    b'OCMF|{"FV":"1.0","RD":[]}|{"SD":"3045"}',
    public_key=b"\x04\x01\x02",
    key_origin=KeyOrigin.METER,
    source="/dev/ttyUSB0",
    place="end",
    transaction_id="t-1",
    context="Transaction.End",
    simulated=True,
)


def test_record_comes_back_as_it_was(store):
    store.begin("em580", "BX1", TransactionRequest(transaction_id="t-1"))
    assert store.add_record(RECORD, meter="em580", serial="BX1") == RECORD.sha256
    assert store.records("t-1") == (RECORD,)
    assert store.records() == (RECORD,)
    assert store.records("t-2") == ()
    assert store.foreign_records() == ()


def test_foreign_records_are_those_no_entry_knows(store):
    nobodys = SignedRecord(b"OCMF|{}|{}")
    strangers = SignedRecord(b"OCMF|{}|{1}", transaction_id="not ours")
    for record in (nobodys, strangers):
        store.add_record(record, meter="em580", serial="BX1")
    assert store.foreign_records() == (nobodys, strangers)


@settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    added=st.lists(
        st.tuples(
            st.sampled_from([None, "a", "b"]), st.sampled_from([b"", b"\x00", b"x", b"\xff\x00"])
        ),
        max_size=12,
    )
)
def test_nothing_is_doubled_and_nothing_lost(tmp_path_factory, added):
    path = tmp_path_factory.mktemp("records") / "eichlab.sqlite"
    with Store.open(path) as store:
        for transaction_id, data in added:
            record = SignedRecord(data, transaction_id=transaction_id)
            assert store.add_record(record, meter="m", serial="s") == record.sha256
        kept = [(each.transaction_id, each.data) for each in store.records()]
        assert kept == list(dict.fromkeys(added))
        assert store.check().ok
        assert store.check().count == len(kept)


def test_name_of_a_file_that_is_no_text_is_kept_readable(store):
    store.add_record(SignedRecord(b"x", source="/tmp/\udcff.ocmf"), meter="m", serial="s")
    assert store.records()[0].source == r"/tmp/\udcff.ocmf"


def test_rescue_copy_is_the_exact_bytes(store, path):
    file = store.rescue(RECORD)
    assert file.parent == path.parent / "rescue"
    assert file.read_bytes() == RECORD.data
    assert file.name == f"t-1-{RECORD.sha256[:12]}.ocmf"
    assert store.rescue(RECORD) == file
    assert [each.name for each in file.parent.iterdir()] == [file.name]


def test_rescue_never_overwrites(tmp_path):
    folder = RescueFolder(tmp_path)
    name = f"t-1-{RECORD.sha256[:12]}.ocmf"
    (tmp_path / name).write_bytes(b"torn")
    file = folder.keep(RECORD)
    assert file.name == f"t-1-{RECORD.sha256[:12]}-2.ocmf"
    assert (tmp_path / name).read_bytes() == b"torn"
    assert folder.keep(RECORD) == file


@pytest.mark.parametrize("hostile", ["../../etc/passwd", "/abs", "..", "a\x00b", "x" * 300, ""])
def test_rescue_stays_in_its_folder(tmp_path, hostile):
    file = RescueFolder(tmp_path / "rescue").keep(SignedRecord(b"x", transaction_id=hostile))
    assert file.parent == tmp_path / "rescue"
    assert file.read_bytes() == b"x"
    assert stat.S_ISREG(file.lstat().st_mode)


def test_rescue_folder_that_cannot_be(tmp_path):
    (tmp_path / "rescue").write_text("a file")
    with pytest.raises(StoreError) as caught:
        RescueFolder(tmp_path / "rescue")
    assert caught.value.message.code == "store.rescue-failed"


def test_rescue_folder_that_vanished_is_named(tmp_path):
    gone = tmp_path / "gone"
    folder = RescueFolder(gone)
    gone.rmdir()
    with pytest.raises(StoreError) as caught:
        folder.keep(RECORD)
    assert caught.value.message.code == "store.rescue-failed"
    assert caught.value.message.parameters["rescue"] == str(gone)


def test_records_are_found_by_their_bytes(store):
    for transaction_id, data in (("a", b"one"), (None, b"one"), ("b", b"two")):
        record = SignedRecord(data, transaction_id=transaction_id)
        store.add_record(record, meter="em580", serial="BX1")
    wanted = SignedRecord(b"one").sha256
    assert [each.transaction_id for each in store.records_with(wanted)] == ["a", None]
    assert store.records_with("0" * 64) == ()


def test_an_id_that_stands_in_two_meters_is_each_ones_own(store):
    for serial, data in (("A", b"of A"), ("B", b"of B")):
        record = SignedRecord(data, transaction_id="1")
        store.add_record(record, meter="meter " + serial, serial=serial)

    def found(serial=None):
        return [each.data for each in store.records("1", serial=serial)]

    assert (found("A"), found("B"), found("C")) == ([b"of A"], [b"of B"], [])
    assert found() == [b"of A", b"of B"], "the journal knows neither"
    request = TransactionRequest(transaction_id="1")
    store.begin(meter="meter A", serial="A", request=request, simulated=False)
    assert found() == [b"of A"]
    assert [each.data for each in store.foreign_records()] == [b"of B"]
