//! The table `challenge`: what was decided and how it ended.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row as SqlRow};

use super::accounts;
use super::challenges::{quarantined, read_id, read_status, status};
use super::columns::{counter, optional_word, sealed, time, word};
use super::error::{Damage, Failure};
use super::words::Word;
use crate::model::{ChallengeId, DenyReason, JournalEntry, Settlement, Verdict};
use crate::store::sealing::{Column, Sealer};
use crate::store::transition::{obstacle_to_decide, obstacle_to_latch, settlement_of};
use crate::store::{Decided, Row, StoreError};

pub(super) fn decide(connection: &Connection, sealer: &Sealer, entry: &JournalEntry) -> Result<Decided, Failure> {
    let id = &entry.challenge;
    let mut statement = connection.prepare_cached(
        "SELECT state, verdict, reason, recorded, by_us, settled_at, \
                (SELECT counter FROM account WHERE id = ?1) \
         FROM challenge WHERE account = ?1 AND server = ?2",
    )?;
    let mut rows = statement.query([id.account.as_str(), id.server.as_str()])?;
    let row = rows.next()?.ok_or(StoreError::NotFound)?;
    if let Some(obstacle) = obstacle_to_decide(read_status(row)?, entry.verdict) {
        return Ok(obstacle);
    }
    let taken: Option<i64> = row.get(6)?;
    if i64::try_from(entry.counter)? <= taken.ok_or(StoreError::NotFound)? {
        return Ok(Decided::CounterTaken);
    }
    drop(rows);

    accounts::set_counter(connection, &id.account, entry.counter)?;
    let answer = sealer.seal(&ANSWER, &id.to_string(), &entry.answer)?;
    connection
        .prepare_cached(
            "UPDATE challenge SET state = 'decided', verdict = ?3, reason = ?4, counter = ?5, decided_at = ?6, answer = ?7 \
             WHERE account = ?1 AND server = ?2",
        )?
        .execute((
            id.account.as_str(),
            id.server.as_str(),
            entry.verdict.word(),
            entry.reason.map(Word::word),
            i64::try_from(entry.counter)?,
            entry.decided_at.seconds(),
            answer,
        ))?;
    Ok(Decided::Now)
}

pub(super) fn latch_deny(
    connection: &Connection,
    id: &ChallengeId,
    reason: Option<DenyReason>,
) -> Result<Decided, Failure> {
    let status = status(connection, id)?.ok_or(StoreError::NotFound)?;
    if let Some(obstacle) = obstacle_to_latch(status) {
        return Ok(obstacle);
    }
    connection
        .prepare_cached(
            "UPDATE challenge SET state = 'latched', verdict = ?3, reason = ?4 WHERE account = ?1 AND server = ?2",
        )?
        .execute((id.account.as_str(), id.server.as_str(), Verdict::Deny.word(), reason.map(Word::word)))?;
    Ok(Decided::Now)
}

pub(super) fn settle(
    connection: &Connection,
    id: &ChallengeId,
    settlement: &Settlement,
) -> Result<Settlement, Failure> {
    let status = status(connection, id)?.ok_or(StoreError::NotFound)?;
    if let Some(first) = settlement_of(status) {
        return Ok(first);
    }
    connection
        .prepare_cached(
            "UPDATE challenge SET state = 'settled', recorded = ?3, by_us = ?4, settled_at = ?5 \
             WHERE account = ?1 AND server = ?2",
        )?
        .execute((
            id.account.as_str(),
            id.server.as_str(),
            settlement.recorded.word(),
            settlement.by_us,
            settlement.at.seconds(),
        ))?;
    Ok(*settlement)
}

pub(super) fn entry(
    connection: &Connection,
    sealer: &Sealer,
    id: &ChallengeId,
) -> Result<Option<JournalEntry>, Failure> {
    let mut statement = connection.prepare_cached(
        "SELECT state, verdict, reason, counter, decided_at, answer, account, server \
         FROM challenge WHERE account = ?1 AND server = ?2",
    )?;
    let mut rows = statement.query([id.account.as_str(), id.server.as_str()])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    if matches!(row.get_ref(5)?, ValueRef::Null) {
        return Ok(None);
    }
    Ok(Some(read(row, sealer)?))
}

pub(super) fn unsettled(connection: &Connection, sealer: &Sealer) -> Result<Vec<Row<JournalEntry>>, Failure> {
    let mut statement = connection.prepare_cached(UNSETTLED)?;
    let mut rows = statement.query([])?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        entries.push(match read(row, sealer) {
            Ok(entry) => Row::Intact(entry),
            Err(damage) => Row::Quarantined(quarantined(connection, row, damage)?),
        });
    }
    Ok(entries)
}

/// Reads columns 1 to 7: verdict, reason, counter, `decided_at`, answer, account, server.
fn read(row: &SqlRow<'_>, sealer: &Sealer) -> Result<JournalEntry, Damage> {
    let challenge = read_id(row)?;
    let answer = sealed(row, 5, sealer, &ANSWER, &challenge.to_string())?;
    Ok(JournalEntry {
        challenge,
        verdict: word(row, 1, "challenge.verdict")?,
        reason: optional_word(row, 2, "challenge.reason")?,
        counter: counter(row, 3, "challenge.counter")?,
        answer: answer.to_vec(),
        decided_at: time(row, 4, "challenge.decided_at")?,
    })
}

const ANSWER: Column = Column { table: "challenge", column: "answer", place: "challenge.answer" };

pub(super) const UNSETTLED: &str = "\
    SELECT state, verdict, reason, counter, decided_at, answer, account, server FROM challenge \
    WHERE settled_at IS NULL AND state = 'decided' \
      AND EXISTS (SELECT 1 FROM account WHERE account.id = challenge.account) \
    ORDER BY decided_at, seq";
