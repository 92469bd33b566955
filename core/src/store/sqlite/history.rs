//! The table `event`, and history as the person reads it.

use rusqlite::{Connection, Row as SqlRow};

use super::accounts;
use super::challenges;
use super::columns::{document, integer, lossy, same, text, time};
use super::error::{Damage, Failure};
use crate::model::{Event, HistoryEntry, HistoryPage, UnixTime};
use crate::store::document::{EventDocument, encode};
use crate::store::sealing::{Column, Sealer};
use crate::store::transition::in_history;
use crate::store::{QuarantinedRow, Row};

pub(super) fn append(connection: &Connection, sealer: &Sealer, event: &Event) -> Result<(), Failure> {
    let next: i64 =
        connection.prepare_cached("SELECT coalesce(max(seq), 0) + 1 FROM event")?.query_row([], |row| row.get(0))?;
    let sealed = sealer.seal(&SEALED, &next.to_string(), &encode(&EventDocument::of(event)))?;
    connection.prepare_cached("INSERT INTO event (seq, at, account, sealed) VALUES (?1, ?2, ?3, ?4)")?.execute((
        next,
        event.at.seconds(),
        event.account.as_str(),
        sealed,
    ))?;
    Ok(())
}

pub(super) fn page(
    connection: &Connection,
    sealer: &Sealer,
    page: &HistoryPage,
    now: UnixTime,
) -> Result<Vec<Row<HistoryEntry>>, Failure> {
    let mut entries = events(connection, sealer, page)?;
    entries.extend(ended_challenges(connection, sealer, page, now)?);
    entries.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let limit = usize::try_from(page.limit)?;
    let last = limit.checked_sub(1).and_then(|last| entries.get(last)).map(|(at, _)| *at);
    entries.truncate(entries.iter().enumerate().filter(|(i, (at, _))| *i < limit || Some(*at) == last).count());
    Ok(entries.into_iter().map(|(_, entry)| entry).collect())
}

/// An entry with its time, which is known of damaged rows too.
type Dated = (i64, Row<HistoryEntry>);

fn events(connection: &Connection, sealer: &Sealer, page: &HistoryPage) -> Result<Vec<Dated>, Failure> {
    let mut statement = connection.prepare_cached(match page.account {
        None => EVENTS,
        Some(_) => EVENTS_OF_ACCOUNT,
    })?;
    let mut rows = statement.query((newest(page), page.account.as_ref().map(|id| id.as_str())))?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        if is_full(&entries, row.get(1)?, page) {
            break;
        }
        let entry = match read_event(row, sealer) {
            Ok(event) => Row::Intact(HistoryEntry::Event(event)),
            Err(Damage(place)) => Row::Quarantined(QuarantinedRow {
                place,
                row: lossy(row, 0),
                account: accounts::lost_account(connection, &lossy(row, 2))?,
            }),
        };
        entries.push((row.get(1)?, entry));
    }
    Ok(entries)
}

fn ended_challenges(
    connection: &Connection,
    sealer: &Sealer,
    page: &HistoryPage,
    now: UnixTime,
) -> Result<Vec<Dated>, Failure> {
    let mut statement = connection.prepare_cached(match page.account {
        None => ENDED_CHALLENGES,
        Some(_) => ENDED_CHALLENGES_OF_ACCOUNT,
    })?;
    let account = page.account.as_ref().map(|id| id.as_str());
    let mut rows = statement.query((newest(page), account, now.seconds()))?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        if is_full(&entries, row.get(8)?, page) {
            break;
        }
        let entry = match read_challenge(row, sealer, now) {
            Ok(entry) => Row::Intact(entry),
            Err(damage) => Row::Quarantined(challenges::quarantined(connection, row, damage)?),
        };
        entries.push((row.get(8)?, entry));
    }
    Ok(entries)
}

/// Whether an entry of `at` is more than the page takes: there are enough, all of them newer.
fn is_full(entries: &[Dated], at: i64, page: &HistoryPage) -> bool {
    let is_enough = u32::try_from(entries.len()).is_ok_and(|count| count >= page.limit);
    is_enough && entries.last().is_none_or(|(last, _)| *last != at)
}

/// The newest time that is wanted. One comparison for all pages lets the index find the place.
fn newest(page: &HistoryPage) -> i64 {
    page.before.map_or(i64::MAX, |before| before.plus(-1).seconds())
}

fn read_event(row: &SqlRow<'_>, sealer: &Sealer) -> Result<Event, Damage> {
    let name = integer(row, 0, "event.seq")?.to_string();
    let event = document::<EventDocument>(row, 3, sealer, &SEALED, &name)?.event();
    same(&time(row, 1, "event.at")?, &event.at, "event.at")?;
    same(&text(row, 2, "event.account")?, &event.account.as_str(), "event.account")?;
    Ok(event)
}

fn read_challenge(row: &SqlRow<'_>, sealer: &Sealer, now: UnixTime) -> Result<HistoryEntry, Damage> {
    let challenge = challenges::read(row, sealer)?;
    let stored = challenges::read_status(row)?;
    let server_now = now.plus(integer(row, 11, "account.clock_offset")?);
    let status = in_history(stored, challenge.leaves_at(), server_now).unwrap_or(stored);
    Ok(HistoryEntry::Challenge { challenge: Box::new(challenge), status })
}

const SEALED: Column = Column { table: "event", column: "sealed", place: "event.sealed" };

macro_rules! events {
    ($filter:literal) => {
        concat!(
            "SELECT seq, at, account, sealed FROM event WHERE ",
            $filter,
            " AND at <= ?1 ORDER BY at DESC, seq DESC"
        )
    };
}

macro_rules! ended_challenges {
    ($filter:literal) => {
        concat!(
            "SELECT c.state, c.verdict, c.reason, c.recorded, c.by_us, c.settled_at, ",
            "c.account, c.server, c.issued_at, c.expires_at, c.content, coalesce(a.clock_offset, 0) ",
            "FROM challenge AS c LEFT JOIN account AS a ON a.id = c.account WHERE ",
            $filter,
            " AND c.issued_at <= ?1 ",
            "AND (c.state <> 'pending' OR c.expires_at <= ?3 + coalesce(a.clock_offset, 0)) ",
            "ORDER BY c.issued_at DESC, c.seq DESC"
        )
    };
}

pub(super) const EVENTS: &str = events!("?2 IS NULL");
pub(super) const EVENTS_OF_ACCOUNT: &str = events!("account = ?2");
pub(super) const ENDED_CHALLENGES: &str = ended_challenges!("?2 IS NULL");
pub(super) const ENDED_CHALLENGES_OF_ACCOUNT: &str = ended_challenges!("c.account = ?2");
