//! A login that asks "is it you?".

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{ChallengeId, DialectState, Requirement, UnixTime};

/// A verified challenge, exactly as it is shown to the person.
///
/// Only a dialect makes one, after checking signature, issuer, account, device, times and policy. Texts are free of
/// control and bidirectional characters. `Debug` shows none of them: they are personal.
#[derive(Clone, PartialEq, Eq)]
pub struct Challenge {
    /// Which challenge this is.
    pub id: ChallengeId,
    /// SHA-256 of the message as it arrived: what is shown is what an answer signs.
    pub digest: ChallengeDigest,
    /// When the server made it, by the server's clock.
    pub issued_at: UnixTime,
    /// When it ends, by the server's clock; `None` where the server does not say, so that only its age can be shown. See
    /// [`Challenge::leaves_at`].
    pub expires_at: Option<UnixTime>,
    /// Who asks.
    pub relying_party: RelyingParty,
    /// Where the login comes from, as the server saw it.
    pub context: LoginContext,
    /// Free text of the server, at most 500 characters.
    pub text: Option<String>,
    /// Labeled facts to show in order (amount, payee, scope), at most 20.
    pub details: Vec<Detail>,
    /// What is to be authorized, typed (RFC 9396), for apps that know the type and show it their own way. All of it is in
    /// `details` too.
    pub authorization_details: Vec<AuthorizationDetail>,
    /// What approving asks for.
    pub number: NumberChallenge,
    /// Whether approving needs user verification.
    pub user_verification: Requirement,
    /// Why it can be denied but not approved, if so.
    pub restriction: Option<Restriction>,
    /// What the dialect needs to answer it. Opaque to everyone else.
    pub dialect_state: DialectState,
}

impl Challenge {
    /// How long a challenge without an end waits for the person, in seconds: as long as the most patient login page waits
    /// before it asks anew.
    pub const OPEN_ENDED_LIFE: i64 = 600;

    /// When it no longer waits for the person, by the server's clock. Without an answer it has expired then.
    pub fn leaves_at(&self) -> UnixTime {
        self.expires_at.unwrap_or_else(|| self.issued_at.plus(Self::OPEN_ENDED_LIFE))
    }

    /// The authorization details of this type, in order.
    pub fn authorization_details_of(&self, kind: &str) -> impl Iterator<Item = &AuthorizationDetail> {
        self.authorization_details.iter().filter(move |detail| detail.kind == kind)
    }
}

impl fmt::Debug for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Challenge")
            .field("id", &self.id)
            .field("issued_at", &self.issued_at)
            .field("expires_at", &self.expires_at)
            .field("user_verification", &self.user_verification)
            .field("restriction", &self.restriction)
            .finish_non_exhaustive()
    }
}

/// SHA-256 of a challenge message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ChallengeDigest(pub [u8; 32]);

/// Who asks for the login.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelyingParty {
    /// Display name, at most 64 characters.
    pub name: String,
    /// Host name where the person is logging in, if the server says.
    pub host: Option<String>,
}

/// Where a login comes from. Every field is a claim of the server, at most 128 characters.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoginContext {
    /// Application.
    pub app: Option<String>,
    /// IP address.
    pub ip: Option<String>,
    /// City, country.
    pub place: Option<String>,
    /// Operating system.
    pub os: Option<String>,
    /// Browser.
    pub browser: Option<String>,
}

/// One labeled fact.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// At most 64 characters.
    pub label: String,
    /// At most 256 characters.
    pub value: String,
}

/// One element of `authorization_details` (RFC 9396 section 2).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorizationDetail {
    /// Its `type`.
    pub kind: String,
    /// The whole element as JSON.
    pub json: String,
}

/// Personal texts are not printed by `Debug`.
macro_rules! redact {
    ($($name:ident),*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(redacted)"))
            }
        }
    )*};
}

redact!(RelyingParty, LoginContext, Detail, AuthorizationDetail);

/// How approving is tied to the login page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum NumberChallenge {
    /// The person types what the login page shows. The phone never knows the number beforehand.
    Enter {
        /// How many digits, 2 to 8.
        digits: u8,
    },
    /// The person picks the number that the login page shows.
    Select {
        /// 2 to 5 different strings of digits, in the server's order.
        choices: Vec<String>,
    },
    /// No number.
    None,
}

/// Why a challenge can only be denied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Restriction {
    /// The server marked something as critical that this version does not know.
    UnknownCritical,
    /// The server sent more than can be shown. What is not shown must not be approved.
    Undisplayable,
}
