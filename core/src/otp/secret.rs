//! The shared secret, with what belongs to it.

use data_encoding::BASE32_NOPAD;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::code::hotp;
use super::{OtpAlgorithm, OtpCode, OtpError, OtpParameters};
use crate::model::{Secret, UnixTime};

/// What makes one-time codes. Keep it sealed.
#[derive(Debug)]
pub struct OtpSecret {
    key: Secret,
    parameters: OtpParameters,
}

impl OtpSecret {
    /// A secret of 10 to 128 bytes.
    ///
    /// # Errors
    /// `SecretLength`.
    pub fn new(key: Secret, parameters: OtpParameters) -> Result<Self, OtpError> {
        let bytes = key.expose().len();
        if (MIN_BYTES..=MAX_BYTES).contains(&bytes) {
            Ok(Self { key, parameters })
        } else {
            Err(OtpError::SecretLength { bytes })
        }
    }

    /// Reads base32 (RFC 4648) in either case, with or without padding.
    ///
    /// # Errors
    /// `NotBase32`, `SecretLength`.
    pub fn from_base32(text: &str, parameters: OtpParameters) -> Result<Self, OtpError> {
        if text.len() > MAX_BASE32 {
            return Err(OtpError::NotBase32);
        }
        let text = Zeroizing::new(text.trim_end_matches('=').to_ascii_uppercase());
        let key = BASE32_NOPAD.decode(text.as_bytes()).map_err(|_| OtpError::NotBase32)?;
        Self::new(Secret::new(key), parameters)
    }

    /// How codes are made.
    pub const fn parameters(&self) -> OtpParameters {
        self.parameters
    }

    /// The code in force at `time` by the server's clock (RFC 6238 section 4.2, T0 = 0).
    pub fn code_at(&self, time: UnixTime) -> OtpCode {
        let (algorithm, digits, period) = self.parameters.parts();
        let seconds = u64::try_from(time.seconds()).unwrap_or(0);
        let elapsed = seconds % u64::from(period);
        let elapsed = u32::try_from(elapsed).expect("less than the period");
        OtpCode::new(hotp(self.key.expose(), seconds / u64::from(period), algorithm, digits), period - elapsed)
    }

    /// The form to seal and store: a JSON object.
    pub fn to_secret(&self) -> Secret {
        let key = Zeroizing::new(BASE32_NOPAD.encode(self.key.expose()));
        let (algorithm, digits, period) = self.parameters.parts();
        // Allocated once: growing would leave copies of the secret behind.
        let mut json = Vec::with_capacity(MAX_STORED);
        serde_json::to_writer(&mut json, &Stored { secret: &key, algorithm, digits, period })
            .expect("plain values always serialize");
        Secret::new(json)
    }

    /// Reads what [`to_secret`](Self::to_secret) made.
    ///
    /// # Errors
    /// `Damaged`.
    pub fn from_secret(stored: &Secret) -> Result<Self, OtpError> {
        let stored: Stored<'_> = serde_json::from_slice(stored.expose()).map_err(|_| OtpError::Damaged)?;
        OtpParameters::new(stored.algorithm, stored.digits, stored.period)
            .and_then(|parameters| Self::from_base32(stored.secret, parameters))
            .map_err(|_| OtpError::Damaged)
    }
}

/// The members of `otp` in a receipt (docs/protocol.md section 3.2).
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored<'a> {
    secret: &'a str,
    algorithm: OtpAlgorithm,
    digits: u8,
    period: u32,
}

/// 80 bits: what many servers still hand out, though RFC 4226 asks for 128.
const MIN_BYTES: usize = 10;
/// Twice the longest key that is of use (the block of SHA-512 is 128 bytes).
const MAX_BYTES: usize = 128;
/// 128 bytes in padded base32.
const MAX_BASE32: usize = 208;
/// 205 characters of base32 and less than 100 of JSON.
const MAX_STORED: usize = 320;

#[cfg(test)]
mod tests {
    use super::*;

    fn rfc_6238(algorithm: OtpAlgorithm, name: &str) -> OtpSecret {
        let key = vectors()["keys"][name].as_str().unwrap().as_bytes().to_vec();
        OtpSecret::new(Secret::new(key), OtpParameters::new(algorithm, 8, 30).unwrap()).unwrap()
    }

    fn vectors() -> serde_json::Value {
        serde_json::from_str(include_str!("../../../tests/vectors/otp.json")).unwrap()
    }

    #[test]
    fn codes_are_those_of_rfc_6238() {
        let vectors = vectors();
        let cases = vectors["totp"].as_array().unwrap();

        assert_eq!(cases.len(), 18);
        for case in cases {
            let algorithm = serde_json::from_value(case["algorithm"].clone()).unwrap();
            let secret = rfc_6238(algorithm, case["algorithm"].as_str().unwrap());
            let code = secret.code_at(UnixTime::from_seconds(case["time"].as_i64().unwrap()));
            assert_eq!(code.digits(), case["code"].as_str().unwrap(), "{case}");
        }
    }

    #[test]
    fn codes_change_exactly_at_the_period() {
        let secret = rfc_6238(OtpAlgorithm::Sha1, "SHA1");
        let at = |seconds| secret.code_at(UnixTime::from_seconds(seconds));

        assert_eq!((at(30).seconds_left(), at(59).seconds_left(), at(60).seconds_left()), (30, 1, 30));
        assert_eq!(at(30).digits(), at(59).digits());
        assert_ne!(at(59).digits(), at(60).digits());
        assert_eq!(at(-5).digits(), at(0).digits());
    }

    #[test]
    fn base32_is_read_in_either_case_and_with_or_without_padding() {
        // RFC 4648 section 10: "foobar" is MZXW6YTBOI======.
        let same =
            ["MZXW6YTBOJTG633CMFZA", "mzxw6ytbojtg633cmfza", "MzXw6ytbojtg633cmfza====", "MZXW6YTBOJTG633CMFZA===="];
        for text in same {
            let secret = OtpSecret::from_base32(text, OtpParameters::default()).unwrap();
            assert_eq!(secret.key.expose(), b"foobarfoobar", "{text}");
        }
    }

    #[test]
    fn other_texts_are_refused() {
        let parse = |text: &str| OtpSecret::from_base32(text, OtpParameters::default()).map(|_| ());

        for text in [
            "MZXW6YTBOJTG633CMFZ",
            "0189AAAAAAAAAAAA",
            "MZXW 6YTB OJTG 633C",
            "ſ2XW6YTBOJTG633C",
            "====A",
            &"A".repeat(209),
        ] {
            assert_eq!(parse(text), Err(OtpError::NotBase32), "{text}");
        }
        assert_eq!(parse(""), Err(OtpError::SecretLength { bytes: 0 }));
        assert_eq!(parse("AAAAAAAAAAAAAAA"), Err(OtpError::SecretLength { bytes: 9 }));
        assert_eq!(parse("AAAAAAAAAAAAAAAA"), Ok(()));
        assert_eq!(parse(&"A".repeat(205)), Ok(()));
        assert_eq!(parse(&"A".repeat(207)), Err(OtpError::SecretLength { bytes: 129 }));
    }

    #[test]
    fn the_stored_form_gives_the_same_codes() {
        let secret = rfc_6238(OtpAlgorithm::Sha512, "SHA512");

        let restored = OtpSecret::from_secret(&secret.to_secret()).unwrap();

        assert_eq!(restored.parameters(), secret.parameters());
        assert_eq!(restored.code_at(UnixTime::from_seconds(59)).digits(), "90693936");
    }

    #[test]
    fn the_stored_form_of_the_longest_secret_never_reallocates() {
        let secret =
            OtpSecret::new(Secret::new(vec![7; MAX_BYTES]), OtpParameters::new(OtpAlgorithm::Sha512, 8, 120).unwrap())
                .unwrap();

        assert!(secret.to_secret().expose().len() <= MAX_STORED);
    }

    #[test]
    fn damaged_stored_forms_are_refused() {
        for stored in [
            "",
            "{}",
            r#"{"secret":"AAAAAAAAAAAAAAAA","algorithm":"MD5","digits":6,"period":30}"#,
            r#"{"secret":"AAAAAAAAAAAAAAAA","algorithm":"SHA1","digits":9,"period":30}"#,
        ] {
            let outcome = OtpSecret::from_secret(&Secret::new(stored.as_bytes().to_vec()));
            assert_eq!(outcome.err(), Some(OtpError::Damaged), "{stored}");
        }
    }
}
