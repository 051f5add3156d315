"""How ``eichlab verify`` says its verdicts: as sentences, or as one JSON object."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eichlab.texts import Language, say
from eichlab.transparency import (
    FOOTER,
    StreamedJudgement,
    counts_as_json,
    head_as_json,
    headline,
    record_as_json,
    remarks,
    skipped_as_json,
    statements,
    transaction_as_json,
)
from eichlab.values import (
    Finding,
    Message,
    RecordVerdict,
    SignedReading,
    Skipped,
    TransactionVerdict,
    VerdictWord,
    message,
)


@dataclass(frozen=True, slots=True)
class JsonRenderer:
    """Verdicts as JSON, one line each; numbers stand at its end."""

    language: Language

    def record(self, verdict: RecordVerdict) -> bytes:
        """Return a record's line, but for its transaction's number."""
        return _without(record_as_json(verdict, self._spoken), "transaction")

    def transaction(self, verdict: TransactionVerdict, _records: Sequence[RecordVerdict]) -> bytes:
        """Return a transaction's line, but for the numbers of its records."""
        return _without(transaction_as_json(verdict, self._spoken), "records")

    def numbered_record(self, rendered: bytes, transaction: int | None) -> bytes:
        """Return the whole line of a record."""
        return b"%s%s}" % (rendered, b"null" if transaction is None else b"%d" % transaction)

    def numbered_transaction(self, rendered: bytes, records: Sequence[int]) -> bytes:
        """Return the whole line of a transaction."""
        return b"%s[%s]}" % (rendered, b", ".join(b"%d" % number for number in records))

    def _spoken(self, said: Message) -> str:
        return say(said, self.language)


def _without(data: dict[str, object], name: str) -> bytes:
    """Return an object's JSON up to where the value of its member ``name`` belongs."""
    del data[name]
    return f'{json.dumps(data)[:-1]}, "{name}": '.encode()


def json_parts(
    judgement: StreamedJudgement,
    language: Language,
    *,
    profile: str,
    trust_file_keys: bool,
    billed: str,
) -> Iterator[str]:
    """Yield the JSON object piece by piece."""

    def spoken(said: Message) -> str:
        return say(said, language)

    def listed(name: str, parts: Iterator[bytes]) -> Iterator[str]:
        yield f"{json.dumps(name)}: ["
        for number, part in enumerate(parts):
            yield ("\n  " if number == 0 else ",\n  ") + part.decode()
        yield "],\n"

    head = head_as_json(profile=profile, trust_file_keys=trust_file_keys, billed=billed)
    yield "{" + json.dumps(head)[1:-1] + ",\n"
    yield from listed("records", judgement.records())
    yield from listed("transactions", judgement.transactions())
    skipped = (json.dumps(skipped_as_json(each, spoken)).encode() for each in judgement.skipped)
    yield from listed("skipped", skipped)
    summary = {
        "records": counts_as_json(judgement.record_words),
        "transactions": counts_as_json(judgement.transaction_words),
    }
    yield f'"summary": {json.dumps(summary)},\n'
    yield f'"footer": {json.dumps(spoken(FOOTER))}}}'


@dataclass(frozen=True, slots=True)
class TextRenderer:
    """Verdicts as blocks of lines: one for each transaction, its records inside."""

    language: Language

    def record(self, verdict: RecordVerdict) -> bytes:
        """Return the block of a record that belongs to no transaction, else nothing."""
        if verdict.transaction is not None:
            return b""
        lines = [
            _headline(verdict, say(headline(verdict), self.language)),
            *_record_lines(verdict, None, self.language),
        ]
        return ("\n".join(lines) + "\n").encode()

    def transaction(self, verdict: TransactionVerdict, records: Sequence[RecordVerdict]) -> bytes:
        """Return a transaction's block."""
        return ("\n".join(_transaction_lines(verdict, records, self.language)) + "\n").encode()

    def numbered_record(self, rendered: bytes, _transaction: int | None) -> bytes:
        """Return the block as it is: it names no numbers."""
        return rendered

    def numbered_transaction(self, rendered: bytes, _records: Sequence[int]) -> bytes:
        """Return the block as it is: it names no numbers."""
        return rendered


def text_lines(
    judgement: StreamedJudgement, language: Language, *, trusting: bool
) -> Iterator[str]:
    """Yield the verdicts as text: a block for each transaction, then what has none."""

    def spoken(code: str, **parameters: object) -> str:
        return say(message(code, **parameters), language)

    if trusting:
        yield spoken("verify.trusting")
        yield ""
    for block in judgement.transactions():
        yield block.decode()
    for block in judgement.without_transaction():
        yield block.decode()
    for entry in judgement.skipped:
        yield _skipped_line(entry, language)
    counts = {word.value: judgement.record_words[word] for word in VerdictWord}
    yield spoken("verify.summary", **counts, skipped=len(judgement.skipped))
    yield say(FOOTER, language)


def _skipped_line(entry: Skipped, language: Language) -> str:
    # What concerns a document as a whole names it already.
    if "source" in entry.message.parameters:
        return say(message("verify.skipped-document", why=entry.message), language)
    said = message("verify.skipped", source=entry.source, place=entry.place, why=entry.message)
    return say(said, language)


def _headline(verdict: RecordVerdict | TransactionVerdict, said: str) -> str:
    return f"{verdict.word.value.upper():<11} {said}"


def _transaction_lines(
    transaction: TransactionVerdict, records: Sequence[RecordVerdict], language: Language
) -> Iterator[str]:
    def spoken(code: str, **parameters: object) -> str:
        return say(message(code, **parameters), language)

    def shown(text: object) -> str:
        return spoken("verify.shown", text=text)

    yield _headline(transaction, say(headline(transaction), language))
    for remark in remarks(transaction):
        yield f"            {say(remark, language)}"
    if transaction.simulated:
        yield f"            {spoken('verify.simulated')}"
    title = (
        spoken("verify.transaction", id=transaction.id)
        if transaction.id
        else spoken("verify.transaction-without-id")
    )
    yield f"  {title} · {spoken('verify.meter')} {shown(transaction.meter)}"
    for label, reading in (("begin", transaction.begin), ("end", transaction.end)):
        if reading is not None:
            yield f"  {spoken('verify.' + label)}: {shown(_reading(reading))}"
    if transaction.energy_kwh is not None:
        basis = shown(transaction.energy_basis)
        yield f"  {spoken('verify.energy')}: {transaction.energy_kwh:f} kWh ({basis})"
    if transaction.duration_s is not None:
        yield f"  {spoken('verify.duration')}: {transaction.duration_s:f} s"
    alone = transaction if len(records) == 1 else None
    for record in records:
        yield from _record_lines(record, alone, language)
    yield from _finding_lines(transaction.findings, language)


def _record_lines(
    verdict: RecordVerdict, transaction: TransactionVerdict | None, language: Language
) -> Iterator[str]:
    def spoken(code: str, **parameters: object) -> str:
        return say(message(code, **parameters), language)

    place = f"{verdict.record.source} {verdict.record.place}".strip()
    yield f"  {spoken('verify.record')}: {spoken('verify.shown', text=place)}"
    said = statements(verdict, transaction)
    for label, statement in (
        ("signature", said.signature),
        ("key-statement", said.key),
        ("plausibility", said.plausibility),
    ):
        yield f"    {spoken('verify.' + label)}: {say(statement, language)}"
    yield from _finding_lines(verdict.findings, language)


def _finding_lines(findings: Sequence[Finding], language: Language) -> Iterator[str]:
    for finding in findings:
        severity = say(message(f"verify.{finding.severity.value}"), language)
        said = say(finding.message, language)
        source = f" ({finding.source})" if finding.source else ""
        yield f"    {severity} {finding.rule}: {said}{source}"


def _reading(reading: SignedReading) -> str:
    unit = reading.unit or ""
    status = reading.time_status or ""
    return f"{reading.value} {unit} · {reading.time or '–'} {status}".strip()
