//! What queries cost: neither accounts nor history may make the list of waiting challenges slower.

use rusqlite::{Connection, StatementStatus};

use super::challenges::OPEN_CHALLENGES;
use super::history::{ENDED_CHALLENGES, ENDED_CHALLENGES_OF_ACCOUNT, EVENTS, EVENTS_OF_ACCOUNT};
use super::journal::UNSETTLED;

/// A database with this many accounts, and this many challenges that expired without an answer.
fn database(accounts: u32, history: u32) -> Connection {
    let connection = Connection::open_in_memory().expect("memory");
    connection.execute_batch(include_str!("migrations/0001_first.sql")).expect("a schema");
    let fill = [
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1) \
         INSERT INTO account (id, dialect, issuer_host, state, counter, clock_offset, enrolled_at, profile) \
         SELECT 'a' || i, 'native', 'host', 'active', 0, i % 5, 0, x'00' FROM n",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1) \
         INSERT INTO challenge (account, server, issued_at, expires_at, state, content) \
         SELECT 'a1', 'old' || i, i, i + 100, 'pending', x'00' FROM n",
    ];
    for (sql, count) in fill.into_iter().zip([accounts, history]) {
        connection.execute(sql, [count]).expect("rows");
    }
    connection
        .execute_batch(
            "INSERT INTO challenge (account, server, issued_at, expires_at, state, content) VALUES \
             ('a1', 'one', 1000000, 1000100, 'pending', x'00'), ('a1', 'two', 1000000, 1000100, 'pending', x'00')",
        )
        .expect("rows");
    connection
}

/// Steps of SQLite's virtual machine for the two challenges that wait.
fn steps(connection: &Connection) -> i32 {
    let mut statement = connection.prepare(OPEN_CHALLENGES).expect("a query");
    let found = statement.query_map(("pending", 1_000_000), |_| Ok(())).expect("a query").count();
    assert_eq!(found, 2);
    statement.get_status(StatementStatus::VmStep)
}

fn plan(connection: &Connection, sql: &str) -> String {
    let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).expect("a query");
    let count = statement.parameter_count();
    for index in 1..=count {
        statement.raw_bind_parameter(index, rusqlite::types::Null).expect("a parameter");
    }
    let mut rows = statement.raw_query();
    let mut lines = Vec::new();
    while let Some(row) = rows.next().expect("a plan") {
        lines.push(row.get::<_, String>(3).expect("a line"));
    }
    lines.join("\n")
}

#[test]
fn waiting_challenges_cost_the_same_with_many_accounts_and_a_long_history() {
    assert_eq!(steps(&database(1, 0)), steps(&database(10_000, 100_000)));
}

#[test]
fn every_query_finds_its_rows_by_index() {
    let connection = database(1, 0);
    let expected = [
        (OPEN_CHALLENGES, "SEARCH c USING INDEX challenge_open (state=? AND expires_at>?)"),
        (OPEN_CHALLENGES, "SEARCH account USING COVERING INDEX account_by_clock_offset"),
        (UNSETTLED, "SEARCH challenge USING INDEX challenge_open (state=?)"),
        (EVENTS, "SEARCH event USING INDEX event_by_time (at<?)"),
        (EVENTS_OF_ACCOUNT, "SEARCH event USING INDEX event_by_account (account=? AND at<?)"),
        (ENDED_CHALLENGES, "SEARCH c USING INDEX challenge_by_time (issued_at<?)"),
        (ENDED_CHALLENGES_OF_ACCOUNT, "SEARCH c USING INDEX challenge_by_account (account=? AND issued_at<?)"),
    ];
    for (sql, line) in expected {
        let plan = plan(&connection, sql);
        assert!(plan.contains(line), "{sql}\n{plan}");
        assert!(!plan.contains("SCAN"), "{sql}\n{plan}");
    }
    for sql in [EVENTS, EVENTS_OF_ACCOUNT, ENDED_CHALLENGES, ENDED_CHALLENGES_OF_ACCOUNT] {
        assert!(!plan(&connection, sql).contains("TEMP B-TREE"), "{sql} sorts");
    }
}
