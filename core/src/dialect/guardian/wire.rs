//! The messages of the device API, as serde structs. No logic.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::{ServerId, UnixTime};
use crate::protocol::json::Object;

/// Header of every signed message but the proof of a consent.
#[derive(Serialize)]
pub(super) struct JwtHeader {
    pub(super) alg: &'static str,
    pub(super) typ: &'static str,
}

/// The device key as the API has it.
#[derive(Serialize)]
pub(super) struct Jwk {
    pub(super) kty: &'static str,
    #[serde(rename = "use")]
    pub(super) usage: &'static str,
    pub(super) alg: &'static str,
    pub(super) n: String,
    pub(super) e: String,
}

#[derive(Serialize)]
pub(super) struct PushCredentials<'a> {
    pub(super) service: &'static str,
    pub(super) token: &'a str,
}

#[derive(Serialize)]
pub(super) struct EnrollBody<'a> {
    pub(super) identifier: &'a str,
    pub(super) name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) push_credentials: Option<PushCredentials<'a>>,
    pub(super) public_key: Jwk,
}

#[derive(Deserialize)]
pub(super) struct EnrollReply {
    pub(super) id: ServerId,
    pub(super) user_id: String,
    #[serde(default)]
    pub(super) issuer: Option<String>,
    #[serde(default)]
    pub(super) totp: Option<Object<Totp>>,
}

#[derive(Deserialize)]
pub(super) struct Totp {
    pub(super) secret: String,
    #[serde(default)]
    pub(super) algorithm: Option<String>,
    #[serde(default)]
    pub(super) digits: Option<u8>,
    #[serde(default)]
    pub(super) period: Option<u32>,
}

/// The bearer token of the device API, signed by the device.
#[derive(Serialize)]
pub(super) struct DeviceClaims<'a> {
    pub(super) iss: &'a str,
    pub(super) sub: &'a str,
    pub(super) aud: &'a str,
    pub(super) iat: UnixTime,
    pub(super) exp: UnixTime,
}

/// An answer.
#[derive(Clone, Serialize)]
pub(super) struct AnswerClaims {
    pub(super) iss: String,
    pub(super) aud: String,
    pub(super) sub: String,
    pub(super) iat: UnixTime,
    pub(super) exp: UnixTime,
    pub(super) auth0_guardian_method: &'static str,
    pub(super) auth0_guardian_accepted: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) auth0_guardian_reason: Option<&'static str>,
}

#[derive(Serialize)]
pub(super) struct ResolveBody<'a> {
    pub(super) challenge_response: &'a str,
}

/// Repeats the identifier, so that the server's record agrees with what answers are signed with, whatever happened to it.
#[derive(Serialize)]
pub(super) struct DeviceChange<'a> {
    pub(super) identifier: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) push_credentials: Option<PushCredentials<'a>>,
}

/// The header of a consent's proof, after RFC 9449.
#[derive(Serialize)]
pub(super) struct ProofHeader {
    pub(super) alg: &'static str,
    pub(super) typ: &'static str,
    pub(super) jwk: Jwk,
}

#[derive(Serialize)]
pub(super) struct ProofClaims<'a> {
    pub(super) htu: &'a str,
    pub(super) htm: &'static str,
    pub(super) ath: String,
    pub(super) jti: String,
    pub(super) iat: UnixTime,
}

#[derive(Deserialize)]
pub(super) struct ConsentReply {
    #[serde(default)]
    pub(super) expires_at: Option<Value>,
    pub(super) requested_details: Object<RequestedDetails>,
}

#[derive(Deserialize)]
pub(super) struct RequestedDetails {
    #[serde(default)]
    pub(super) audience: Option<String>,
    #[serde(default)]
    pub(super) scope: Option<Vec<String>>,
    #[serde(default)]
    pub(super) binding_message: Option<String>,
    #[serde(default)]
    pub(super) authorization_details: Option<Vec<Value>>,
}

/// An error as the API has it; `description` is the older name of `message`, and neither is used.
#[derive(Deserialize)]
pub(super) struct ErrorReply {
    #[serde(rename = "errorCode", default)]
    pub(super) error_code: Option<String>,
}
