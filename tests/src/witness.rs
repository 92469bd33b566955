//! What a whole story planted and printed, and the proof that nothing planted is anywhere.

use std::fmt::{Debug, Write};
use std::sync::Arc;

use countersign_core::error::Error;
use countersign_core::model::Account;
use countersign_core::platform::{FileVault, SystemEntropy};
use countersign_core::store::{KeyStore, OpenOptions, SqliteStore};

use crate::PhoneHome;
use crate::leaks::{Canary, Logs, contents, found};

/// Remembers the secrets and personal texts of a story, and everything that was printed of it.
pub struct Witness {
    canaries: Vec<Canary>,
    printed: String,
}

impl Witness {
    /// A witness of a story with these personal texts, by name.
    pub fn of(planted: &[(&'static str, &str)]) -> Self {
        let canaries = planted.iter().map(|(name, text)| Canary::new(name, text)).collect();
        Self { canaries, printed: String::new() }
    }

    /// One more secret that must not be found.
    pub fn plant(&mut self, name: &'static str, secret: impl AsRef<[u8]>) {
        self.canaries.push(Canary::new(name, secret));
    }

    /// The middle of an account's RSA key, as the phone's store keeps it.
    ///
    /// # Panics
    /// When the store has no such key.
    pub fn plant_private_key(&mut self, home: &PhoneHome, account: &Account) {
        let vault = FileVault::new(home.path().join("vault.key"));
        let path = home.path().join("countersign.db");
        let store = SqliteStore::open(&path, &OpenOptions::default(), &vault, Arc::new(SystemEntropy));
        let handle = &account.key.as_ref().expect("a key").handle;
        let key = store.expect("a store").key(handle).expect("a working store").expect("the key");
        self.plant("private key", key.expose().get(600..664).expect("an RSA key is long"));
    }

    /// How many secrets were planted.
    pub fn planted(&self) -> usize {
        self.canaries.len()
    }

    /// Prints a value in both ways that `Debug` has.
    pub fn print(&mut self, value: impl Debug) {
        write!(self.printed, "{value:?} {value:#?} ").expect("memory");
    }

    /// Prints a failure as an app would.
    ///
    /// # Panics
    /// When it is no failure, or another one than `code`.
    pub fn fails<T: Debug>(&mut self, code: &str, result: Result<T, Error>) {
        let error = result.expect_err(code);
        assert_eq!(error.code, code);
        write!(self.printed, "{error} {error:?} ").expect("memory");
    }

    /// Names of the secrets that are in `place`.
    pub fn found_in(&self, place: &[u8]) -> Vec<&str> {
        found(&self.canaries, place)
    }

    /// # Panics
    /// When a secret is in a file of the phone other than its vault, in the logs, or in what was printed.
    pub fn assert_nothing_sang(&self, home: &PhoneHome, logs: &Logs, when: &str) {
        let files = contents(&home.path(), "vault.key");
        let stored: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
        assert!(stored > 20_000, "the files hold the story {when}");
        for (name, bytes) in &files {
            assert_eq!(self.found_in(bytes), [""; 0], "{name} {when}");
        }
        assert_eq!(self.found_in(&logs.bytes()), [""; 0], "logs {when}");
        assert_eq!(self.found_in(self.printed.as_bytes()), [""; 0], "printed {when}");
    }
}
