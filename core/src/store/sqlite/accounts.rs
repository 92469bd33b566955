//! The table `account`.

use rusqlite::{Connection, Row as SqlRow};

use super::columns::{counter, document, id, integer, lossy, optional_sealed, same, text, time, word};
use super::error::{Damage, Failure};
use super::words::Word;
use crate::model::{Account, AccountChange, AccountId, Secret};
use crate::store::document::{ProfileDocument, encode};
use crate::store::sealing::{Column, Sealer};
use crate::store::{LostAccount, QuarantinedRow, Row, StoreError, transition};

pub(super) fn all(connection: &Connection, sealer: &Sealer) -> Result<Vec<Row<Account>>, Failure> {
    let mut statement = connection.prepare_cached(
        "SELECT id, dialect, issuer_host, state, counter, clock_offset, enrolled_at, profile FROM account ORDER BY seq",
    )?;
    let mut rows = statement.query([])?;
    let mut accounts = Vec::new();
    while let Some(row) = rows.next()? {
        accounts.push(match read(row, sealer) {
            Ok(account) => Row::Intact(account),
            Err(Damage(place)) => {
                Row::Quarantined(QuarantinedRow { place, row: lossy(row, 0), account: read_lost(row).ok() })
            }
        });
    }
    Ok(accounts)
}

pub(super) fn one(connection: &Connection, sealer: &Sealer, id: &AccountId) -> Result<Account, Failure> {
    let mut statement = connection.prepare_cached(
        "SELECT id, dialect, issuer_host, state, counter, clock_offset, enrolled_at, profile FROM account WHERE id = ?1",
    )?;
    let mut rows = statement.query([id.as_str()])?;
    let row = rows.next()?.ok_or(StoreError::NotFound)?;
    Ok(read(row, sealer)?)
}

pub(super) fn exists(connection: &Connection, id: &AccountId) -> Result<bool, Failure> {
    Ok(connection.prepare_cached("SELECT 1 FROM account WHERE id = ?1")?.exists([id.as_str()])?)
}

pub(super) fn insert(
    connection: &Connection,
    sealer: &Sealer,
    account: &Account,
    otp: Option<&Secret>,
) -> Result<(), Failure> {
    let row = account.id.as_str();
    let profile = sealer.seal(&PROFILE, row, &encode(&ProfileDocument::of(account)))?;
    let otp = otp.map(|otp| sealer.seal(&OTP, row, otp.expose())).transpose()?;
    connection
        .prepare_cached(
            "INSERT INTO account (id, dialect, issuer_host, state, counter, clock_offset, enrolled_at, profile, otp) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute((
            row,
            account.dialect.as_str(),
            account.issuer_host(),
            account.state.word(),
            i64::try_from(account.counter)?,
            account.clock_offset,
            account.enrolled_at.seconds(),
            profile,
            otp,
        ))?;
    Ok(())
}

pub(super) fn change(
    connection: &Connection,
    sealer: &Sealer,
    id: &AccountId,
    change: &AccountChange,
) -> Result<(), Failure> {
    let row = id.as_str();
    let changed = match change {
        AccountChange::State(state) => {
            connection.prepare_cached("UPDATE account SET state = ?2 WHERE id = ?1")?.execute((row, state.word()))?
        }
        AccountChange::ClockOffset(seconds) => {
            connection.prepare_cached("UPDATE account SET clock_offset = ?2 WHERE id = ?1")?.execute((row, seconds))?
        }
        AccountChange::Label(_)
        | AccountChange::Push(_)
        | AccountChange::NextKey(_)
        | AccountChange::PromoteNextKey => {
            let mut account = one(connection, sealer, id)?;
            transition::apply(&mut account, change);
            let profile = sealer.seal(&PROFILE, row, &encode(&ProfileDocument::of(&account)))?;
            connection.prepare_cached("UPDATE account SET profile = ?2 WHERE id = ?1")?.execute((row, profile))?
        }
    };
    if changed == 0 { Err(StoreError::NotFound.into()) } else { Ok(()) }
}

pub(super) fn next_counter(connection: &Connection, id: &AccountId) -> Result<u64, Failure> {
    let mut statement =
        connection.prepare_cached("UPDATE account SET counter = counter + 1 WHERE id = ?1 RETURNING counter")?;
    let mut rows = statement.query([id.as_str()])?;
    let next = counter(rows.next()?.ok_or(StoreError::NotFound)?, 0, "account.counter")?;
    // SQLite commits a statement with RETURNING only when it has run to its end.
    rows.next()?;
    Ok(next)
}

pub(super) fn set_counter(connection: &Connection, id: &AccountId, counter: u64) -> Result<(), Failure> {
    connection
        .prepare_cached("UPDATE account SET counter = ?2 WHERE id = ?1")?
        .execute((id.as_str(), i64::try_from(counter)?))?;
    Ok(())
}

pub(super) fn otp(connection: &Connection, sealer: &Sealer, id: &AccountId) -> Result<Option<Secret>, Failure> {
    let mut statement = connection.prepare_cached("SELECT otp FROM account WHERE id = ?1")?;
    let mut rows = statement.query([id.as_str()])?;
    let row = rows.next()?.ok_or(StoreError::NotFound)?;
    let otp = optional_sealed(row, 0, sealer, &OTP, id.as_str())?;
    Ok(otp.map(|otp| Secret::new(otp.to_vec())))
}

pub(super) fn remove(connection: &Connection, id: &AccountId) -> Result<(), Failure> {
    connection
        .prepare_cached("DELETE FROM challenge WHERE account = ?1 AND state = 'pending' AND settled_at IS NULL")?
        .execute([id.as_str()])?;
    connection.prepare_cached("DELETE FROM account WHERE id = ?1")?.execute([id.as_str()])?;
    Ok(())
}

/// The accounts of a database whose key is lost, from their clear columns.
pub(super) fn lost(connection: &Connection) -> Result<Vec<LostAccount>, Failure> {
    let mut statement = connection.prepare(
        "SELECT id, dialect, issuer_host, state, counter, clock_offset, enrolled_at FROM account ORDER BY seq",
    )?;
    let mut rows = statement.query([])?;
    let mut accounts = Vec::new();
    while let Some(row) = rows.next()? {
        // A row whose clear columns are damaged too has nothing left to tell.
        accounts.extend(read_lost(row).ok());
    }
    Ok(accounts)
}

/// What the clear columns of one account tell.
pub(super) fn lost_account(connection: &Connection, id: &str) -> Result<Option<LostAccount>, Failure> {
    let mut statement = connection.prepare_cached(
        "SELECT id, dialect, issuer_host, state, counter, clock_offset, enrolled_at FROM account WHERE id = ?1",
    )?;
    let mut rows = statement.query([id])?;
    Ok(rows.next()?.and_then(|row| read_lost(row).ok()))
}

fn read(row: &SqlRow<'_>, sealer: &Sealer) -> Result<Account, Damage> {
    let clear = read_lost(row)?;
    let profile: ProfileDocument = document(row, 7, sealer, &PROFILE, clear.id.as_str())?;
    let account = profile.account(
        clear.id,
        word(row, 3, "account.state")?,
        counter(row, 4, "account.counter")?,
        integer(row, 5, "account.clock_offset")?,
    );
    same(&clear.dialect, &account.dialect, "account.dialect")?;
    same(&clear.issuer_host, &account.issuer_host(), "account.issuer_host")?;
    same(&clear.enrolled_at, &account.enrolled_at, "account.enrolled_at")?;
    Ok(account)
}

fn read_lost(row: &SqlRow<'_>) -> Result<LostAccount, Damage> {
    Ok(LostAccount {
        id: id(row, 0, "account.id")?,
        dialect: id(row, 1, "account.dialect")?,
        issuer_host: text(row, 2, "account.issuer_host")?.to_owned(),
        enrolled_at: time(row, 6, "account.enrolled_at")?,
    })
}

const PROFILE: Column = Column { table: "account", column: "profile", place: "account.profile" };
const OTP: Column = Column { table: "account", column: "otp", place: "account.otp" };
