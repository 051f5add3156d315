"""A tariff text signed as given, from the command line to the record, and back after a kill."""

import json

import pytest

from eichlab.store import Store

TARIFF = "0.30 EUR/kWh <=> as given"


@pytest.mark.parametrize("killed", [False, True])
def test_a_tariff_text_as_given(simulate, eichlab, json_of, tmp_path, killed):
    simulate("em580", "--switch", "ready-s=0.05")
    port, store = tmp_path / "port", tmp_path / "s.sqlite"
    where = (port, "--meter", "em580", "--store", store)
    arguments = ("--raw-tariff", "--tariff", TARIFF, "--id", "04A1B2C3")
    if killed:
        program = eichlab("transact", *where, "--seconds", "60", *arguments)
        program.heard("running")
        program.kill()
        code, found = json_of("recover", *where)
        assert (code, found["open"]) == (0, False)
    else:
        code, found = json_of("transact", *where, "--seconds", "0.3", *arguments)
        assert code == 0
        assert found["verdict"] == "verified"
    with Store.open(store) as opened:
        (transaction,) = opened.transactions()
        (record,) = opened.records(transaction.id)
        assert not opened.foreign_records()
    assert transaction.request.raw_tariff
    assert transaction.verdict == "verified"
    assert json.loads(record.data.split(b"|")[1])["TT"] == TARIFF
    assert transaction.id.encode() not in record.data
