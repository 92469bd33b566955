//! The vault key: lost, locked, another one, or made at the same time by somebody else.

use std::sync::Arc;

use countersign_core::platform::{KeyVault, SystemEntropy, VaultError, WrappingKey};
use countersign_core::store::{LostAccount, OpenOptions, SqliteStore, StoreError};
use zeroize::Zeroizing;

use crate::operations::{populate, populated};
use crate::samples::{Home, account_id, at, open_with};
use crate::snapshot::Snapshot;
use crate::vaults::TestVault;

fn lost(name: &str) -> LostAccount {
    LostAccount {
        id: account_id(name),
        dialect: "native".parse().expect("an id"),
        issuer_host: "login.example".to_owned(),
        enrolled_at: at(1_001),
    }
}

#[test]
fn a_lost_key_names_the_accounts_and_deletes_nothing() {
    let home = populated();
    let before = Snapshot::of(&home.open());
    let key = home.vault.key();
    let error = StoreError::VaultLost { accounts: vec![lost("acc"), lost("other")] };

    for other in [None, Some([1; 32])] {
        home.vault.set_key(other);
        assert_eq!(home.try_open().err(), Some(error.clone()));
        assert_eq!(home.vault.key(), other, "no key is made for a database that has one");
    }

    home.vault.set_key(key);
    assert_eq!(Snapshot::of(&home.open()), before);
}

#[test]
fn a_lost_key_is_noticed_without_accounts_too() {
    let home = Home::new();
    drop(home.open());
    home.vault.set_key(None);

    assert_eq!(home.try_open().err(), Some(StoreError::VaultLost { accounts: vec![] }));
}

#[test]
fn a_vault_that_cannot_tell_is_not_a_lost_one() {
    let home = populated();
    let before = Snapshot::of(&home.open());

    for failure in
        [VaultError::Locked, VaultError::Unavailable, VaultError::Permission, VaultError::Malformed, VaultError::Failed]
    {
        home.vault.fail_with(Some(failure));
        assert_eq!(home.try_open().err(), Some(StoreError::VaultLocked(failure)));
    }

    home.vault.fail_with(None);
    assert_eq!(Snapshot::of(&home.open()), before);
}

#[test]
fn a_locked_vault_at_the_first_start_leaves_a_database_to_be_made() {
    let home = Home::new();
    home.vault.fail_with(Some(VaultError::Locked));
    assert_eq!(home.try_open().err(), Some(StoreError::VaultLocked(VaultError::Locked)));

    home.vault.fail_with(None);
    populate(&home.open());

    assert!(Snapshot::of(&home.open()).is_ok());
}

#[test]
fn a_new_database_uses_the_key_that_is_there() {
    let home = Home { vault: TestVault::with_key([5; 32]), ..Home::new() };

    populate(&home.open());

    assert_eq!(home.vault.key(), Some([5; 32]));
    assert!(Snapshot::of(&home.open()).is_ok());
}

#[test]
fn a_damaged_data_key_is_not_a_lost_vault_key() {
    for sql in [
        "UPDATE data_key SET wrapped = x'00'",
        "UPDATE data_key SET wrapped = zeroblob(length(wrapped))",
        "DELETE FROM data_key",
    ] {
        let home = populated();
        rusqlite::Connection::open(home.path()).and_then(|raw| raw.execute_batch(sql)).expect("a database");

        assert_eq!(home.try_open().err(), Some(StoreError::CorruptRow { place: "data_key.wrapped" }), "{sql}");
    }
}

/// A vault in which somebody else stores a key at the worst moment.
struct RacingVault(TestVault);

impl KeyVault for RacingVault {
    fn load(&self) -> Result<Option<WrappingKey>, VaultError> {
        self.0.load()
    }

    fn save(&self, _: &WrappingKey) -> Result<(), VaultError> {
        self.0.save(&WrappingKey::new(Zeroizing::new([6; 32])))
    }
}

#[test]
fn the_key_that_the_vault_kept_is_the_one_that_counts() {
    let home = Home::new();
    let racing = RacingVault(TestVault::default());
    let store = SqliteStore::open(&home.path(), &OpenOptions::default(), &racing, Arc::new(SystemEntropy));
    populate(&store.expect("a database"));

    let store = open_with(&home.path(), &OpenOptions::default(), &TestVault::with_key([6; 32]));

    assert!(store.is_ok_and(|store| Snapshot::of(&store).is_ok()));
}
