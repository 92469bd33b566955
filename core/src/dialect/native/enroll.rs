//! Enrollment: docs/protocol.md section 3.

use super::state::{AccountData, ApprovalProof, EnrollData, OfferData, Promise, policy};
use super::wire::{
    APPROVAL_KEY, ApprovalKeyClaims, Device, ENROLL, EnrollClaims, Otp, PREVIEW, Party, PreviewClaims, PreviewReply,
    PreviewRequest, Push, RECEIPT, ReceiptClaims, ReceiptReply, WirePolicy,
};
use super::{ALGORITHMS, reply, wire};
use crate::dialect::record::{body, load, save, stored_url};
use crate::dialect::{DeviceInfo, DialectError, Enrolled, Moment, Offer, Preview};
use crate::model::{Algorithm, DialectState, PublicKey, Secret, UnixTime};
use crate::otp::{OtpAlgorithm, OtpParameters, OtpSecret};
use crate::protocol::jose::{SigningInput, Unverified, parse_jwk, sha256_base64url, thumbprint};
use crate::protocol::text::display_text;
use crate::protocol::url_rules::{IssuerUrl, UrlRules};
use crate::protocol::{Flow, HttpRequest, HttpResponse, Signatory};

/// A ticket lives at most this long, in seconds.
const MAX_TICKET_LIFE: i64 = 600;

/// 80 bits: what many servers still hand out, though RFC 4226 asks for 128.
const MIN_OTP_BYTES: usize = 10;

pub(super) fn preview(offer: &Offer, rules: UrlRules) -> Result<Flow<Preview>, DialectError> {
    let data: OfferData = load(&offer.state)?;
    let issuer = IssuerUrl::parse(&data.issuer, rules).map_err(crate::dialect::OfferError::from)?;
    let url = issuer.join(["countersign", "v1", "enroll", "preview"]);
    let request = serde_json::to_vec(&PreviewRequest { ticket: &data.ticket }).expect("a string is always JSON");
    Ok(Flow::send(HttpRequest::post(url, "application/json", request), move |response, now| {
        read_preview(response, data, now).map(Flow::Done)
    }))
}

fn read_preview(response: HttpResponse, data: OfferData, now: UnixTime) -> Result<Preview, DialectError> {
    let reply: PreviewReply = body(&reply::successful(response)?.body)?;
    let issuer_key = parse_jwk(&reply.jwk).map_err(|_| DialectError::IssuerKey)?;
    if thumbprint(&issuer_key) != data.pin {
        return Err(DialectError::IssuerKey);
    }
    let claims: PreviewClaims = Unverified::parse(&reply.preview)?.claims(PREVIEW, &issuer_key)?;
    require(claims.iss == data.issuer, "issuer")?;
    require(claims.th == sha256_base64url(data.ticket.as_bytes()), "ticket hash")?;
    let life = claims.exp.since(claims.iat);
    require((1..=MAX_TICKET_LIFE).contains(&life) && claims.exp.since(now) > 0, "expiry")?;
    let known = claims.algs.iter().filter_map(|name| Algorithm::from_jose_name(name));
    let algorithms: Vec<_> = known.filter(|algorithm| ALGORITHMS.contains(algorithm)).collect();
    require(!algorithms.is_empty(), "algorithm list")?;
    let promise = promise(&claims.rp, &claims.account, &claims.policy)?;
    let resume = EnrollData {
        issuer: data.issuer,
        ticket: data.ticket,
        nonce: claims.nonce,
        issuer_key,
        promise: promise.clone(),
        approval: None,
    };
    Ok(Preview {
        issuer_name: promise.issuer_name,
        account_name: promise.account_name,
        policy: promise.policy,
        algorithms,
        expires_at: Some(claims.exp),
        resume: save(&resume),
    })
}

/// The approval key signs that it belongs to the device: docs/protocol.md section 3.4.
pub(super) fn prove_approval_key(
    resume: &DialectState,
    device: &PublicKey,
    approval: &PublicKey,
) -> Result<Flow<DialectState>, DialectError> {
    let data: EnrollData = load(resume)?;
    if approval == device {
        return Err(DialectError::Unsupported);
    }
    let claims = ApprovalKeyClaims { aud: &data.issuer, nonce: &data.nonce, device: &thumbprint(device) };
    let input = SigningInput::with_jwk(approval, APPROVAL_KEY, &claims);
    let key = thumbprint(approval);
    Ok(Flow::sign_by(Signatory::Approval, input.bytes(), move |signature, _| {
        let proof = ApprovalProof { key, message: input.compact(&signature) };
        Ok(Flow::Done(save(&EnrollData { approval: Some(proof), ..data })))
    }))
}

pub(super) fn enroll(
    resume: &DialectState,
    device: &DeviceInfo,
    key: &PublicKey,
    moment: Moment,
) -> Result<Flow<Enrolled>, DialectError> {
    let data: EnrollData = load(resume)?;
    let url = stored_url(&data.issuer)?.join(["countersign", "v1", "enroll"]);
    let claims = EnrollClaims {
        aud: &data.issuer,
        ticket: &data.ticket,
        nonce: &data.nonce,
        iat: moment.now,
        device: Device {
            name: &device.name,
            platform: &device.platform,
            app: &device.app,
            push: device.push.as_ref().map(|push| Push { provider: &push.provider, token: &push.token }),
        },
        approval: data.approval.as_ref().map(|proof| proof.message.as_str()),
    };
    let input = SigningInput::with_jwk(key, ENROLL, &claims);
    let device_thumbprint = thumbprint(key);
    Ok(Flow::sign(input.bytes(), move |signature, _| {
        let request = HttpRequest::post(url, wire::JOSE, input.compact(&signature));
        Ok(Flow::send(request, move |response, _| read_receipt(response, data, &device_thumbprint).map(Flow::Done)))
    }))
}

fn read_receipt(response: HttpResponse, data: EnrollData, device: &str) -> Result<Enrolled, DialectError> {
    let reply: ReceiptReply = body(&reply::successful(response)?.body)?;
    let claims: ReceiptClaims = Unverified::parse(&reply.receipt)?.claims(RECEIPT, &data.issuer_key)?;
    require(claims.iss == data.issuer, "issuer")?;
    require(claims.aud == device, "device key")?;
    require(claims.approval == data.approval.map(|proof| proof.key), "approval key")?;
    require(claims.th == sha256_base64url(data.ticket.as_bytes()), "ticket hash")?;
    let promise = promise(&claims.rp, &claims.account, &claims.policy)?;
    require(promise == data.promise, "account or policy")?;
    let issuer = stored_url(&data.issuer)?;
    let device_api = stored_url(&claims.endpoints.device).map_err(|_| DialectError::Unacceptable("endpoint"))?;
    require(issuer.same_origin(device_api.url()), "endpoint")?;
    let state = AccountData {
        subject: claims.sub,
        device: claims.device,
        hint: claims.hint,
        issuer_key: data.issuer_key,
        device_api: device_api.as_str().to_owned(),
    };
    Ok(Enrolled {
        issuer: data.issuer,
        issuer_name: promise.issuer_name,
        account_name: promise.account_name,
        policy: promise.policy,
        otp: claims.otp.as_ref().map(otp).transpose()?,
        state: save(&state),
        enrolled_at: claims.iat,
    })
}

fn otp(wire: &Otp) -> Result<Secret, DialectError> {
    let unacceptable = DialectError::Unacceptable("one-time-code parameters");
    let algorithm = match wire.algorithm.as_str() {
        "SHA1" => OtpAlgorithm::Sha1,
        "SHA256" => OtpAlgorithm::Sha256,
        "SHA512" => OtpAlgorithm::Sha512,
        _ => return Err(unacceptable),
    };
    let digits = u8::try_from(wire.digits.value()).expect("bounded by its type");
    let period = u32::try_from(wire.period.value()).expect("bounded by its type");
    let parameters = OtpParameters::new(algorithm, digits, period).map_err(|_| unacceptable.clone())?;
    let is_plain = wire.secret.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'=');
    match OtpSecret::from_base32(&wire.secret, parameters) {
        Ok(secret) if is_plain && secret.key().expose().len() >= MIN_OTP_BYTES => Ok(secret.to_secret()),
        Ok(_) | Err(_) => Err(unacceptable),
    }
}

fn promise(party: &Party, account: &str, wire: &WirePolicy) -> Result<Promise, DialectError> {
    Ok(Promise { issuer_name: name(&party.name, 64)?, account_name: name(account, 128)?, policy: policy(wire)? })
}

fn name(raw: &str, max: usize) -> Result<String, DialectError> {
    display_text(raw, max).map_err(|_| DialectError::Unacceptable("name"))
}

fn require(holds: bool, member: &'static str) -> Result<(), DialectError> {
    if holds { Ok(()) } else { Err(DialectError::Unacceptable(member)) }
}
