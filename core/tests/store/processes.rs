//! Several processes with one file. The children are this test program again.

use std::collections::BTreeSet;
use std::env;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use countersign_core::model::{Recorded, Secret, Verdict};
use countersign_core::platform::{FileVault, SystemEntropy};
use countersign_core::store::{Decided, KeyStore, OpenOptions, SqliteStore, Store};
use tempfile::TempDir;

use crate::samples::{account, account_id, challenge, challenge_id, enroll, entry, handle, settlement};

/// Where a child finds the folder, and what it is to do.
const FOLDER: &str = "COUNTERSIGN_TEST_FOLDER";
const NAME: &str = "COUNTERSIGN_TEST_NAME";
const CHILDREN: u64 = 4;
const ROUNDS: u64 = 25;

fn open(folder: &Path) -> SqliteStore {
    let vault = FileVault::new(folder.join("vault").join("key"));
    let options = OpenOptions { busy_timeout: std::time::Duration::from_secs(60), ..OpenOptions::default() };
    SqliteStore::open(&folder.join("countersign.db"), &options, &vault, Arc::new(SystemEntropy)).expect("a database")
}

/// Starts the ignored test `role`, which waits until its input is closed.
fn spawn(role: &str, folder: &TempDir, name: u64) -> Child {
    Command::new(env::current_exe().expect("this program"))
        .args(["--exact", &format!("processes::{role}"), "--ignored", "--nocapture"])
        .env(FOLDER, folder.path())
        .env(NAME, name.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a child")
}

/// In a child: its folder and number, once the parent has closed the input.
fn orders() -> Option<(PathBuf, u64)> {
    let folder = PathBuf::from(env::var_os(FOLDER)?);
    let name = env::var(NAME).ok()?.parse().ok()?;
    std::io::stdin().read_to_end(&mut Vec::new()).expect("an input");
    Some((folder, name))
}

fn run_together(role: &str, folder: &TempDir) {
    let mut children: Vec<_> = (0..CHILDREN).map(|name| spawn(role, folder, name)).collect();
    for child in &mut children {
        drop(child.stdin.take());
    }
    for child in children {
        let output = child.wait_with_output().expect("a child");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    }
}

#[test]
fn processes_that_start_together_end_up_with_one_key() {
    let folder = tempfile::tempdir().expect("a folder");

    run_together("first_start", &folder);

    let store = open(folder.path());
    for name in 0..CHILDREN {
        let key = store.key(&handle(&name.to_string())).expect("a readable key").expect("a key");
        assert_eq!(key.expose(), name.to_be_bytes());
    }
}

#[test]
#[ignore = "runs inside a child process"]
fn first_start() {
    let Some((folder, name)) = orders() else { return };
    let store = open(&folder);
    store.put_key(&handle(&name.to_string()), &Secret::new(name.to_be_bytes().to_vec())).expect("a store");
}

#[test]
fn processes_never_use_a_counter_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    enroll(&store, &account("acc"));
    for round in 0..ROUNDS {
        store.record_challenge(&challenge("acc", &format!("c{round}"))).expect("an account");
    }

    run_together("decide_all", &folder);

    let entries = store.unsettled().expect("a store");
    let counters: BTreeSet<_> = entries.into_iter().map(|row| row.intact().expect("an intact row").counter).collect();
    assert_eq!(u64::try_from(counters.len()), Ok(ROUNDS), "each challenge was decided once, each with its own counter");
    assert_eq!(store.account(&account_id("acc")).expect("an account").counter, 7 + ROUNDS);
}

#[test]
#[ignore = "runs inside a child process"]
fn decide_all() {
    let Some((folder, name)) = orders() else { return };
    let store = open(&folder);
    let verdict = if name % 2 == 0 { Verdict::Approve } else { Verdict::Deny };
    for round in 0..ROUNDS {
        let id = challenge_id("acc", &format!("c{round}"));
        loop {
            // As the engine does it: whoever comes second draws again, so somebody always gets on.
            let counter = store.account(&id.account).expect("an account").counter + 1;
            match store.decide(&entry(&id, verdict, counter)).expect("a challenge") {
                Decided::Now | Decided::Before { .. } => break,
                Decided::CounterTaken => (),
                Decided::Ended(settlement) => panic!("{settlement:?}"),
            }
        }
    }
}

#[test]
fn what_a_killed_process_reported_is_there() {
    let folder = tempfile::tempdir().expect("a folder");
    enroll(&open(folder.path()), &account("acc"));
    for round in 0..5 {
        let mut child = spawn("approve_until_killed", &folder, round);
        drop(child.stdin.take());
        let mut reports = BufReader::new(child.stdout.take().expect("an output")).lines();
        let reported: Vec<_> = reports
            .by_ref()
            .map(|line| line.expect("a line"))
            .filter_map(|line| line.split_once("approved ").map(|(_, server)| server.to_owned()))
            .take(usize::try_from(10 + 7 * round).expect("small"))
            .collect();

        child.kill().expect("a child");
        child.wait().expect("a child");

        let store = open(folder.path());
        for server in reported {
            let entry = store.journal_entry(&challenge_id("acc", &server)).expect("a store");
            assert!(entry.is_some(), "{server}");
        }
        for entry in store.unsettled().expect("a store") {
            assert!(entry.intact().is_some());
        }
    }
}

#[test]
#[ignore = "runs inside a child process"]
fn approve_until_killed() {
    use std::io::Write;
    let Some((folder, name)) = orders() else { return };
    let store = open(&folder);
    for number in 0_u32.. {
        let server = format!("r{name}-{number}");
        let id = challenge_id("acc", &server);
        store.record_challenge(&challenge("acc", &server)).expect("an account");
        let counter = store.account(&id.account).expect("an account").counter + 1;
        assert_eq!(store.decide(&entry(&id, Verdict::Approve, counter)), Ok(Decided::Now));
        // The parent is gone when nobody reads any more.
        if writeln!(std::io::stdout(), "approved {server}").is_err() {
            return;
        }
        if number % 2 == 0 {
            store.settle(&id, &settlement(Recorded::Approved)).expect("a challenge");
        }
    }
}
