//! Ids and times. Ids stay types of their own on this side and are texts on the other.

use countersign_core::engine::Mistake;
use countersign_core::error::Error;
use countersign_core::model::{AccountId, ChallengeId, DialectId, KeyHandle, UnixTime};

use crate::Fault;

uniffi::custom_type!(AccountId, String, {
    remote,
    try_lift: |text| text.parse().map_err(|_| unknown(Mistake::UnknownAccount)),
    lower: |id| id.into(),
});

uniffi::custom_type!(ChallengeId, String, {
    remote,
    try_lift: |text| text.parse().map_err(|_| unknown(Mistake::UnknownChallenge)),
    lower: |id| id.to_string(),
});

uniffi::custom_type!(DialectId, String, {
    remote,
    try_lift: |text| text.parse().map_err(|_| unknown(Mistake::UnknownDialect)),
    lower: |id| id.into(),
});

uniffi::custom_type!(KeyHandle, String, {
    remote,
    try_lift: |text| Ok(text.parse()?),
    lower: |handle| handle.into(),
});

// Whole seconds since 1970: what a server claims may be further away than the dates of a language go.
uniffi::custom_type!(UnixTime, i64, {
    remote,
    try_lift: |seconds| Ok(UnixTime::from_seconds(seconds)),
    lower: |time| time.seconds(),
});

/// Text that is no id names nothing.
fn unknown(mistake: Mistake) -> uniffi::deps::anyhow::Error {
    Fault::from(Error::from(mistake)).into()
}
