//! The shared secret, with what belongs to it.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::code::hotp;
use super::{OtpAlgorithm, OtpCode, OtpError, OtpKind, OtpParameters, base32};
use crate::model::{Secret, UnixTime};

/// What makes one-time codes. Keep it sealed.
#[derive(Debug)]
pub struct OtpSecret {
    key: Secret,
    parameters: OtpParameters,
}

impl OtpSecret {
    /// A secret of 1 to 128 bytes.
    ///
    /// # Errors
    /// `SecretLength`.
    pub fn new(key: Secret, parameters: OtpParameters) -> Result<Self, OtpError> {
        let bytes = key.expose().len();
        if (1..=MAX_BYTES).contains(&bytes) {
            Ok(Self { key, parameters })
        } else {
            Err(OtpError::SecretLength { bytes })
        }
    }

    /// Reads base32 (RFC 4648) as people copy it: in either case, with or without padding, in groups divided by white
    /// space or hyphens.
    ///
    /// # Errors
    /// `NotBase32`, `SecretLength`.
    pub fn from_base32(text: &str, parameters: OtpParameters) -> Result<Self, OtpError> {
        if text.len() > MAX_TEXT {
            return Err(OtpError::NotBase32);
        }
        // Allocated once: growing would leave copies of the secret behind.
        let mut letters = Zeroizing::new(String::with_capacity(text.len()));
        let is_divider = |c: char| c.is_whitespace() || c == '-';
        letters.extend(text.chars().filter(|c| !is_divider(*c)).map(|c| c.to_ascii_uppercase()));
        let letters = letters.trim_end_matches('=');
        let key = base32::decode(letters).ok_or(OtpError::NotBase32)?;
        Self::new(key, parameters)
    }

    /// The shared secret itself.
    pub const fn key(&self) -> &Secret {
        &self.key
    }

    /// How codes are made.
    pub const fn parameters(&self) -> OtpParameters {
        self.parameters
    }

    /// The code in force: by time, that of `time` by the server's clock (RFC 6238 section 4.2, T0 = 0); by counter, the one
    /// that is `steps` after the first.
    pub fn code_at(&self, time: UnixTime, steps: u64) -> OtpCode {
        match self.parameters.kind() {
            OtpKind::Time { period } => {
                let seconds = u64::try_from(time.seconds()).unwrap_or(0);
                let elapsed = u32::try_from(seconds % u64::from(period)).expect("less than the period");
                OtpCode::ending(self.digits(seconds / u64::from(period)), period, period - elapsed)
            }
            OtpKind::Counter { initial } => OtpCode::staying(self.digits(initial.wrapping_add(steps))),
        }
    }

    fn digits(&self, counter: u64) -> Zeroizing<String> {
        hotp(self.key.expose(), counter, self.parameters.algorithm(), self.parameters.digits())
    }

    /// The form to seal and store: a JSON object.
    pub fn to_secret(&self) -> Secret {
        let secret = Zeroizing::new(base32::encode(self.key.expose()));
        let (period, counter) = match self.parameters.kind() {
            OtpKind::Time { period } => (Some(period), None),
            OtpKind::Counter { initial } => (None, Some(initial)),
        };
        let (algorithm, digits) = (self.parameters.algorithm(), self.parameters.digits());
        // Allocated once: growing would leave copies of the secret behind.
        let mut json = Vec::with_capacity(MAX_STORED);
        serde_json::to_writer(&mut json, &Stored { secret: &secret, algorithm, digits, period, counter })
            .expect("plain values always serialize");
        Secret::new(json)
    }

    /// Reads what [`to_secret`](Self::to_secret) made.
    ///
    /// # Errors
    /// `Damaged`.
    pub fn from_secret(stored: &Secret) -> Result<Self, OtpError> {
        let stored: Stored<'_> = serde_json::from_slice(stored.expose()).map_err(|_| OtpError::Damaged)?;
        let kind = match (stored.period, stored.counter) {
            (Some(period), None) => OtpKind::Time { period },
            (None, Some(initial)) => OtpKind::Counter { initial },
            (None, None) | (Some(_), Some(_)) => return Err(OtpError::Damaged),
        };
        OtpParameters::of_kind(kind, stored.algorithm, stored.digits)
            .and_then(|parameters| Self::from_base32(stored.secret, parameters))
            .map_err(|_| OtpError::Damaged)
    }
}

/// The members of `otp` in a receipt (docs/protocol.md section 3.2), or `counter` instead of `period`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored<'a> {
    secret: &'a str,
    algorithm: OtpAlgorithm,
    digits: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    period: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    counter: Option<u64>,
}

/// Twice the longest key that is of use (the block of SHA-512 is 128 bytes).
const MAX_BYTES: usize = 128;
/// More than 128 bytes in base32 take, however they are divided.
const MAX_TEXT: usize = 512;
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
            let code = secret.code_at(UnixTime::from_seconds(case["time"].as_i64().unwrap()), 0);
            assert_eq!(code.digits(), case["code"].as_str().unwrap(), "{case}");
        }
    }

    #[test]
    fn codes_change_exactly_at_the_period() {
        let secret = rfc_6238(OtpAlgorithm::Sha1, "SHA1");
        let at = |seconds| secret.code_at(UnixTime::from_seconds(seconds), 0);

        assert_eq!(
            (at(30).seconds_left(), at(59).seconds_left(), at(60).seconds_left()),
            (Some(30), Some(1), Some(30))
        );
        assert_eq!(at(30).digits(), at(59).digits());
        assert_ne!(at(59).digits(), at(60).digits());
        assert_eq!(at(-5).digits(), at(0).digits());
    }

    #[test]
    fn counter_based_codes_are_those_of_rfc_4226_and_do_not_end() {
        let initial = |initial| {
            let parameters = OtpParameters::of_kind(OtpKind::Counter { initial }, OtpAlgorithm::Sha1, 6).unwrap();
            OtpSecret::new(Secret::new(b"12345678901234567890".to_vec()), parameters).unwrap()
        };
        let code = |initial: &OtpSecret, steps| initial.code_at(UnixTime::from_seconds(59), steps);

        assert_eq!(code(&initial(0), 9).digits(), "520489");
        assert_eq!(code(&initial(7), 2).digits(), "520489");
        assert_eq!(code(&initial(7), 2).seconds_left(), None);
        assert_eq!(code(&initial(u64::MAX), 1).digits(), "755224");
    }

    #[test]
    fn base32_is_read_as_people_copy_it() {
        // RFC 4648 section 10: "foobar" is MZXW6YTBOI======.
        for text in [
            "MZXW6YTBOJTG633CMFZA",
            "mzxw6ytbojtg633cmfza",
            "MzXw6ytbojtg633cmfza====",
            "MZXW6YTBOJTG633CMFZA====",
            " mzxw 6ytb\tojtg\u{a0}633c mfza\n",
            "MZXW-6YTB-OJTG-633C-MFZA",
            "MZXW 6YTB OJTG 633C MFZA = = = =",
        ] {
            let secret = OtpSecret::from_base32(text, OtpParameters::default()).expect(text);
            assert_eq!(secret.key().expose(), b"foobarfoobar", "{text}");
        }
    }

    #[test]
    fn other_texts_are_refused() {
        let parse = |text: &str| OtpSecret::from_base32(text, OtpParameters::default()).map(|_| ());

        for text in [
            "MZXW6YTBOJTG633CMFZ",
            "0189AAAAAAAAAAAA",
            "MZXW_6YTB",
            "MZXW.6YTB",
            "ſ2XW6YTBOJTG633C",
            "====A",
            &"A".repeat(513),
        ] {
            assert_eq!(parse(text), Err(OtpError::NotBase32), "{text}");
        }
        for text in ["", " - ", "===="] {
            assert_eq!(parse(text), Err(OtpError::SecretLength { bytes: 0 }), "{text}");
        }
        assert_eq!(parse("AA"), Ok(()));
        assert_eq!(parse(&"A".repeat(205)), Ok(()));
        assert_eq!(parse(&"A".repeat(207)), Err(OtpError::SecretLength { bytes: 129 }));
    }

    #[test]
    fn the_stored_form_gives_the_same_codes() {
        let parameters = OtpParameters::of_kind(OtpKind::Counter { initial: 4 }, OtpAlgorithm::Sha1, 6).unwrap();
        let counting = OtpSecret::new(Secret::new(b"12345678901234567890".to_vec()), parameters).unwrap();
        for (secret, expected) in [(rfc_6238(OtpAlgorithm::Sha512, "SHA512"), "90693936"), (counting, "338314")] {
            let restored = OtpSecret::from_secret(&secret.to_secret()).unwrap();

            assert_eq!(restored.parameters(), secret.parameters());
            assert_eq!(restored.code_at(UnixTime::from_seconds(59), 0).digits(), expected);
        }
    }

    #[test]
    fn the_form_stored_by_the_first_version_is_read() {
        let stored = r#"{"secret":"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ","algorithm":"SHA1","digits":8,"period":30}"#;

        let secret = OtpSecret::from_secret(&Secret::new(stored.as_bytes().to_vec())).unwrap();

        assert_eq!(secret.code_at(UnixTime::from_seconds(59), 0).digits(), "94287082");
        assert_eq!(secret.to_secret().expose(), stored.as_bytes());
    }

    #[test]
    fn the_stored_form_of_the_longest_secret_never_reallocates() {
        let kinds = [OtpKind::Time { period: 86_400 }, OtpKind::Counter { initial: u64::MAX }];
        for kind in kinds {
            let parameters = OtpParameters::of_kind(kind, OtpAlgorithm::Sha512, 8).unwrap();
            let secret = OtpSecret::new(Secret::new(vec![7; MAX_BYTES]), parameters).unwrap();
            assert!(secret.to_secret().expose().len() <= MAX_STORED);
        }
    }

    #[test]
    fn damaged_stored_forms_are_refused() {
        let with = |rest: &str| format!(r#"{{"secret":"AAAAAAAAAAAAAAAA",{rest}}}"#);
        for stored in [
            String::new(),
            "{}".to_owned(),
            with(r#""algorithm":"MD5","digits":6,"period":30"#),
            with(r#""algorithm":"SHA1","digits":9,"period":30"#),
            with(r#""algorithm":"SHA1","digits":6,"period":0"#),
            with(r#""algorithm":"SHA1","digits":6"#),
            with(r#""algorithm":"SHA1","digits":6,"period":30,"counter":1"#),
            with(r#""algorithm":"SHA1","digits":6,"period":30,"other":1"#),
        ] {
            let outcome = OtpSecret::from_secret(&Secret::new(stored.as_bytes().to_vec()));
            assert_eq!(outcome.err(), Some(OtpError::Damaged), "{stored}");
        }
    }
}
