//! From a push to a challenge.

use sha2::{Digest, Sha256};

use super::number;
use super::place::Place;
use super::push::Login;
use super::state::AccountData;
use crate::dialect::record::{Texts, stored_url};
use crate::dialect::{ChallengeError, DialectError, Hint, Incoming, Moment};
use crate::model::{
    Account, Challenge, ChallengeDigest, ChallengeId, Decision, DenyReason, DialectState, LoginContext,
    NumberChallenge, RelyingParty, Requirement, UnixTime,
};
use crate::protocol::text::{TextError, display_text};
use crate::protocol::{Flow, HttpRequest};

/// What an answer needs of a challenge.
pub(super) struct Transaction {
    /// The path to answer under.
    pub(super) place: Place,
    /// What the answer repeats.
    pub(super) challenge: String,
    /// The right number, as it came.
    pub(super) number: Option<String>,
}

impl Transaction {
    pub(super) fn load(challenge: &Challenge) -> Result<Self, DialectError> {
        let texts = Texts::load(&challenge.dialect_state)?;
        let place = Place::recorded(&texts)?;
        Ok(Self { place, challenge: texts.required("challenge")?, number: texts.optional("number") })
    }

    fn save(&self) -> DialectState {
        Texts::save(&[
            ("path", Some(&self.place.path())),
            ("challenge", Some(&self.challenge)),
            ("number", self.number.as_deref()),
        ])
    }
}

/// Reads the login in a push. When it seems to be too old, our clock may be wrong: then the server is asked for nothing but its
/// `Date`.
pub(super) fn read(account: &Account, hint: &Hint, moment: Moment) -> Result<Flow<Vec<Incoming>>, DialectError> {
    let data = AccountData::load(account)?;
    let login = Login::load(&hint.content)?;
    if !is_too_old(&login, moment.now) {
        return Ok(Flow::Done(vec![from_login(account, &data, hint, login, moment)]));
    }
    let request = HttpRequest::get(stored_url(&data.host)?.url().clone());
    let (account, hint) = (account.clone(), hint.clone());
    Ok(Flow::send(request, move |_, now| {
        let moment = Moment { now, ..moment };
        Ok(Flow::Done(vec![from_login(&account, &data, &hint, login, moment)]))
    }))
}

/// A wrong pick is a deny.
pub(super) fn judge(challenge: &Challenge, decision: Decision) -> Decision {
    let Decision::Approve { number: Some(number), .. } = &decision else { return decision };
    let right = Transaction::load(challenge).ok().and_then(|transaction| transaction.number);
    let is_offered = challenge.number.check(Some(number)).is_ok();
    if is_offered && right.is_some_and(|right| right != number.digits()) {
        Decision::Deny { reason: Some(DenyReason::WrongNumber) }
    } else {
        decision
    }
}

/// Whether nobody can be waiting for the answer any more.
fn is_too_old(login: &Login, now: UnixTime) -> bool {
    login.sent_at.is_some_and(|sent_at| now.since(sent_at) >= Challenge::OPEN_ENDED_LIFE)
}

fn from_login(account: &Account, data: &AccountData, hint: &Hint, login: Login, moment: Moment) -> Incoming {
    if is_too_old(&login, moment.now) {
        return Err(ChallengeError::Expired);
    }
    let place = login.place.filter(|place| data.place.is_same(place)).unwrap_or_else(|| data.place.clone());
    let number = match &login.number {
        Some(right) => NumberChallenge::Select { choices: number::choices(right, &moment.random) },
        None => NumberChallenge::None,
    };
    let transaction = Transaction { place, challenge: login.challenge, number: login.number };
    Ok(Challenge {
        id: ChallengeId { account: account.id.clone(), server: hint.challenge.clone() },
        digest: ChallengeDigest(Sha256::digest(&hint.content.0).into()),
        // The deliverer's clock may be ahead of the server's.
        issued_at: login.sent_at.map_or(moment.now, |sent_at| sent_at.min(moment.now)),
        expires_at: None,
        relying_party: RelyingParty { name: account.issuer_name.clone(), host: None },
        context: LoginContext {
            app: shown(login.application)?,
            ip: shown(login.ip)?,
            os: shown(login.os)?,
            browser: shown(login.browser)?,
            place: None,
        },
        text: None,
        details: Vec::new(),
        authorization_details: Vec::new(),
        number,
        user_verification: Requirement::Optional,
        restriction: None,
        dialect_state: transaction.save(),
    })
}

fn shown(text: Option<String>) -> Result<Option<String>, TextError> {
    text.map(|text| display_text(&text, 128)).transpose()
}
