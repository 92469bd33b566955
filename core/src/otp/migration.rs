//! `otpauth-migration` URIs: what Google Authenticator shows as QR codes to move accounts to another phone.
//!
//! `otpauth-migration://offline?data=...` with percent-encoded base64 of a protobuf message. More accounts than fit one
//! code are divided into a batch of codes.

use base64ct::{Base64Unpadded, Encoding};
use prost::Message;
use zeroize::{Zeroize, Zeroizing};

use super::uri::after_prefix;
use super::{OtpAccount, OtpAlgorithm, OtpKind, OtpParameters, OtpSecret, OtpUriError};
use crate::model::Secret;
use crate::protocol::percent;

/// The accounts of one code.
#[derive(Debug)]
pub struct Migration {
    /// 1 to 100 accounts, in the order of the code.
    pub accounts: Vec<OtpAccount>,
    /// The number of this code in its batch, from 1.
    pub part: u32,
    /// How many codes the batch has, at least 1.
    pub parts: u32,
}

/// Why a migration code cannot be used. The code itself is never repeated: it holds secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum MigrationError {
    /// Not in the form of such a code.
    #[error("the export code is malformed")]
    Malformed,
    /// Longer than 100 accounts can need.
    #[error("the export code is too long")]
    TooLong,
    /// No account in it.
    #[error("the export code has no accounts")]
    Empty,
    /// More accounts than any app puts into one code.
    #[error("the export code has {accounts} accounts")]
    TooMany {
        /// How many.
        accounts: usize,
    },
    /// One of the accounts cannot be used; then none is.
    #[error("account {number} of the export code cannot be used: {reason}")]
    Account {
        /// Which one, from 1.
        number: usize,
        /// Why not.
        reason: OtpUriError,
    },
}

impl Migration {
    /// Whether `text` is a migration URI at all, readable or not.
    pub fn is_uri(text: &str) -> bool {
        after_prefix(text, PREFIX).is_some()
    }

    /// Reads a migration URI of at most 65,536 bytes, with or without white space around it. All accounts are read, or none.
    ///
    /// # Errors
    /// See [`MigrationError`].
    pub fn from_uri(text: &str) -> Result<Self, MigrationError> {
        if text.len() > MAX_URI {
            return Err(MigrationError::TooLong);
        }
        let payload = Payload::decode(data(text).ok_or(MigrationError::Malformed)?.as_slice());
        let payload = payload.map_err(|_| MigrationError::Malformed)?;
        match payload.accounts.len() {
            0 => return Err(MigrationError::Empty),
            1..=MAX_ACCOUNTS => {}
            accounts => return Err(MigrationError::TooMany { accounts }),
        }
        let (part, parts) = position(payload.batch_index, payload.batch_size)?;
        let read = |(number, account): (usize, Exported)| {
            account.read().map_err(|reason| MigrationError::Account { number, reason })
        };
        let accounts = (1..).zip(payload.accounts).map(read).collect::<Result<_, _>>()?;
        Ok(Self { accounts, part, parts })
    }
}

/// The bytes of the one parameter that counts.
fn data(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let (host, query) = after_prefix(text, PREFIX)?.split_once('?')?;
    if !host.trim_end_matches('/').eq_ignore_ascii_case("offline") {
        return None;
    }
    let mut values = query.split('&').filter_map(|pair| pair.strip_prefix("data="));
    let (Some(value), None) = (values.next(), values.next()) else { return None };
    let base64 = Zeroizing::new(percent::decode(value)?);
    Base64Unpadded::decode_vec(base64.trim_end_matches('=')).ok().map(Zeroizing::new)
}

/// Where a code stands in its batch. Exports of a single code may leave both members out.
fn position(index: i32, size: i32) -> Result<(u32, u32), MigrationError> {
    let (index, size) = (u32::try_from(index), u32::try_from(size));
    let (Ok(index), Ok(size)) = (index, size) else { return Err(MigrationError::Malformed) };
    let parts = size.max(1);
    if index < parts { Ok((index + 1, parts)) } else { Err(MigrationError::Malformed) }
}

/// The message. Members that say nothing to us (the version, the id of the batch, and newer ones) are skipped.
#[derive(Message)]
#[prost(skip_debug)]
struct Payload {
    #[prost(message, repeated, tag = "1")]
    accounts: Vec<Exported>,
    #[prost(int32, tag = "3")]
    batch_size: i32,
    #[prost(int32, tag = "4")]
    batch_index: i32,
}

#[derive(Message)]
#[prost(skip_debug)]
struct Exported {
    #[prost(bytes = "vec", tag = "1")]
    secret: Vec<u8>,
    #[prost(string, tag = "2")]
    name: String,
    #[prost(string, tag = "3")]
    issuer: String,
    /// 1 SHA1, 2 SHA256, 3 SHA512, 4 MD5.
    #[prost(int32, tag = "4")]
    algorithm: i32,
    /// 1 six, 2 eight.
    #[prost(int32, tag = "5")]
    digits: i32,
    /// 1 counter-based, 2 time-based with 30 seconds.
    #[prost(int32, tag = "6")]
    kind: i32,
    #[prost(int64, tag = "7")]
    counter: i64,
}

impl Drop for Exported {
    /// Wipes the secret also when something else makes the code unusable.
    fn drop(&mut self) {
        self.secret.zeroize();
    }
}

impl Exported {
    /// In every enumeration 0 stands for what is usual.
    fn read(mut self) -> Result<OtpAccount, OtpUriError> {
        let algorithm = match self.algorithm {
            0 | 1 => OtpAlgorithm::Sha1,
            2 => OtpAlgorithm::Sha256,
            3 => OtpAlgorithm::Sha512,
            _ => return Err(OtpUriError::Algorithm),
        };
        let digits = match self.digits {
            0 | 1 => 6,
            2 => 8,
            _ => return Err(OtpUriError::Invalid("number of digits")),
        };
        let kind = match self.kind {
            0 | 2 => OtpKind::Time { period: 30 },
            1 => {
                OtpKind::Counter { initial: u64::try_from(self.counter).map_err(|_| OtpUriError::Invalid("counter"))? }
            }
            _ => return Err(OtpUriError::Kind),
        };
        let secret = Secret::new(std::mem::take(&mut self.secret));
        let secret = OtpSecret::new(secret, OtpParameters::of_kind(kind, algorithm, digits)?)?;
        OtpAccount::new(&self.name, &self.issuer, secret)
    }
}

const PREFIX: &str = "otpauth-migration://";
/// Ten times what any app puts into one code.
const MAX_ACCOUNTS: usize = 100;
/// 100 accounts of ordinary length take half of it.
const MAX_URI: usize = 65_536;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::otp::{OtpError, vectors};

    fn uri(payload: &Payload) -> String {
        let base64 = data_encoding::BASE64.encode(&payload.encode_to_vec());
        let data = percent_encoding::utf8_percent_encode(&base64, percent_encoding::NON_ALPHANUMERIC);
        format!("otpauth-migration://offline?data={data}")
    }

    fn exported(change: impl FnOnce(&mut Exported)) -> Exported {
        let mut account = Exported::default();
        account.secret = b"1234567890".to_vec();
        account.name = "ann".to_owned();
        change(&mut account);
        account
    }

    fn payload(accounts: Vec<Exported>) -> Payload {
        Payload { accounts, batch_size: 1, batch_index: 0 }
    }

    #[test]
    fn exports_written_by_another_library_are_read_and_give_its_codes() {
        let vectors = vectors::load();
        let cases = vectors["migrations"].as_array().unwrap();

        assert_eq!(cases.len(), 4);
        for case in cases {
            let migration = Migration::from_uri(case["uri"].as_str().unwrap()).unwrap();
            let accounts = case["accounts"].as_array().unwrap();
            assert_eq!((migration.part, migration.parts), (number(case, "part"), number(case, "parts")), "{case}");
            assert_eq!(migration.accounts.len(), accounts.len());
            migration.accounts.iter().zip(accounts).for_each(|(account, case)| vectors::check(account, case));
        }
    }

    fn number(case: &serde_json::Value, member: &str) -> u32 {
        case[member].as_u64().unwrap().try_into().unwrap()
    }

    #[test]
    fn one_unusable_account_is_named_and_none_is_taken() {
        type Change = fn(&mut Exported);
        let cases: [(Change, OtpUriError); 8] = [
            (|account| account.algorithm = 4, OtpUriError::Algorithm),
            (|account| account.algorithm = -1, OtpUriError::Algorithm),
            (|account| account.digits = 3, OtpUriError::Invalid("number of digits")),
            (|account| account.kind = 3, OtpUriError::Kind),
            (|account| (account.kind, account.counter) = (1, -1), OtpUriError::Invalid("counter")),
            (|account| account.secret.clear(), OtpUriError::Otp(OtpError::SecretLength { bytes: 0 })),
            (|account| account.secret.resize(129, 7), OtpUriError::Otp(OtpError::SecretLength { bytes: 129 })),
            (|account| account.name.clear(), OtpUriError::Missing("account name")),
        ];
        for (change, reason) in cases {
            let refused = Migration::from_uri(&uri(&payload(vec![exported(|_| ()), exported(change)])));
            assert_eq!(refused.expect_err("refused"), MigrationError::Account { number: 2, reason });
        }
    }

    #[test]
    fn the_number_of_accounts_is_limited() {
        let with = |count: usize| Migration::from_uri(&uri(&payload((0..count).map(|_| exported(|_| ())).collect())));

        assert_eq!(with(0).expect_err("refused"), MigrationError::Empty);
        assert_eq!(with(100).expect("accepted").accounts.len(), 100);
        assert_eq!(with(101).expect_err("refused"), MigrationError::TooMany { accounts: 101 });
    }

    #[test]
    fn a_position_outside_the_batch_is_refused() {
        for (batch_index, batch_size, expected) in [
            (0, 0, Ok((1, 1))),
            (2, 3, Ok((3, 3))),
            (3, 3, Err(MigrationError::Malformed)),
            (1, 0, Err(MigrationError::Malformed)),
            (-1, 2, Err(MigrationError::Malformed)),
            (0, -2, Err(MigrationError::Malformed)),
        ] {
            let read =
                Migration::from_uri(&uri(&Payload { accounts: vec![exported(|_| ())], batch_size, batch_index }));
            assert_eq!(read.map(|migration| (migration.part, migration.parts)), expected);
        }
    }

    #[test]
    fn other_texts_are_refused() {
        let good = uri(&payload(vec![exported(|_| ())]));
        let data = good.split_once("data=").unwrap().1;
        for text in [
            "otpauth-migration://offline",
            "otpauth-migration://offline?date=AA",
            "otpauth-migration://offline?data=%",
            "otpauth-migration://offline?data=A",
            "otpauth-migration://offline?data=-_-_",
            "otpauth-migration://offline?data=AAAA",
            &format!("otpauth-migration://online?data={data}"),
            &format!("{good}&data={data}"),
            &good.replacen("data=C", "data=D", 1),
        ] {
            assert!(Migration::is_uri(text));
            assert_eq!(Migration::from_uri(text).expect_err(text), MigrationError::Malformed, "{text}");
        }
        for text in ["otpauth://totp/x", "", "otpauth-migration:"] {
            assert!(!Migration::is_uri(text), "{text}");
        }
        assert_eq!(Migration::from_uri(&"x".repeat(65_537)).expect_err("long"), MigrationError::TooLong);
        assert!(Migration::from_uri(&format!(" OTPAUTH-migration://OFFLINE/?x=1&data={data}&y\n")).is_ok());
    }

    proptest! {
        #[test]
        fn whatever_is_exported_is_read_back(
            key in proptest::collection::vec(any::<u8>(), 1..=128), counter in 0..=i64::MAX, name in "[a-z]{1,9}",
        ) {
            let account = exported(|account| {
                (account.secret, account.kind, account.counter) = (key.clone(), 1, counter);
                (account.name, account.issuer) = (name.clone(), "Acme".to_owned());
            });

            let read = Migration::from_uri(&uri(&payload(vec![account]))).unwrap().accounts.remove(0);

            let initial = u64::try_from(counter).unwrap();
            prop_assert_eq!(read.secret.parameters().kind(), OtpKind::Counter { initial });
            prop_assert_eq!(read.secret.key().expose(), key);
            prop_assert_eq!((read.issuer_name.as_str(), read.account_name.as_str()), ("Acme", name.as_str()));
        }

        #[test]
        fn no_message_breaks_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let base64 = data_encoding::BASE64_NOPAD.encode(&bytes).replace('+', "%2B");
            let _ = Migration::from_uri(&format!("otpauth-migration://offline?data={base64}"));
        }
    }
}
