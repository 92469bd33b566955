//! GET requests that prove possession of the device key: docs/protocol.md section 1, after RFC 9449.

use url::Url;

use super::state::AccountData;
use super::wire::{PROOF, ProofClaims};
use super::{reply, wire};
use crate::dialect::record::device_key;
use crate::dialect::{DialectError, Moment};
use crate::model::{Account, UnixTime};
use crate::protocol::jose::{SigningInput, base64url};
use crate::protocol::{Flow, HttpRequest, HttpResponse};

/// Reads a successful reply.
pub(super) type Read<T> = Box<dyn FnOnce(HttpResponse, UnixTime) -> Result<Flow<T>, DialectError> + Send>;

/// GETs `url` with a fresh proof. When the server finds the proof's time wrong, the driver has by then learned the
/// server's time, and one more proof is made with it.
pub(super) fn get<T: 'static>(
    account: &Account,
    url: Url,
    moment: Moment,
    read: Read<T>,
) -> Result<Flow<T>, DialectError> {
    let prover = Prover::new(account, url)?;
    let (first, second) = moment.random.split_at(16);
    let (first, second) = (base64url(first), base64url(second));
    Ok(prover.clone().send(first, moment.now, move |response, now| {
        if response.status == 401 && reply::error_code(&response).as_deref() == Some("proof_time") {
            return Ok(prover.send(second, now, move |response, now| read(reply::successful(response)?, now)));
        }
        read(reply::successful(response)?, now)
    }))
}

/// The request that opens the stream of hints: docs/protocol.md section 8.
pub(super) fn hint_stream(account: &Account, moment: Moment) -> Result<Flow<HttpRequest>, DialectError> {
    let url = AccountData::load(account)?.endpoint(&["hints"])?;
    let jti = base64url(moment.random.split_at(16).0);
    Ok(Prover::new(account, url)?.prove(jti, moment.now, Flow::Done))
}

#[derive(Clone)]
struct Prover {
    issuer: String,
    device: String,
    algorithm: crate::model::Algorithm,
    url: Url,
}

impl Prover {
    fn new(account: &Account, url: Url) -> Result<Self, DialectError> {
        Ok(Self {
            issuer: account.issuer.clone(),
            device: AccountData::load(account)?.device.to_string(),
            algorithm: device_key(account)?.algorithm(),
            url,
        })
    }

    fn send<T: 'static>(
        self,
        jti: String,
        now: UnixTime,
        then: impl FnOnce(HttpResponse, UnixTime) -> Result<Flow<T>, DialectError> + Send + 'static,
    ) -> Flow<T> {
        self.prove(jti, now, |request| Flow::send(request, then))
    }

    fn prove<T: 'static>(
        self,
        jti: String,
        now: UnixTime,
        then: impl FnOnce(HttpRequest) -> Flow<T> + Send + 'static,
    ) -> Flow<T> {
        let claims = ProofClaims { aud: &self.issuer, htm: "GET", htu: self.url.as_str(), iat: now, jti: &jti };
        let input = SigningInput::with_kid(self.algorithm, PROOF, &self.device, &claims);
        Flow::sign(input.bytes(), move |signature, _| {
            let value = format!("Countersign {}", input.compact(&signature));
            Ok(then(HttpRequest::get(self.url).header("authorization", value)))
        })
    }
}

/// A device message in a POST: signed by the device key, bound to its endpoint by `typ`.
pub(super) fn post<T: 'static>(
    account: &Account,
    segments: &[&str],
    typ: &str,
    claims: &impl serde::Serialize,
    then: impl FnOnce(HttpResponse, UnixTime) -> Result<Flow<T>, DialectError> + Send + 'static,
) -> Result<Flow<T>, DialectError> {
    let data = AccountData::load(account)?;
    let url = data.endpoint(segments)?;
    let input = SigningInput::with_kid(device_key(account)?.algorithm(), typ, data.device.as_str(), claims);
    Ok(Flow::sign(input.bytes(), move |signature, _| {
        Ok(Flow::send(HttpRequest::post(url, wire::JOSE, input.compact(&signature)), then))
    }))
}
