//! Public keys. A key has one form only, and so one thumbprint.
#![no_main]

use countersign_core::protocol::jose::{jwk_to_json, parse_jwk, thumbprint};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(value) = serde_json::from_slice(data) else { return };
    let Ok(key) = parse_jwk(&value) else { return };
    assert_eq!(jwk_to_json(&key), value);
    assert_eq!(thumbprint(&key).len(), 43);
});
