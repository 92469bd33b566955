//! All or nothing: whichever statement of a method fails, nothing has changed and the method can be tried again.

use countersign_core::store::StoreError;
use rusqlite::Connection;

use crate::operations::{OPERATIONS, populated};
use crate::snapshot::Snapshot;

const TABLES: [&str; 5] = ["enrollment", "account", "challenge", "event", "private_key"];
const STATEMENTS: [&str; 6] =
    ["BEFORE INSERT", "AFTER INSERT", "BEFORE UPDATE", "AFTER UPDATE", "BEFORE DELETE", "AFTER DELETE"];

#[test]
fn a_method_that_fails_anywhere_changes_nothing() {
    for (name, operation) in OPERATIONS {
        let mut failures = 0;
        let mut home = populated();
        for (table, statement) in TABLES.iter().flat_map(|table| STATEMENTS.map(|statement| (table, statement))) {
            let store = home.open();
            let before = Snapshot::of(&store);
            let saboteur = Connection::open(home.path()).expect("a database");
            let sabotage =
                format!("CREATE TRIGGER sabotage {statement} ON {table} BEGIN SELECT RAISE(ABORT, 'no'); END");
            saboteur.execute_batch(&sabotage).expect("a trigger");

            let result = operation(&store);

            saboteur.execute_batch("DROP TRIGGER sabotage").expect("a trigger");
            if result.is_err() {
                failures += 1;
                assert_eq!(result, Err(StoreError::Unexpected { code: CONSTRAINT_TRIGGER }), "{name}");
                assert_eq!(Snapshot::of(&store), before, "{name}: {statement} {table}");
                assert_eq!(operation(&store), Ok(()), "{name}: tried again");
            }
            assert_ne!(Snapshot::of(&store), before, "{name} did nothing");
            home = populated();
        }
        assert!(failures >= 2, "{name} was never stopped");
    }
}

/// SQLite's extended result code for a trigger that refused.
const CONSTRAINT_TRIGGER: i32 = 1811;
