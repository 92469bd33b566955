//! Databases of released versions open for ever.

use std::fs;
use std::path::{Path, PathBuf};

use countersign_core::store::MemoryStore;

use crate::operations::populate;
use crate::samples::Home;
use crate::snapshot::Snapshot;
use crate::vaults::TestVault;

/// The vault key of every fixture.
const KEY: [u8; 32] = *b"a key that protects only fixture";

fn fixture(version: u32) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join("fixtures").join(format!("store_v{version}.db"))
}

#[test]
fn a_database_of_version_1_opens_with_all_it_holds() {
    let home = Home { vault: TestVault::with_key(KEY), ..Home::new() };
    fs::copy(fixture(1), home.path()).expect("the fixture");
    let expected = MemoryStore::new();
    populate(&expected);

    let store = home.open();

    assert_eq!(Snapshot::of(&store), Snapshot::of(&expected));
}

#[test]
#[ignore = "writes the fixture of the newest version, once per version"]
fn write_fixture() {
    let home = Home { vault: TestVault::with_key(KEY), ..Home::new() };
    populate(&home.open());
    assert!(!fixture(1).exists(), "a fixture is never replaced");
    fs::copy(home.path(), fixture(1)).expect("a fixture");
}
