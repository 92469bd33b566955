//! Identifiers as types, so that one cannot be passed for another.

use std::fmt;
use std::str::FromStr;

use base32ct::{Base32Unpadded, Encoding};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Text that is no id: empty, longer than 64 characters, or with characters outside `A-Z a-z 0-9 _ -`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an id has 1 to 64 characters of A-Z a-z 0-9 _ -")]
pub struct IdError;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
                let is_id = (1..=64).contains(&text.len()) && text.bytes().all(allowed);
                if is_id { Ok(Self(text.to_owned())) } else { Err(IdError) }
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id! {
    /// An account on this phone: 16 lower-case base32 characters, the same for every retry of one enrollment.
    AccountId
}
id! {
    /// An id given by a server (challenge, device, account), compared byte for byte.
    ServerId
}
id! {
    /// The language a server speaks, for example `native`.
    DialectId
}
id! {
    /// The name under which a signer keeps a key. Made by the engine, so that making the key can be retried.
    KeyHandle
}

impl AccountId {
    /// Derives the id of the account that `ticket` of `issuer` enrolls: retries meet the same account.
    pub fn derive(dialect: &DialectId, issuer: &str, ticket: &str) -> Self {
        let mut hash = Sha256::new();
        for part in ["countersign account", dialect.as_str(), issuer, ticket] {
            hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(part);
        }
        let digest = hash.finalize();
        let short = digest.get(..10).expect("SHA-256 has 32 bytes");
        Self(Base32Unpadded::encode_string(short))
    }
}

/// A challenge: the account it is for and the server's own id, which only means something together.
///
/// Two servers may use the same id; neither can touch the other's challenge.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChallengeId {
    /// The account on this phone.
    pub account: AccountId,
    /// The id the server gave.
    pub server: ServerId,
}

impl fmt::Display for ChallengeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.account, self.server)
    }
}

impl FromStr for ChallengeId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let (account, server) = text.split_once('.').ok_or(IdError)?;
        Ok(Self { account: account.parse()?, server: server.parse()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_refuse_what_could_be_mistaken_for_something_else() {
        for text in ["", "a b", "a.b", "a/b", "é", "a\n", &"x".repeat(65)] {
            assert_eq!(text.parse::<ServerId>(), Err(IdError), "{text:?}");
        }
        assert!("x".repeat(64).parse::<ServerId>().is_ok());
    }

    #[test]
    fn account_ids_differ_when_any_part_does() {
        let native: DialectId = "native".parse().expect("an id");
        let other: DialectId = "other".parse().expect("an id");
        let id = AccountId::derive(&native, "https://a.example", "ticket");

        assert_eq!(id, AccountId::derive(&native, "https://a.example", "ticket"));
        assert_ne!(id, AccountId::derive(&other, "https://a.example", "ticket"));
        assert_ne!(id, AccountId::derive(&native, "https://a.examplet", "icket"));
        assert_eq!(id.as_str().len(), 16);
    }

    #[test]
    fn challenge_ids_survive_text() {
        let id: ChallengeId = "acct.cid_-1".parse().expect("a challenge id");
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!("no-dot".parse::<ChallengeId>().is_err());
    }
}
