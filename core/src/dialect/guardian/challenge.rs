//! From a push to a challenge.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::consent;
use super::push::Login;
use super::state::{load, save};
use crate::dialect::{ChallengeError, DialectError, Hint, Incoming, Moment};
use crate::model::{
    Account, Challenge, ChallengeDigest, ChallengeId, LoginContext, NumberChallenge, RelyingParty, Requirement,
    UnixTime,
};
use crate::protocol::Flow;
use crate::protocol::text::{TextError, display_text};

/// How long a login lives, in seconds: pushes do not say.
const LIFE: i64 = 300;
/// How far the date of a push may be ahead of the server's `Date` header, in seconds.
const MAX_AHEAD: i64 = 60;

/// What an answer needs of a challenge.
#[derive(Serialize, Deserialize)]
pub(super) struct Transaction {
    /// Bearer token of this login.
    pub(super) token: String,
    /// What the answer names.
    pub(super) challenge: String,
}

pub(super) fn read(account: &Account, hint: &Hint, moment: Moment) -> Result<Flow<Vec<Incoming>>, DialectError> {
    let login: Login = load(&hint.content)?;
    let consent = login.consent.clone();
    let token = login.token.clone();
    let challenge = match challenge(account, hint, login, moment.now) {
        Ok(challenge) => challenge,
        Err(error) => return Ok(Flow::Done(vec![Err(error)])),
    };
    match consent {
        Some(id) => consent::fetch(account, &id, &token, challenge, moment),
        None => Ok(Flow::Done(vec![Ok(challenge)])),
    }
}

fn challenge(account: &Account, hint: &Hint, login: Login, now: UnixTime) -> Result<Challenge, ChallengeError> {
    let ends_at = login.started_at.plus(LIFE);
    if login.started_at.since(now) > MAX_AHEAD {
        return Err(ChallengeError::Lifetime);
    }
    if ends_at <= now {
        return Err(ChallengeError::Expired);
    }
    let transaction = Transaction { token: login.token, challenge: login.challenge };
    Ok(Challenge {
        id: ChallengeId { account: account.id.clone(), server: hint.challenge.clone() },
        digest: ChallengeDigest(Sha256::digest(&hint.content.0).into()),
        issued_at: login.started_at,
        expires_at: Some(ends_at),
        relying_party: RelyingParty { name: account.issuer_name.clone(), host: None },
        context: LoginContext {
            browser: shown(login.browser)?,
            os: shown(login.os)?,
            place: shown(login.place)?,
            ..LoginContext::default()
        },
        text: None,
        details: Vec::new(),
        authorization_details: Vec::new(),
        number: NumberChallenge::None,
        user_verification: Requirement::Optional,
        restriction: None,
        dialect_state: save(&transaction),
    })
}

fn shown(text: Option<String>) -> Result<Option<String>, TextError> {
    text.map(|text| display_text(&text, 128)).transpose()
}
