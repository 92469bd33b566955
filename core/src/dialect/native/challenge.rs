//! Fetching and verifying challenges: docs/protocol.md section 4.

use sha2::{Digest, Sha256};

use super::proof;
use super::state::AccountData;
use super::wire::{CHALLENGE, ChallengeClaims, ChallengeReply, ChallengesReply, Context, WireDetail, WireNumber};
use crate::dialect::record::body;
use crate::dialect::{ChallengeError, DialectError, Hint, Incoming, Moment, Wanted};
use crate::model::{
    Account, Challenge, ChallengeDigest, ChallengeId, Detail, DialectState, LoginContext, NumberChallenge,
    RelyingParty, Requirement, Restriction, UnixTime,
};
use crate::protocol::Flow;
use crate::protocol::jose::{JoseError, Unverified};
use crate::protocol::text::display_text;

/// A challenge lives at most this long, in seconds (NIST SP 800-63B-4, OWASP ASVS 6.5.5).
const MAX_LIFE: i64 = 600;
/// How far a server's signing clock may be ahead of its own `Date` header, in seconds.
const MAX_AHEAD: i64 = 60;
const MAX_CHALLENGES: usize = 100;
const MAX_DETAILS: usize = 20;

/// Claim names this version understands, for `critical`.
const KNOWN_CLAIMS: [&str; 13] =
    ["iss", "sub", "aud", "cid", "iat", "exp", "rp", "number", "uv", "context", "msg", "details", "critical"];

pub(super) fn pending(account: &Account, wanted: Wanted, moment: Moment) -> Result<Flow<Vec<Incoming>>, DialectError> {
    let reader = Reader::new(account)?;
    match wanted {
        Wanted::All => {
            let url = reader.data.endpoint(&["challenges"])?;
            proof::get(
                account,
                url,
                moment,
                Box::new(move |response, now| {
                    let reply: ChallengesReply = body(&response.body)?;
                    if reply.challenges.len() > MAX_CHALLENGES {
                        return Err(DialectError::Unacceptable("number of challenges"));
                    }
                    Ok(Flow::Done(reply.challenges.iter().map(|message| reader.read(message, now)).collect()))
                }),
            )
        }
        Wanted::One(Hint { challenge: id, .. }) => {
            let url = reader.data.endpoint(&["challenges", id.as_str()])?;
            proof::get(
                account,
                url,
                moment,
                Box::new(move |response, now| {
                    let reply: ChallengeReply = body(&response.body)?;
                    let challenge = reader.read(&reply.challenge, now);
                    let is_another = challenge.as_ref().is_ok_and(|challenge| challenge.id.server != id);
                    Ok(Flow::Done(vec![if is_another { Err(ChallengeError::NotForUs) } else { challenge }]))
                }),
            )
        }
    }
}

/// What a challenge message is checked against.
struct Reader {
    account: Account,
    data: AccountData,
}

impl Reader {
    fn new(account: &Account) -> Result<Self, DialectError> {
        Ok(Self { account: account.clone(), data: AccountData::load(account)? })
    }

    fn read(&self, message: &str, now: UnixTime) -> Incoming {
        let claims: ChallengeClaims = Unverified::parse(message)
            .and_then(|unverified| unverified.claims(CHALLENGE, &self.data.issuer_key))
            .map_err(unreadable)?;
        self.check_address(&claims)?;
        check_life(&claims, now)?;
        let number = number(claims.number)?;
        if let Some(weakness) = self.account.policy.weakness(&number) {
            return Err(ChallengeError::Weak(weakness));
        }
        let is_verification_required =
            claims.uv.is_some() || self.account.policy.user_verification == Requirement::Required;
        let is_understood = claims.critical.iter().all(|name| KNOWN_CLAIMS.contains(&name.as_str()));
        Ok(Challenge {
            id: ChallengeId { account: self.account.id.clone(), server: claims.cid },
            digest: ChallengeDigest(Sha256::digest(message.as_bytes()).into()),
            issued_at: claims.iat,
            expires_at: Some(claims.exp),
            relying_party: RelyingParty {
                name: display_text(&claims.rp.name, 64)?,
                host: claims.rp.host.map(|host| display_text(&host, 253)).transpose()?,
            },
            context: claims.context.map(context).transpose()?.unwrap_or_default(),
            text: claims.msg.map(|text| display_text(&text, 500)).transpose()?,
            details: details(claims.details)?,
            authorization_details: Vec::new(),
            number,
            user_verification: if is_verification_required { Requirement::Required } else { Requirement::Optional },
            restriction: (!is_understood).then_some(Restriction::UnknownCritical),
            dialect_state: DialectState(Vec::new()),
        })
    }

    fn check_address(&self, claims: &ChallengeClaims) -> Result<(), ChallengeError> {
        let is_ours = claims.iss == self.account.issuer
            && claims.sub == self.data.subject.as_str()
            && claims.aud == self.data.device.as_str();
        if is_ours { Ok(()) } else { Err(ChallengeError::NotForUs) }
    }
}

/// Tells a forged message from one that the issuer signed but got wrong.
fn unreadable(error: JoseError) -> ChallengeError {
    if matches!(error, JoseError::Claims(_)) { ChallengeError::Member } else { ChallengeError::Unverifiable(error) }
}

fn check_life(claims: &ChallengeClaims, now: UnixTime) -> Result<(), ChallengeError> {
    let life = claims.exp.since(claims.iat);
    if !(1..=MAX_LIFE).contains(&life) || claims.iat.since(now) > MAX_AHEAD {
        return Err(ChallengeError::Lifetime);
    }
    if claims.exp <= now { Err(ChallengeError::Expired) } else { Ok(()) }
}

fn number(wire: WireNumber) -> Result<NumberChallenge, ChallengeError> {
    match wire {
        WireNumber::Enter { digits } => {
            Ok(NumberChallenge::Enter { digits: u8::try_from(digits.value()).expect("bounded by its type") })
        }
        WireNumber::Select { choices } => {
            let is_digits =
                |choice: &String| (1..=8).contains(&choice.len()) && choice.bytes().all(|byte| byte.is_ascii_digit());
            let distinct: std::collections::HashSet<_> = choices.iter().collect();
            let is_valid =
                (2..=5).contains(&choices.len()) && distinct.len() == choices.len() && choices.iter().all(is_digits);
            if is_valid { Ok(NumberChallenge::Select { choices }) } else { Err(ChallengeError::Member) }
        }
        WireNumber::None {} => Ok(NumberChallenge::None),
    }
}

fn context(wire: Context) -> Result<LoginContext, ChallengeError> {
    let shown = |text: Option<String>| text.map(|text| display_text(&text, 128)).transpose();
    Ok(LoginContext {
        app: shown(wire.app)?,
        ip: shown(wire.ip)?,
        place: shown(wire.place)?,
        os: shown(wire.os)?,
        browser: shown(wire.browser)?,
    })
}

fn details(wire: Vec<WireDetail>) -> Result<Vec<Detail>, ChallengeError> {
    if wire.len() > MAX_DETAILS {
        return Err(ChallengeError::Member);
    }
    wire.into_iter()
        .map(|detail| Ok(Detail { label: display_text(&detail.label, 64)?, value: display_text(&detail.value, 256)? }))
        .collect()
}
