//! The table `enrollment`.

use rusqlite::{Connection, Row as SqlRow};

use super::accounts;
use super::columns::{document, id, lossy, same, text, time};
use super::error::{Damage, Failure};
use crate::model::{Account, AccountId, Enrollment, Secret};
use crate::store::document::{EnrollmentDocument, encode};
use crate::store::sealing::{Column, Sealer};
use crate::store::{Begun, LostAccount, QuarantinedRow, Row, StoreError};

pub(super) fn begin(connection: &Connection, sealer: &Sealer, enrollment: &Enrollment) -> Result<Begun, Failure> {
    if accounts::exists(connection, &enrollment.id)? {
        return Ok(Begun::AlreadyEnrolled(enrollment.id.clone()));
    }
    if let Some(begun) = one(connection, sealer, &enrollment.id)? {
        return Ok(Begun::Resumed(Box::new(begun)));
    }
    let row = enrollment.id.as_str();
    let sealed = sealer.seal(&SEALED, row, &encode(&EnrollmentDocument::of(enrollment)))?;
    connection
        .prepare_cached(
            "INSERT INTO enrollment (id, dialect, issuer_host, started_at, sealed) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute((
            row,
            enrollment.dialect.as_str(),
            &enrollment.issuer_host,
            enrollment.started_at.seconds(),
            sealed,
        ))?;
    Ok(Begun::Started)
}

/// Only what is sealed can change.
pub(super) fn replace(
    connection: &Connection,
    sealer: &Sealer,
    known: &Enrollment,
    by: &Enrollment,
) -> Result<Enrollment, Failure> {
    let current = one(connection, sealer, &known.id)?.ok_or(StoreError::NotFound)?;
    if current != *known {
        return Ok(current);
    }
    let row = known.id.as_str();
    let sealed = sealer.seal(&SEALED, row, &encode(&EnrollmentDocument::of(by)))?;
    connection.prepare_cached("UPDATE enrollment SET sealed = ?2 WHERE id = ?1")?.execute((row, sealed))?;
    Ok(by.clone())
}

pub(super) fn all(connection: &Connection, sealer: &Sealer) -> Result<Vec<Row<Enrollment>>, Failure> {
    let mut statement = connection
        .prepare_cached("SELECT id, dialect, issuer_host, started_at, sealed FROM enrollment ORDER BY seq")?;
    let mut rows = statement.query([])?;
    let mut enrollments = Vec::new();
    while let Some(row) = rows.next()? {
        enrollments.push(match read(row, sealer) {
            Ok(enrollment) => Row::Intact(enrollment),
            Err(Damage(place)) => {
                Row::Quarantined(QuarantinedRow { place, row: lossy(row, 0), account: read_clear(row).ok() })
            }
        });
    }
    Ok(enrollments)
}

pub(super) fn finish(
    connection: &Connection,
    sealer: &Sealer,
    account: &Account,
    otp: Option<&Secret>,
) -> Result<(), Failure> {
    if accounts::exists(connection, &account.id)? {
        return Ok(());
    }
    if matches!(one(connection, sealer, &account.id), Ok(Some(begun)) if begun.is_given_up) {
        return Err(StoreError::NotFound.into());
    }
    match delete(connection, &account.id)? {
        0 => Err(StoreError::NotFound.into()),
        _ => accounts::insert(connection, sealer, account, otp),
    }
}

pub(super) fn abandon(connection: &Connection, id: &AccountId) -> Result<(), Failure> {
    delete(connection, id)?;
    Ok(())
}

fn one(connection: &Connection, sealer: &Sealer, id: &AccountId) -> Result<Option<Enrollment>, Failure> {
    let mut statement = connection
        .prepare_cached("SELECT id, dialect, issuer_host, started_at, sealed FROM enrollment WHERE id = ?1")?;
    let mut rows = statement.query([id.as_str()])?;
    Ok(rows.next()?.map(|row| read(row, sealer)).transpose()?)
}

fn delete(connection: &Connection, id: &AccountId) -> Result<usize, Failure> {
    Ok(connection.prepare_cached("DELETE FROM enrollment WHERE id = ?1")?.execute([id.as_str()])?)
}

fn read(row: &SqlRow<'_>, sealer: &Sealer) -> Result<Enrollment, Damage> {
    let clear = read_clear(row)?;
    let sealed: EnrollmentDocument = document(row, 4, sealer, &SEALED, clear.id.as_str())?;
    let enrollment = sealed.enrollment(clear.id);
    same(&clear.dialect, &enrollment.dialect, "enrollment.dialect")?;
    same(&clear.issuer_host, &enrollment.issuer_host, "enrollment.issuer_host")?;
    same(&clear.enrolled_at, &enrollment.started_at, "enrollment.started_at")?;
    Ok(enrollment)
}

/// The clear columns, in the form in which a damaged row is reported.
fn read_clear(row: &SqlRow<'_>) -> Result<LostAccount, Damage> {
    Ok(LostAccount {
        id: id(row, 0, "enrollment.id")?,
        dialect: id(row, 1, "enrollment.dialect")?,
        issuer_host: text(row, 2, "enrollment.issuer_host")?.to_owned(),
        enrolled_at: time(row, 3, "enrollment.started_at")?,
    })
}

const SEALED: Column = Column { table: "enrollment", column: "sealed", place: "enrollment.sealed" };
