//! Authorization codes (RFC 6749 section 4.1) with proof keys (RFC 7636).

use std::fmt;

use super::state::{IdentityMoment, IdentityState};
use crate::jose::sha256;
use crate::journey::FactorKind;

/// What a code stands for.
#[derive(Clone)]
pub(crate) struct AuthorizationCode {
    pub(crate) client: String,
    pub(crate) redirect_uri: String,
    /// Key of the tenant or organization.
    pub(crate) organization: String,
    /// User id.
    pub(crate) user: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) nonce: Option<String>,
    pub(crate) proof_key: Option<ProofKey>,
    /// What the user went through, in order.
    pub(crate) factors: Vec<FactorKind>,
    /// When the user signed in, seconds since 1970.
    pub(crate) signed_in_at: u64,
}

impl fmt::Debug for AuthorizationCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("AuthorizationCode").field("client", &self.client).finish_non_exhaustive()
    }
}

/// What only the application that asked for a code can prove.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ProofKey {
    Plain(String),
    S256(String),
}

impl ProofKey {
    /// The challenge of a request; `None` when it is not one.
    pub(crate) fn new(challenge: &str, method: Option<&str>) -> Option<Self> {
        let is_well_formed = (43..=128).contains(&challenge.len())
            && challenge.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte));
        match method {
            _ if !is_well_formed => None,
            None | Some("plain") => Some(Self::Plain(challenge.to_owned())),
            Some("S256") => Some(Self::S256(challenge.to_owned())),
            Some(_) => None,
        }
    }

    /// Whether `verifier` is what the challenge was made of.
    pub(crate) fn accepts(&self, verifier: &str) -> bool {
        match self {
            Self::Plain(challenge) => challenge == verifier,
            Self::S256(challenge) => *challenge == sha256(verifier.as_bytes()),
        }
    }
}

impl IdentityState {
    /// Issues a code that is good for one exchange within five minutes.
    pub(crate) fn issue_code(&mut self, code: AuthorizationCode, moment: &mut IdentityMoment<'_>) -> String {
        self.codes.retain(|_, old| old.signed_in_at + LIFETIME > moment.now);
        let value = moment.uuid();
        self.codes.insert(value.clone(), code);
        value
    }

    /// What a code stands for. Whoever asks, the code is used up.
    pub(crate) fn redeem_code(&mut self, value: &str, now: u64) -> Option<AuthorizationCode> {
        self.codes.remove(value).filter(|code| code.signed_in_at + LIFETIME > now)
    }
}

/// Seconds.
const LIFETIME: u64 = 300;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proof_keys_accept_their_own_verifier_only() {
        // RFC 7636 appendix B.
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

        let key = ProofKey::new(challenge, Some("S256")).unwrap();
        assert!(key.accepts(verifier));
        assert!(!key.accepts(challenge));
        assert!(ProofKey::new(verifier, None).unwrap().accepts(verifier));
    }

    #[test]
    fn challenges_of_other_lengths_alphabets_and_methods_are_refused() {
        let good = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        for (challenge, method) in [
            ("short", Some("S256")),
            (good, Some("S512")),
            (&good.replace('-', "+"), Some("S256")),
            (&"a".repeat(129), None),
        ] {
            assert_eq!(ProofKey::new(challenge, method), None, "{challenge} {method:?}");
        }
    }
}
