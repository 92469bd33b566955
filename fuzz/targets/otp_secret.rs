//! One-time-code secrets as people type them. What is accepted always gives a code of the right length.
#![no_main]

use arbitrary::Arbitrary;
use countersign_core::model::UnixTime;
use countersign_core::otp::{OtpAlgorithm, OtpKind, OtpParameters, OtpSecret};
use libfuzzer_sys::fuzz_target;

#[derive(Debug, Arbitrary)]
struct Input<'a> {
    algorithm: u8,
    digits: u8,
    period: u32,
    time: i64,
    counter: Option<u64>,
    secret: &'a str,
}

fuzz_target!(|input: Input<'_>| {
    let algorithm = match input.algorithm % 3 {
        0 => OtpAlgorithm::Sha1,
        1 => OtpAlgorithm::Sha256,
        _ => OtpAlgorithm::Sha512,
    };
    let kind = input.counter.map_or(OtpKind::Time { period: input.period }, |initial| OtpKind::Counter { initial });
    let Ok(parameters) = OtpParameters::of_kind(kind, algorithm, input.digits) else { return };
    let Ok(secret) = OtpSecret::from_base32(input.secret, parameters) else { return };
    let code = secret.code_at(UnixTime::from_seconds(input.time), 1);
    assert_eq!(code.digits().len(), usize::from(input.digits));
    let stored = OtpSecret::from_secret(&secret.to_secret()).expect("what was stored can be read");
    assert_eq!(stored.code_at(UnixTime::from_seconds(input.time), 1).digits(), code.digits());
});
