//! The table `challenge`: what was asked and where it stands.

use rusqlite::{Connection, Row as SqlRow};

use super::accounts;
use super::columns::{document, id, integer, lossy, optional_word, same, time, word};
use super::error::{Damage, Failure};
use super::words::{ChallengeState, Word};
use crate::model::{Challenge, ChallengeId, ChallengeStatus, Settlement, UnixTime};
use crate::store::document::{ContentDocument, encode};
use crate::store::sealing::{Column, Sealer};
use crate::store::{Intake, QuarantinedRow, Row, StoreError};

pub(super) fn record(connection: &Connection, sealer: &Sealer, challenge: &Challenge) -> Result<Intake, Failure> {
    if let Some(known) = status(connection, &challenge.id)? {
        return Ok(Intake::Known(known));
    }
    if !accounts::exists(connection, &challenge.id.account)? {
        return Err(StoreError::NotFound.into());
    }
    let content = sealer.seal(&CONTENT, &challenge.id.to_string(), &encode(&ContentDocument::of(challenge)))?;
    connection
        .prepare_cached(
            "INSERT INTO challenge (account, server, issued_at, expires_at, state, content) \
             VALUES (?1, ?2, ?3, ?4, 'pending', ?5)",
        )?
        .execute((
            challenge.id.account.as_str(),
            challenge.id.server.as_str(),
            challenge.issued_at.seconds(),
            end_of(challenge),
            content,
        ))?;
    Ok(Intake::New)
}

pub(super) fn one(
    connection: &Connection,
    sealer: &Sealer,
    id: &ChallengeId,
) -> Result<(Challenge, ChallengeStatus), Failure> {
    let mut statement = connection.prepare_cached(
        "SELECT state, verdict, reason, recorded, by_us, settled_at, account, server, issued_at, expires_at, content \
         FROM challenge WHERE account = ?1 AND server = ?2",
    )?;
    let mut rows = statement.query([id.account.as_str(), id.server.as_str()])?;
    let row = rows.next()?.ok_or(StoreError::NotFound)?;
    Ok((read(row, sealer)?, read_status(row)?))
}

/// Where a challenge stands; `None` when it is unknown. Works without its content.
pub(super) fn status(connection: &Connection, id: &ChallengeId) -> Result<Option<ChallengeStatus>, Failure> {
    let mut statement = connection.prepare_cached(
        "SELECT state, verdict, reason, recorded, by_us, settled_at FROM challenge WHERE account = ?1 AND server = ?2",
    )?;
    let mut rows = statement.query([id.account.as_str(), id.server.as_str()])?;
    Ok(rows.next()?.map(read_status).transpose()?)
}

/// Challenges of existing accounts in `state` that have not expired.
///
/// The smallest clock offset bounds the part of the index to look at; the account's own offset then decides.
pub(super) fn open(
    connection: &Connection,
    sealer: &Sealer,
    state: ChallengeState,
    now: UnixTime,
) -> Result<Vec<Row<Challenge>>, Failure> {
    let mut statement = connection.prepare_cached(OPEN_CHALLENGES)?;
    let mut rows = statement.query((state.word(), now.seconds()))?;
    let mut challenges = Vec::new();
    while let Some(row) = rows.next()? {
        challenges.push(match read(row, sealer) {
            Ok(challenge) => Row::Intact(challenge),
            Err(damage) => Row::Quarantined(quarantined(connection, row, damage)?),
        });
    }
    Ok(challenges)
}

/// Reads columns 0 to 5: state, verdict, reason, recorded, `by_us`, `settled_at`.
pub(super) fn read_status(row: &SqlRow<'_>) -> Result<ChallengeStatus, Damage> {
    let verdict = optional_word(row, 1, "challenge.verdict")?;
    Ok(match word(row, 0, "challenge.state")? {
        ChallengeState::Pending => ChallengeStatus::Pending,
        ChallengeState::Latched => ChallengeStatus::Latched { reason: optional_word(row, 2, "challenge.reason")? },
        ChallengeState::Decided => ChallengeStatus::Decided { verdict: verdict.ok_or(Damage("challenge.verdict"))? },
        ChallengeState::Settled => {
            let settlement = Settlement {
                recorded: word(row, 3, "challenge.recorded")?,
                by_us: integer(row, 4, "challenge.by_us")? != 0,
                at: time(row, 5, "challenge.settled_at")?,
            };
            ChallengeStatus::Settled { verdict, settlement }
        }
    })
}

/// Reads columns 6 to 10: account, server, `issued_at`, `expires_at`, content.
pub(super) fn read(row: &SqlRow<'_>, sealer: &Sealer) -> Result<Challenge, Damage> {
    let id = read_id(row)?;
    let content: ContentDocument = document(row, 10, sealer, &CONTENT, &id.to_string())?;
    let challenge = content.challenge(id);
    same(&time(row, 8, "challenge.issued_at")?, &challenge.issued_at, "challenge.issued_at")?;
    same(&integer(row, 9, "challenge.expires_at")?, &end_of(&challenge), "challenge.expires_at")?;
    Ok(challenge)
}

/// Reads columns 6 and 7: account, server.
pub(super) fn read_id(row: &SqlRow<'_>) -> Result<ChallengeId, Damage> {
    Ok(ChallengeId { account: id(row, 6, "challenge.account")?, server: id(row, 7, "challenge.server")? })
}

/// What columns 6 and 7 still tell of a damaged row.
pub(super) fn quarantined(
    connection: &Connection,
    row: &SqlRow<'_>,
    Damage(place): Damage,
) -> Result<QuarantinedRow, Failure> {
    let (account, server) = (lossy(row, 6), lossy(row, 7));
    let lost = accounts::lost_account(connection, &account)?;
    Ok(QuarantinedRow { place, row: format!("{account}.{server}"), account: lost })
}

/// The column `expires_at`: also a time where the server names none, so that one range of the index holds all that still wait.
fn end_of(challenge: &Challenge) -> i64 {
    challenge.leaves_at().seconds()
}

const CONTENT: Column = Column { table: "challenge", column: "content", place: "challenge.content" };

pub(super) const OPEN_CHALLENGES: &str = "\
    SELECT c.state, c.verdict, c.reason, c.recorded, c.by_us, c.settled_at, \
           c.account, c.server, c.issued_at, c.expires_at, c.content \
    FROM challenge AS c CROSS JOIN account AS a ON a.id = c.account \
    WHERE c.settled_at IS NULL AND c.state = ?1 \
      AND c.expires_at > ?2 + (SELECT min(clock_offset) FROM account) \
      AND c.expires_at > ?2 + a.clock_offset \
    ORDER BY c.issued_at, c.seq";
