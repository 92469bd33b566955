-- Schema version 1.
--
-- Clear: ids, dialects, issuer hosts, states, times and counters. They survive the loss of the vault key.
-- Sealed (BLOB columns): everything else. The first byte of a sealed value is the schema version it was sealed with.
-- Times are seconds since 1970 by the clock of the account's server.

PRAGMA application_id = 0x43534731; -- CSG1

CREATE TABLE data_key (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    vault_key_id BLOB NOT NULL, -- tells a wrong vault key from a damaged row
    wrapped BLOB NOT NULL       -- the data key, sealed under the vault key
) STRICT;

CREATE TABLE enrollment (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    dialect TEXT NOT NULL,
    issuer_host TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    sealed BLOB NOT NULL
) STRICT;

CREATE TABLE account (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    dialect TEXT NOT NULL,
    issuer_host TEXT NOT NULL,
    state TEXT NOT NULL,
    counter INTEGER NOT NULL,
    clock_offset INTEGER NOT NULL,
    enrolled_at INTEGER NOT NULL,
    profile BLOB NOT NULL,
    otp BLOB
) STRICT;

CREATE INDEX account_by_clock_offset ON account (clock_offset);

-- A challenge outlives its account: it is history then.
CREATE TABLE challenge (
    seq INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    server TEXT NOT NULL,
    issued_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL, -- when it stops waiting, where the server names no end
    state TEXT NOT NULL,         -- pending, latched, decided, settled
    verdict TEXT,
    reason TEXT,
    counter INTEGER,
    decided_at INTEGER,
    recorded TEXT,
    by_us INTEGER,
    settled_at INTEGER,
    content BLOB NOT NULL,
    answer BLOB,
    UNIQUE (account, server)
) STRICT;

-- Small however long history gets: what is not settled, by state.
CREATE INDEX challenge_open ON challenge (state, expires_at) WHERE settled_at IS NULL;
CREATE INDEX challenge_by_time ON challenge (issued_at);
CREATE INDEX challenge_by_account ON challenge (account, issued_at);

CREATE TABLE event (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    account TEXT NOT NULL,
    sealed BLOB NOT NULL
) STRICT;

CREATE INDEX event_by_time ON event (at);
CREATE INDEX event_by_account ON event (account, at);

CREATE TABLE private_key (
    handle TEXT PRIMARY KEY,
    sealed BLOB NOT NULL
) STRICT;
