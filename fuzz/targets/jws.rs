//! Signed messages. Only the text that was signed verifies, to the last bit.
#![no_main]

use std::sync::LazyLock;

use countersign_core::protocol::jose::{MAX_JWS, Unverified, parse_jwk};
use countersign_fuzz::Issuer;
use data_encoding::BASE64URL_NOPAD;
use libfuzzer_sys::fuzz_target;

static ISSUER: LazyLock<Issuer> = LazyLock::new(Issuer::new);

fuzz_target!(|text: &str| {
    let Ok(message) = Unverified::parse(text) else { return };
    assert!(text.len() <= MAX_JWS);
    let parts: Vec<_> = text.split('.').collect();
    assert_eq!(parts.len(), 3);
    let key = parse_jwk(&ISSUER.jwk()).expect("the issuer's key is a key");
    let typ = message.header().typ.clone();
    let Ok(payload) = message.verify(&key) else { return };
    let signed = ISSUER.sign(&typ.unwrap_or_default(), &payload);
    assert_eq!(BASE64URL_NOPAD.encode(&payload), parts[1]);
    assert_eq!(signed, text, "a message that the issuer did not sign");
});
