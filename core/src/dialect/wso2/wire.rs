//! The messages of the push API, as serde structs. No logic.

use serde::Serialize;

use crate::model::UnixTime;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Registration<'a> {
    pub(super) device_id: &'a str,
    pub(super) model: &'a str,
    pub(super) name: &'a str,
    pub(super) device_token: &'a str,
    pub(super) public_key: String,
    pub(super) signature: String,
    pub(super) provider: Provider<'a>,
}

/// Who delivers pushes.
#[derive(Serialize)]
pub(super) struct Provider<'a> {
    pub(super) name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) metadata: Option<Platform>,
}

#[derive(Serialize)]
pub(super) struct Platform {
    pub(super) platform: &'static str,
}

/// Header of what the device signs. Answers name the device, since nothing else in their request does.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TokenHeader<'a> {
    pub(super) alg: &'static str,
    pub(super) typ: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) device_id: Option<&'a str>,
}

/// An answer.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AnswerClaims {
    pub(super) push_auth_id: String,
    pub(super) challenge: String,
    /// `APPROVED` or `DENIED`.
    pub(super) response: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) number_challenge: Option<String>,
    /// Whole seconds, unlike what some clients of this API send.
    pub(super) exp: UnixTime,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AnswerBody<'a> {
    pub(super) auth_response: &'a str,
}

/// A change of the device's own registration, or its end when nothing is changed.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ChangeClaims {
    pub(super) exp: UnixTime,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) device_token: Option<String>,
}

#[derive(Serialize)]
pub(super) struct TokenBody<'a> {
    pub(super) token: &'a str,
}
