//! What survives a restart.
//!
//! One trait, two stores ([`SqliteStore`] for devices, [`MemoryStore`] for tests), one conformance suite that both
//! must pass. The rule not to break: **storage never lies**. A lost key, a locked key, a corrupt row, a full disk and a
//! newer database are different errors, nothing is ever deleted automatically, and one bad row never hides the others.

mod document;
mod error;
mod memory;
mod outcome;
mod row;
mod sealing;
mod shared;
mod sqlite;
mod traits;
mod transition;

pub use error::StoreError;
pub use memory::MemoryStore;
pub use outcome::{Begun, Decided, Intake};
pub use row::{LostAccount, QuarantinedRow, Row};
pub use sqlite::{OpenOptions, SqliteStore};
pub use traits::{KeyStore, Store};
