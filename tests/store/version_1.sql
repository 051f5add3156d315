BEGIN TRANSACTION;
CREATE TABLE journal (
    number INTEGER PRIMARY KEY,
    transaction_id TEXT NOT NULL,
    event TEXT NOT NULL,
    at TEXT NOT NULL,
    detail TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;
INSERT INTO "journal" VALUES(1,'t-1','intent','2026-11-20T09:00:00.000000+00:00','{"meter":"Post","request":{"assigned":true,"charge_point_id":"","charge_point_type":"EVSEID","flags":[],"identification":"","identification_type":"NONE","level":"NONE","tariff_text":"","transaction_id":"t-1"},"serial":"SIM0001","simulated":true}','9a1b19f8acbfef836ee69fc52662b08c11b2c66cb4ed2c20212b7c2af2483bb7');
INSERT INTO "journal" VALUES(2,'t-1','sent','2026-11-20T09:00:01.000000+00:00','{}','e20542a2dd89e3ea5013fc53f27133812a1562a31be7d8a83d70df41deebc3db');
INSERT INTO "journal" VALUES(4,'t-1','closed','2026-11-20T09:00:03.000000+00:00','{"explanation":null,"outcome":"completed"}','d24f2009def1ccbd388a5ebd6fda5704d0e025d74bfd7105d56bc01169e44402');
INSERT INTO "journal" VALUES(5,'t-2','intent','2026-11-20T09:00:06.000000+00:00','{"meter":"Post","request":{"assigned":true,"charge_point_id":"","charge_point_type":"EVSEID","flags":[],"identification":"","identification_type":"NONE","level":"NONE","tariff_text":"","transaction_id":"t-2"},"serial":"SIM0001","simulated":true}','870c83d907b41166c6e39131ae6b42efecb85c4446683bd2f78a371ffccdd391');
CREATE TABLE keys (
    id INTEGER PRIMARY KEY,
    meter TEXT NOT NULL,
    key BLOB NOT NULL,
    fingerprint TEXT NOT NULL,
    origin TEXT NOT NULL,
    first_seen TEXT NOT NULL,
    confirmed_by TEXT,
    confirmed_at TEXT,
    valid_from TEXT,
    valid_to TEXT,
    simulated INTEGER NOT NULL,
    UNIQUE (meter, fingerprint)
) STRICT;
INSERT INTO "keys" VALUES(1,'SIM0001',X'0401','abababababababababababababababababababababababababababababababab','entered','2026-11-20T09:00:00.000000+00:00','A. Prüfer','2026-11-20T09:00:07.000000+00:00',NULL,NULL,1);
CREATE TABLE layouts (
    id INTEGER PRIMARY KEY,
    curves TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO "layouts" VALUES(1,'power.total');
CREATE TABLE leases (
    transaction_id TEXT PRIMARY KEY,
    owner TEXT NOT NULL
) STRICT;
INSERT INTO "leases" VALUES('t-2','a4504d614e84444aab9d632aebb70ed3');
CREATE TABLE levels (
    meter_id INTEGER NOT NULL,
    width_s INTEGER NOT NULL,
    layout_id INTEGER NOT NULL,
    cell INTEGER NOT NULL,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (meter_id, width_s, layout_id, cell)
) STRICT, WITHOUT ROWID;
INSERT INTO "levels" VALUES(1,16,1,112197825,1795165200000000,1795165202000000,X'3333333333C36C403333333333036D40');
INSERT INTO "levels" VALUES(1,256,1,7012364,1795165200000000,1795165202000000,X'3333333333C36C403333333333036D40');
INSERT INTO "levels" VALUES(1,4096,1,438272,1795165200000000,1795165202000000,X'3333333333C36C403333333333036D40');
CREATE TABLE losses (
    id INTEGER PRIMARY KEY,
    meter TEXT NOT NULL,
    began_at INTEGER NOT NULL,
    cause TEXT NOT NULL,
    running TEXT,
    ended_at INTEGER,
    energy_before TEXT,
    energy_after TEXT,
    UNIQUE (meter, began_at)
) STRICT;
INSERT INTO "losses" VALUES(1,'Post',1795165205000000,'no-answer','t-1',1795165209000000,NULL,NULL);
CREATE TABLE meters (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    simulated INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO "meters" VALUES(1,'Post',1);
CREATE TABLE readings (
    meter_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    layout_id INTEGER NOT NULL,
    body BLOB NOT NULL,
    others TEXT,
    monotonic REAL NOT NULL,
    round_trip_s REAL NOT NULL,
    tries INTEGER NOT NULL,
    PRIMARY KEY (meter_id, at)
) STRICT, WITHOUT ROWID;
INSERT INTO "readings" VALUES(1,1795165200000000,1,X'E259000000000000FE',NULL,0.0,0.0,1);
INSERT INTO "readings" VALUES(1,1795165201000000,1,X'465A000000000000FE',NULL,1.0,0.0,1);
INSERT INTO "readings" VALUES(1,1795165202000000,1,X'AA5A000000000000FE',NULL,2.0,0.0,1);
CREATE TABLE records (
    number INTEGER PRIMARY KEY,
    transaction_id TEXT,
    sha256 TEXT NOT NULL,
    data BLOB NOT NULL,
    format TEXT NOT NULL,
    public_key BLOB,
    key_origin TEXT,
    source TEXT NOT NULL,
    place TEXT NOT NULL,
    context TEXT,
    simulated INTEGER NOT NULL,
    meter TEXT NOT NULL,
    serial TEXT NOT NULL,
    at TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;
INSERT INTO "records" VALUES(3,'t-1','189091a466cdd7a952c783de3ad73b76e42274d2978c470e6f69a5ff401537b8',X'4F434D467C7B224656223A22312E30227D7C7B225344223A223030227D','OCMF',X'0401','meter','','',NULL,1,'Post','SIM0001','2026-11-20T09:00:02.000000+00:00','db38039c4f997caf8a7dd6a11da08da5d6fa1c8a71115e577befb93144ee0098');
CREATE TABLE transactions (
    id TEXT PRIMARY KEY,
    number INTEGER NOT NULL UNIQUE,
    meter TEXT NOT NULL,
    serial TEXT NOT NULL,
    simulated INTEGER NOT NULL,
    began_at INTEGER NOT NULL,
    words TEXT NOT NULL,
    outcome TEXT,
    closed INTEGER NOT NULL DEFAULT 0,
    verdict TEXT,
    reason TEXT,
    energy_kwh TEXT,
    duration_s TEXT
) STRICT;
INSERT INTO "transactions" VALUES('t-1',1,'Post','SIM0001',1,1795165200000000,'t-1
post
sim0001


','completed',1,'verified',NULL,'0.120','61');
INSERT INTO "transactions" VALUES('t-2',5,'Post','SIM0001',1,1795165206000000,'t-2
post
sim0001


',NULL,0,NULL,NULL,NULL,NULL);
CREATE TABLE verdicts (
    id INTEGER PRIMARY KEY,
    transaction_id TEXT NOT NULL,
    at TEXT NOT NULL,
    word TEXT NOT NULL,
    reason TEXT,
    energy_kwh TEXT,
    duration_s TEXT
) STRICT;
INSERT INTO "verdicts" VALUES(1,'t-1','2026-11-20T09:00:04.000000+00:00','unconfirmed','key',NULL,NULL);
INSERT INTO "verdicts" VALUES(2,'t-1','2026-11-20T09:00:05.000000+00:00','verified',NULL,'0.120','61');
CREATE TABLE watches (
    id INTEGER PRIMARY KEY,
    meter TEXT NOT NULL,
    began_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL
) STRICT;
INSERT INTO "watches" VALUES(1,'Post',1795165200000000,1795165202000000);
CREATE INDEX journal_by_transaction ON journal (transaction_id, number);
CREATE UNIQUE INDEX journal_one_intent ON journal (transaction_id) WHERE event = 'intent';
CREATE UNIQUE INDEX journal_one_close ON journal (transaction_id) WHERE event = 'closed';
CREATE UNIQUE INDEX records_once ON records (ifnull(transaction_id, ''), sha256);
CREATE INDEX transactions_by_time ON transactions (began_at);
CREATE INDEX transactions_open ON transactions (number) WHERE closed = 0;
CREATE TRIGGER transactions_no_delete BEFORE DELETE ON transactions
BEGIN SELECT RAISE(ABORT, 'transactions are kept'); END;
CREATE TRIGGER transactions_no_update
BEFORE UPDATE OF id, number, meter, serial, simulated, began_at ON transactions
BEGIN SELECT RAISE(ABORT, 'transactions are kept'); END;
CREATE INDEX verdicts_by_transaction ON verdicts (transaction_id, id);
CREATE INDEX watches_by_meter ON watches (meter, began_at);
CREATE INDEX losses_by_time ON losses (began_at);
CREATE INDEX losses_open ON losses (meter) WHERE ended_at IS NULL;
CREATE INDEX losses_by_transaction ON losses (running) WHERE running IS NOT NULL;
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END;
CREATE TRIGGER records_no_update BEFORE UPDATE ON records
BEGIN SELECT RAISE(ABORT, 'records is append-only'); END;
CREATE TRIGGER records_no_delete BEFORE DELETE ON records
BEGIN SELECT RAISE(ABORT, 'records is append-only'); END;
CREATE TRIGGER verdicts_no_update BEFORE UPDATE ON verdicts
BEGIN SELECT RAISE(ABORT, 'verdicts is append-only'); END;
CREATE TRIGGER verdicts_no_delete BEFORE DELETE ON verdicts
BEGIN SELECT RAISE(ABORT, 'verdicts is append-only'); END;
COMMIT;