//! An account that is nothing but a name and a secret.

use std::fmt;

use super::{OtpError, OtpSecret};
use crate::protocol::text::{TextError, display_text};

/// What an `otpauth` code says: who the codes are for, and what makes them. `Debug` shows no names: they are personal.
pub struct OtpAccount {
    /// Issuer name, at most 128 characters, safe to show; empty when the code names none.
    pub issuer_name: String,
    /// Account name, at most 128 characters, safe to show; the issuer's when the code names none.
    pub account_name: String,
    /// What makes the codes.
    pub secret: OtpSecret,
}

impl OtpAccount {
    /// From a label, which is `account` or `issuer:account`, and the issuer as it is given beside it, which counts where
    /// the two differ.
    pub(super) fn new(label: &str, issuer: &str, secret: OtpSecret) -> Result<Self, OtpUriError> {
        let (prefix, account) = label.split_once(':').unwrap_or(("", label));
        let (prefix, account, issuer) = (name(prefix)?, name(account)?, name(issuer)?);
        let issuer_name = if issuer.is_empty() { prefix } else { issuer };
        let account_name = if account.is_empty() { issuer_name.clone() } else { account };
        if account_name.is_empty() {
            return Err(OtpUriError::Missing("account name"));
        }
        Ok(Self { issuer_name, account_name, secret })
    }
}

impl fmt::Debug for OtpAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OtpAccount").field("secret", &self.secret).finish_non_exhaustive()
    }
}

/// Why an `otpauth` code cannot be used. The code itself is never repeated: it holds a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum OtpUriError {
    /// Not in the form of such a code, or with broken percent-encoding.
    #[error("the code is malformed")]
    Malformed,
    /// Longer than any code that a server makes.
    #[error("the code is too long")]
    TooLong,
    /// Neither time-based nor counter-based.
    #[error("the code is for one-time codes of an unknown type")]
    Kind,
    /// Something is missing.
    #[error("the code lacks the {0}")]
    Missing(&'static str),
    /// Something is there that cannot be read.
    #[error("the code has an invalid {0}")]
    Invalid(&'static str),
    /// Something is there twice.
    #[error("the code has its {0} twice")]
    Repeated(&'static str),
    /// Another hash than SHA1, SHA256 or SHA512, for example MD5.
    #[error("the code needs a hash that is not supported")]
    Algorithm,
    /// Codes that are no plain digits, for example Steam's.
    #[error("one-time codes that are not made of digits only, such as Steam's, are not supported")]
    NotDigits,
    /// A name that cannot be shown.
    #[error("the code has a name that cannot be shown: {0}")]
    Name(#[from] TextError),
    /// Secret or parameters that are out of range.
    #[error(transparent)]
    Otp(#[from] OtpError),
}

fn name(raw: &str) -> Result<String, TextError> {
    display_text(raw, MAX_NAME)
}

/// Characters of a name.
const MAX_NAME: usize = 128;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Secret;
    use crate::otp::OtpParameters;

    fn account(label: &str, issuer: &str) -> Result<(String, String), OtpUriError> {
        let secret =
            OtpSecret::new(Secret::new(b"secret".to_vec()), OtpParameters::default()).expect("short, not empty");
        OtpAccount::new(label, issuer, secret).map(|account| (account.issuer_name, account.account_name))
    }

    #[test]
    fn names_come_from_label_and_issuer() {
        for (label, issuer, shown) in [
            ("ann", "", ("", "ann")),
            ("ann", "Acme", ("Acme", "ann")),
            ("Acme:ann", "", ("Acme", "ann")),
            ("Acme: ann", "Acme", ("Acme", "ann")),
            ("Acme:ann", "Other", ("Other", "ann")),
            ("Acme:ann:phone", "", ("Acme", "ann:phone")),
            (":ann", "", ("", "ann")),
            ("Acme:", "", ("Acme", "Acme")),
            ("", "Acme", ("Acme", "Acme")),
            (" a\u{202e}nn  b ", "", ("", "ann b")),
        ] {
            let expected = (shown.0.to_owned(), shown.1.to_owned());
            assert_eq!(account(label, issuer), Ok(expected), "{label:?} {issuer:?}");
        }
    }

    #[test]
    fn names_that_cannot_be_shown_are_refused() {
        assert_eq!(account("", ""), Err(OtpUriError::Missing("account name")));
        assert_eq!(account(" \u{200b}", ":"), account("x", ":").map(|(issuer, _)| (issuer.clone(), issuer)));
        assert_eq!(account("a\nb", ""), Err(OtpUriError::Name(TextError::ControlCharacter)));
        assert_eq!(account("ann", "\u{1b}[31m"), Err(OtpUriError::Name(TextError::ControlCharacter)));
        assert_eq!(account(&"x".repeat(129), ""), Err(OtpUriError::Name(TextError::TooLong { limit: 128 })));
        assert!(account(&"x".repeat(128), &"y".repeat(128)).is_ok());
    }
}
