//! From a push to a challenge.

use sha2::{Digest, Sha256};

use super::consent;
use super::push::Login;
use super::state::AccountData;
use crate::dialect::record::Texts;
use crate::dialect::{ChallengeError, DialectError, Hint, Incoming, Moment};
use crate::model::{
    Account, Challenge, ChallengeDigest, ChallengeId, DialectState, LoginContext, NumberChallenge, RelyingParty,
    Requirement, UnixTime,
};
use crate::protocol::text::{TextError, display_text};
use crate::protocol::{Flow, HttpRequest};

/// How long a login lives, in seconds: pushes do not say.
const LIFE: i64 = 300;
/// How far the date of a push may be ahead of the server's `Date` header, in seconds.
const MAX_AHEAD: i64 = 60;

/// What an answer needs of a challenge.
pub(super) struct Transaction {
    /// Bearer token of this login.
    pub(super) token: String,
    /// What the answer names.
    pub(super) challenge: String,
}

impl Transaction {
    pub(super) fn load(challenge: &Challenge) -> Result<Self, DialectError> {
        let texts = Texts::load(&challenge.dialect_state)?;
        Ok(Self { token: texts.required("token")?, challenge: texts.required("challenge")? })
    }

    fn save(&self) -> DialectState {
        Texts::save(&[("token", Some(&self.token)), ("challenge", Some(&self.challenge))])
    }
}

/// Reads the login in a push. When it seems to be over, or not to have begun, our clock may be wrong: then the server is asked for
/// nothing but its `Date`.
pub(super) fn read(account: &Account, hint: &Hint, moment: Moment) -> Result<Flow<Vec<Incoming>>, DialectError> {
    match challenge(account, hint, moment.now)? {
        Err(ChallengeError::Expired | ChallengeError::Lifetime) => {
            let base = AccountData::load(account)?.base()?.url().clone();
            let (account, hint) = (account.clone(), hint.clone());
            Ok(Flow::send(HttpRequest::get(base), move |_, now| {
                let moment = Moment { now, ..moment };
                complete(&account, &hint, challenge(&account, &hint, now)?, moment)
            }))
        }
        incoming => complete(account, hint, incoming, moment),
    }
}

fn complete(
    account: &Account,
    hint: &Hint,
    incoming: Incoming,
    moment: Moment,
) -> Result<Flow<Vec<Incoming>>, DialectError> {
    let login = Login::load(&hint.content)?;
    match (incoming, login.consent) {
        (Ok(challenge), Some(id)) => consent::fetch(account, &id, &login.token, challenge, moment),
        (incoming, _) => Ok(Flow::Done(vec![incoming])),
    }
}

fn challenge(account: &Account, hint: &Hint, now: UnixTime) -> Result<Incoming, DialectError> {
    let login = Login::load(&hint.content)?;
    Ok(from_login(account, hint, login, now))
}

fn from_login(account: &Account, hint: &Hint, login: Login, now: UnixTime) -> Incoming {
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
        dialect_state: transaction.save(),
    })
}

fn shown(text: Option<String>) -> Result<Option<String>, TextError> {
    text.map(|text| display_text(&text, 128)).transpose()
}
