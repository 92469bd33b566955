//! The messages of docs/protocol.md, as serde structs. No logic.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::{ServerId, UnixTime};
use crate::protocol::json::Bounded;

pub(super) const PREVIEW: &str = "countersign-preview+jwt";
pub(super) const ENROLL: &str = "countersign-enroll+jwt";
pub(super) const APPROVAL_KEY: &str = "countersign-approval-key+jwt";
pub(super) const RECEIPT: &str = "countersign-receipt+jwt";
pub(super) const CHALLENGE: &str = "countersign-challenge+jwt";
pub(super) const ANSWER: &str = "countersign-answer+jwt";
pub(super) const PROOF: &str = "countersign-proof+jwt";
pub(super) const UPDATE: &str = "countersign-update+jwt";
pub(super) const ROTATE: &str = "countersign-rotate+jwt";
pub(super) const ROTATE_KEY: &str = "countersign-rotate-key+jwt";
pub(super) const UNENROLL: &str = "countersign-unenroll+jwt";
pub(super) const REPORT: &str = "countersign-report+jwt";

#[derive(Serialize)]
pub(super) struct PreviewRequest<'a> {
    pub(super) ticket: &'a str,
}

#[derive(Deserialize)]
pub(super) struct PreviewReply {
    pub(super) jwk: Value,
    pub(super) preview: String,
}

#[derive(Deserialize)]
pub(super) struct PreviewClaims {
    pub(super) iss: String,
    pub(super) iat: UnixTime,
    pub(super) exp: UnixTime,
    pub(super) th: String,
    pub(super) nonce: ServerId,
    pub(super) rp: Party,
    pub(super) account: String,
    pub(super) algs: Vec<String>,
    pub(super) policy: WirePolicy,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Party {
    pub(super) name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) host: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct WirePolicy {
    pub(super) number: Style,
    #[serde(default)]
    pub(super) digits: Option<Bounded<2, 8>>,
    #[serde(default)]
    pub(super) choices: Option<Bounded<2, 5>>,
    pub(super) uv: PolicyVerification,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Style {
    Enter,
    Select,
    None,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum PolicyVerification {
    None,
    Required,
}

#[derive(Serialize)]
pub(super) struct EnrollClaims<'a> {
    pub(super) aud: &'a str,
    pub(super) ticket: &'a str,
    pub(super) nonce: &'a ServerId,
    pub(super) iat: UnixTime,
    pub(super) device: Device<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) approval: Option<&'a str>,
}

#[derive(Serialize)]
pub(super) struct ApprovalKeyClaims<'a> {
    pub(super) aud: &'a str,
    pub(super) nonce: &'a ServerId,
    pub(super) device: &'a str,
}

#[derive(Serialize)]
pub(super) struct Device<'a> {
    pub(super) name: &'a str,
    pub(super) platform: &'a str,
    pub(super) app: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) push: Option<Push<'a>>,
}

#[derive(Serialize)]
pub(super) struct Push<'a> {
    pub(super) provider: &'a str,
    pub(super) token: &'a str,
}

#[derive(Deserialize)]
pub(super) struct ReceiptReply {
    pub(super) receipt: String,
}

#[derive(Deserialize)]
pub(super) struct ReceiptClaims {
    pub(super) iss: String,
    pub(super) iat: UnixTime,
    pub(super) th: String,
    pub(super) rp: Party,
    pub(super) account: String,
    pub(super) policy: WirePolicy,
    pub(super) sub: ServerId,
    pub(super) aud: String,
    #[serde(default)]
    pub(super) approval: Option<String>,
    pub(super) device: ServerId,
    pub(super) hint: ServerId,
    pub(super) endpoints: Endpoints,
    #[serde(default)]
    pub(super) otp: Option<Otp>,
}

#[derive(Deserialize)]
pub(super) struct Endpoints {
    pub(super) device: String,
}

#[derive(Deserialize)]
pub(super) struct Otp {
    pub(super) secret: String,
    pub(super) algorithm: String,
    pub(super) digits: Bounded<6, 8>,
    pub(super) period: Bounded<15, 120>,
}

#[derive(Serialize)]
pub(super) struct ProofClaims<'a> {
    pub(super) aud: &'a str,
    pub(super) htm: &'a str,
    pub(super) htu: &'a str,
    pub(super) iat: UnixTime,
    pub(super) jti: &'a str,
}

#[derive(Deserialize)]
pub(super) struct ChallengesReply {
    pub(super) challenges: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct ChallengeReply {
    pub(super) challenge: String,
}

#[derive(Deserialize)]
pub(super) struct ChallengeClaims {
    pub(super) iss: String,
    pub(super) sub: String,
    pub(super) aud: String,
    pub(super) cid: ServerId,
    pub(super) iat: UnixTime,
    pub(super) exp: UnixTime,
    pub(super) rp: Party,
    pub(super) number: WireNumber,
    #[serde(default)]
    pub(super) uv: Option<RequiredVerification>,
    #[serde(default)]
    pub(super) context: Option<Context>,
    #[serde(default)]
    pub(super) msg: Option<String>,
    #[serde(default)]
    pub(super) details: Vec<WireDetail>,
    #[serde(default)]
    pub(super) critical: Vec<String>,
}

/// Exactly these members: anything more could be the number itself.
#[derive(Deserialize)]
#[serde(tag = "style", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum WireNumber {
    Enter { digits: Bounded<2, 8> },
    Select { choices: Vec<String> },
    None {},
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum RequiredVerification {
    Required,
}

#[derive(Deserialize)]
pub(super) struct Context {
    #[serde(default)]
    pub(super) app: Option<String>,
    #[serde(default)]
    pub(super) ip: Option<String>,
    #[serde(default)]
    pub(super) place: Option<String>,
    #[serde(default)]
    pub(super) os: Option<String>,
    #[serde(default)]
    pub(super) browser: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct WireDetail {
    pub(super) label: String,
    pub(super) value: String,
}

#[derive(Serialize)]
pub(super) struct AnswerClaims<'a> {
    pub(super) aud: &'a str,
    pub(super) cid: &'a ServerId,
    pub(super) ch: &'a str,
    pub(super) dec: crate::model::Verdict,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) num: Option<&'a str>,
    pub(super) uv: crate::model::UserVerification,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rsn: Option<crate::model::DenyReason>,
    pub(super) ctr: u64,
    pub(super) iat: UnixTime,
}

#[derive(Deserialize)]
pub(super) struct OutcomeReply {
    pub(super) cid: String,
    pub(super) state: OutcomeState,
    #[serde(default)]
    pub(super) ans: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum OutcomeState {
    Pending,
    Approved,
    Denied,
    WrongNumber,
    Expired,
    Canceled,
}

/// `push` distinguishes absent (no change) from `null` (no pushes).
#[derive(Serialize)]
pub(super) struct UpdateClaims<'a> {
    pub(super) aud: &'a str,
    pub(super) ctr: u64,
    pub(super) iat: UnixTime,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) push: Option<Option<Push<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<&'a str>,
}

#[derive(Serialize)]
pub(super) struct RotateKeyClaims<'a> {
    pub(super) aud: &'a str,
    pub(super) kid: &'a ServerId,
    pub(super) old: &'a str,
}

#[derive(Serialize)]
pub(super) struct RotateClaims<'a> {
    pub(super) aud: &'a str,
    pub(super) ctr: u64,
    pub(super) iat: UnixTime,
    pub(super) jwk: Value,
    pub(super) proof: &'a str,
}

#[derive(Deserialize)]
pub(super) struct RotateReply {
    pub(super) thumbprint: String,
}

#[derive(Serialize)]
pub(super) struct UnenrollClaims<'a> {
    pub(super) aud: &'a str,
    pub(super) ctr: u64,
    pub(super) iat: UnixTime,
}

#[derive(Serialize)]
pub(super) struct ReportClaims<'a> {
    pub(super) aud: &'a str,
    pub(super) ctr: u64,
    pub(super) iat: UnixTime,
    pub(super) kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cid: Option<&'a ServerId>,
}

/// The whole payload of a push: exactly these members. In FCM data every value is a string.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PushPayload {
    pub(super) v: PushVersion,
    pub(super) a: ServerId,
    pub(super) c: ServerId,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum PushVersion {
    Number(u64),
    Text(String),
}

#[derive(Deserialize)]
pub(super) struct ErrorReply {
    pub(super) error: String,
}

/// Media type of a compact JWS (RFC 7515 section 9.2.1).
pub(super) const JOSE: &str = "application/jose";
