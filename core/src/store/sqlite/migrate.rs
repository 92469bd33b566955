//! From any older schema version to the newest, one transaction per step.

use rusqlite::Connection;

use super::database::{Database, Durability};
use super::error::Failure;
use crate::store::StoreError;

/// Checks that this software may touch the file. Reads only.
pub(super) fn check_version(connection: &Connection) -> Result<(), Failure> {
    // One transaction: another process may be making the database right now.
    connection.execute_batch("BEGIN")?;
    let checked = check(connection);
    connection.execute_batch("COMMIT")?;
    checked
}

fn check(connection: &Connection) -> Result<(), Failure> {
    let version = version_of(connection)?;
    if version > newest() {
        return Err(StoreError::TooNew { found: version, supported: newest() }.into());
    }
    let application_id: i64 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    let is_empty: bool =
        connection.query_row("SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema)", [], |row| row.get(0))?;
    let is_ours = if version == 0 { is_empty } else { application_id == APPLICATION_ID };
    if is_ours { Ok(()) } else { Err(StoreError::CorruptFile.into()) }
}

/// Brings the file to the newest version. Several processes may do this at once.
pub(super) fn migrate(database: &mut Database) -> Result<(), StoreError> {
    run(database, MIGRATIONS)
}

fn run(database: &mut Database, migrations: &[(u32, &str)]) -> Result<(), StoreError> {
    let version = database.read(version_of)?;
    for (target, script) in migrations.iter().filter(|(target, _)| *target > version) {
        step(database, *target, script)?;
    }
    Ok(())
}

fn step(database: &mut Database, target: u32, script: &str) -> Result<(), StoreError> {
    let migrated = database.write(Durability::Synced, |connection| {
        // Another process may have been faster.
        if version_of(connection)? < target {
            connection.execute_batch(script)?;
            connection.execute_batch(&format!("PRAGMA user_version = {target}"))?;
        }
        Ok(())
    });
    migrated.map_err(|error| match error {
        StoreError::Unexpected { .. } => StoreError::MigrationFailed { version: target },
        StoreError::NotFound
        | StoreError::VaultLocked(_)
        | StoreError::VaultLost { .. }
        | StoreError::CorruptRow { .. }
        | StoreError::CorruptFile
        | StoreError::Full
        | StoreError::TooNew { .. }
        | StoreError::MigrationFailed { .. }
        | StoreError::Busy
        | StoreError::Permission
        | StoreError::Io => error,
    })
}

fn version_of(connection: &Connection) -> Result<u32, Failure> {
    let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    // Never negative, except in a damaged header.
    u32::try_from(version).map_err(|_| StoreError::CorruptFile.into())
}

fn newest() -> u32 {
    MIGRATIONS.last().map_or(0, |(version, _)| *version)
}

const MIGRATIONS: &[(u32, &str)] = &[(1, include_str!("migrations/0001_first.sql"))];
const APPLICATION_ID: i64 = 0x4353_4731;

#[cfg(test)]
mod tests {
    use super::*;

    fn table_exists(database: &Database, name: &str) -> bool {
        let sql = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = ?1)";
        database.read(|connection| Ok(connection.query_row(sql, [name], |row| row.get(0))?)).expect("a database")
    }

    #[test]
    fn a_failed_step_leaves_the_version_before_it() {
        let mut database = Database::new(Connection::open_in_memory().expect("memory"));
        let mut migrations = vec![(1, "CREATE TABLE one (x)"), (2, "CREATE TABLE two (x); CREATE TABLE one (x)")];

        assert_eq!(run(&mut database, &migrations), Err(StoreError::MigrationFailed { version: 2 }));
        assert_eq!(database.read(version_of), Ok(1));
        assert!(table_exists(&database, "one"));
        assert!(!table_exists(&database, "two"));

        migrations[1] = (2, "CREATE TABLE two (x)");
        assert_eq!(run(&mut database, &migrations), Ok(()));
        assert_eq!(database.read(version_of), Ok(2));
    }

    #[test]
    fn a_step_that_another_process_made_is_not_made_again() {
        let mut database = Database::new(Connection::open_in_memory().expect("memory"));
        let migrations = [(1, "CREATE TABLE one (x)")];
        run(&mut database, &migrations).expect("a migration");

        assert_eq!(step(&mut database, 1, migrations[0].1), Ok(()));
    }

    #[test]
    fn versions_count_from_one() {
        assert!((1..).zip(MIGRATIONS).all(|(expected, (version, _))| expected == *version));
    }
}
