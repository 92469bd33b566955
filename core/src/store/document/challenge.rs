//! Challenges inside their sealed column.

use serde::{Deserialize, Serialize};

use super::bytes;
use crate::model::{
    AuthorizationDetail, Challenge, ChallengeDigest, ChallengeId, Detail, DialectState, LoginContext, NumberChallenge,
    RelyingParty, Requirement, Restriction, UnixTime,
};

/// `challenge.content`.
#[derive(Serialize, Deserialize)]
pub(in crate::store) struct ContentDocument {
    #[serde(with = "bytes")]
    digest: [u8; 32],
    issued_at: UnixTime,
    expires_at: Option<UnixTime>,
    relying_party: RelyingParty,
    context: LoginContext,
    text: Option<String>,
    details: Vec<Detail>,
    authorization_details: Vec<AuthorizationDetail>,
    number: NumberChallenge,
    user_verification: Requirement,
    restriction: Option<Restriction>,
    #[serde(with = "bytes")]
    dialect_state: Vec<u8>,
}

impl ContentDocument {
    pub(in crate::store) fn of(challenge: &Challenge) -> Self {
        Self {
            digest: challenge.digest.0,
            issued_at: challenge.issued_at,
            expires_at: challenge.expires_at,
            relying_party: challenge.relying_party.clone(),
            context: challenge.context.clone(),
            text: challenge.text.clone(),
            details: challenge.details.clone(),
            authorization_details: challenge.authorization_details.clone(),
            number: challenge.number.clone(),
            user_verification: challenge.user_verification,
            restriction: challenge.restriction,
            dialect_state: challenge.dialect_state.0.clone(),
        }
    }

    pub(in crate::store) fn challenge(self, id: ChallengeId) -> Challenge {
        Challenge {
            id,
            digest: ChallengeDigest(self.digest),
            issued_at: self.issued_at,
            expires_at: self.expires_at,
            relying_party: self.relying_party,
            context: self.context,
            text: self.text,
            details: self.details,
            authorization_details: self.authorization_details,
            number: self.number,
            user_verification: self.user_verification,
            restriction: self.restriction,
            dialect_state: DialectState(self.dialect_state),
        }
    }
}
