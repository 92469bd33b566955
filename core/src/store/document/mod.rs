//! What is inside sealed columns: one JSON document each, of schema version 1.
//!
//! These mirrors are the format on disk. A model type may change freely; a mirror changes only with a new schema version.
//! Documents repeat the clear columns that never change, so that a change of those is noticed too.

mod account;
mod bytes;
mod challenge;
mod event;

pub(super) use account::{EnrollmentDocument, ProfileDocument};
pub(super) use challenge::ContentDocument;
pub(super) use event::EventDocument;

use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

/// The document as bytes to seal.
pub(super) fn encode(document: &impl Serialize) -> Zeroizing<Vec<u8>> {
    let mut json = Zeroizing::new(Vec::with_capacity(1024));
    serde_json::to_writer(&mut *json, document).expect("documents have text keys and are written to memory");
    json
}

/// The document in opened `bytes`; `None` when they are not one.
pub(super) fn decode<D: DeserializeOwned>(bytes: &[u8]) -> Option<D> {
    serde_json::from_slice(bytes).ok()
}
