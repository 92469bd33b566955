//! All or nothing: whichever statement of a method fails, nothing has changed and the method can be tried again.

use countersign_core::store::{SqliteStore, StoreError};
use rusqlite::Connection;

use crate::operations::{OPERATIONS, populated};
use crate::snapshot::Snapshot;

const TABLES: [&str; 5] = ["enrollment", "account", "challenge", "event", "private_key"];
const MOMENTS: [&str; 6] =
    ["BEFORE INSERT", "AFTER INSERT", "BEFORE UPDATE", "AFTER UPDATE", "BEFORE DELETE", "AFTER DELETE"];

#[test]
fn a_method_that_fails_anywhere_changes_nothing() {
    for (name, operation) in OPERATIONS {
        let moments = moments_of(*operation);
        assert!(moments.len() >= 2, "{name} writes nothing");
        for moment in moments {
            let home = populated();
            let store = home.open();
            let before = Snapshot::of(&store);
            let saboteur = Connection::open(home.path()).expect("a database");
            let sabotage = format!("CREATE TRIGGER sabotage {moment} BEGIN SELECT RAISE(ABORT, 'no'); END");
            saboteur.execute_batch(&sabotage).expect("a trigger");

            assert_eq!(operation(&store), Err(StoreError::Unexpected { code: CONSTRAINT_TRIGGER }), "{name}");

            saboteur.execute_batch("DROP TRIGGER sabotage").expect("a trigger");
            assert_eq!(Snapshot::of(&store), before, "{name}: {moment}");
            assert_eq!(operation(&store), Ok(()), "{name}: tried again");
            assert_ne!(Snapshot::of(&store), before, "{name} did nothing");
        }
    }
}

/// Every moment at which the operation changes a table, for example `AFTER UPDATE ON account`.
fn moments_of(operation: fn(&SqliteStore) -> Result<(), StoreError>) -> Vec<String> {
    let home = populated();
    let observer = Connection::open(home.path()).expect("a database");
    let mut script = "CREATE TABLE seen (moment TEXT UNIQUE ON CONFLICT IGNORE);".to_owned();
    let moments = TABLES.iter().flat_map(|table| MOMENTS.map(|moment| format!("{moment} ON {table}")));
    for (number, moment) in moments.enumerate() {
        script += &format!("CREATE TRIGGER t{number} {moment} BEGIN INSERT INTO seen VALUES ('{moment}'); END;");
    }
    observer.execute_batch(&script).expect("triggers");
    operation(&home.open()).expect("a working operation");

    let mut statement = observer.prepare("SELECT moment FROM seen").expect("a table");
    let rows = statement.query_map([], |row| row.get(0)).expect("a table");
    rows.collect::<Result<_, _>>().expect("texts")
}

/// SQLite's extended result code for a trigger that refused.
const CONSTRAINT_TRIGGER: i32 = 1811;
