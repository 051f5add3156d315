"""The profile ``safe`` beside what the S.A.F.E. software itself said; differences by rule.

``python tests/transparency/test_safe_profile.py`` prints the table.
"""

import json
import os
import sys
from pathlib import Path

import pytest

from eichlab.transparency import judge, read_file
from eichlab.values import DocumentError, Reason, Severity, VerdictWord

SHARED = Path(os.environ.get("EICHLAB_SHARED", Path(__file__).parents[3] / "shared"))
VECTORS = SHARED / "vectors"
PASSED = {VerdictWord.VERIFIED, VerdictWord.UNCONFIRMED}

pytestmark = pytest.mark.skipif(
    not VECTORS.is_dir(), reason=f"no test data in {VECTORS} (EICHLAB_SHARED says where it lies)"
)


def answers():
    """What the software said of each file: (path, entry)."""
    for folder, name, key in (
        ("safe", "safe_verdicts.json", "files"),
        ("probes", "safe_says.json", "probes"),
    ):
        path = VECTORS / folder / name
        if path.is_file():
            for entry in json.loads(path.read_text(encoding="utf-8"))[key]:
                yield VECTORS / folder / entry["file"], entry


def rows():
    """(file, what, software, profile safe, profile eichlab, rules that make the difference)."""
    for path, entry in answers():
        if entry["load"] != "ok":
            continue
        try:
            records = read_file(path).records
        except DocumentError as error:
            for value in entry["values"]:
                said = value["verify"]["verdict"]
                yield (
                    path.name,
                    f"value {value['index']}",
                    said,
                    "unreadable",
                    "unreadable",
                    [error.message.code],
                )
            continue
        safe, own = judge(records, profile="safe"), judge(records)
        by_place = {each.record.place: number for number, each in enumerate(safe.records)}
        for value in entry["values"]:
            number = by_place.get(f"value[{value['index'] + 1}]")
            if number is None and len(records) == 1:
                number = 0
            said = value["verify"]["verdict"]
            if number is None:
                yield path.name, f"value {value['index']}", said, "absent", "absent", []
                continue
            yield (
                path.name,
                f"value {value['index']}",
                said,
                word(safe.records[number]),
                word(own.records[number]),
                deciding(safe, own, number),
            )
        for transaction in entry["transactions"]:
            if len(transaction["value_indexes"]) < 2 or "verdict" not in transaction:
                continue
            numbers = [
                number
                for number, each in enumerate(safe.transactions)
                if each.id == transaction["transactionId"]
            ]
            yield (
                path.name,
                f"transaction {transaction['transactionId']}",
                transaction["verdict"],
                worst(safe.transactions[number] for number in numbers),
                worst(own.transactions[number] for number in numbers),
                of_transactions(safe, own, numbers),
            )


def word(verdict):
    return "verified" if verdict.word in PASSED else "failed"


def worst(verdicts):
    return "failed" if any(each.word not in PASSED for each in verdicts) else "verified"


def deciding(safe, own, number):
    """The rules with an error on a record or its transaction, in either profile."""
    findings = [*safe.records[number].findings, *own.records[number].findings]
    for judgement in (safe, own):
        transaction = judgement.records[number].transaction
        if transaction is not None and len(judgement.transactions[transaction].records) == 1:
            findings += judgement.transactions[transaction].findings
    return sorted({each.rule for each in findings if each.severity is Severity.ERROR})


def of_transactions(safe, own, numbers):
    """The rules with an error on transactions or their records; a failed signature by name."""
    rules = set()
    for judgement in (safe, own):
        for number in numbers:
            transaction = judgement.transactions[number]
            verdicts = [transaction, *(judgement.records[each] for each in transaction.records)]
            for verdict in verdicts:
                rules |= {each.rule for each in verdict.findings if each.severity is Severity.ERROR}
                if verdict.reason is Reason.SIGNATURE:
                    rules.add("signature")
    return sorted(rules)


def same(said, ours):
    return (said == "verified") == (ours == "verified")


def table():
    return list(rows())


def test_the_profile_says_what_the_software_says():
    found = table()
    assert len(found) > 190
    assert [row for row in found if not same(row[2], row[3])] == []


def test_each_difference_names_its_rule():
    for file, what, said, _, ours, rules in table():
        if not same(said, ours):
            assert rules, (file, what)


def test_table(capsys):
    differences = [row for row in table() if not same(row[2], row[4])]
    with capsys.disabled():
        sys.stdout.write(f"\nEichlab and the S.A.F.E. software differ in {len(differences)} of ")
        sys.stdout.write(f"{len(table())} verdicts, each for a rule\n")
    assert 20 < len(differences) < 60


if __name__ == "__main__":
    for row in table():
        mark = " " if same(row[2], row[4]) else "≠"
        print(  # noqa: T201  # the table is what the call is for
            f"{mark} {row[0][:50]:50} {row[1]:22} {row[2]:9} {row[3]:10} {row[4]:10} "
            + ", ".join(row[5])
        )
