//! APIs of the tenant: audiences that access tokens can be for.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::guardian::tenant::{TenantMoment, TenantState};

/// An API that applications ask access tokens for. Such a token is a JWT that the API verifies on its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TenantApi {
    /// The audience, 1 to 600 characters.
    pub identifier: String,
    /// Scopes that tokens may have.
    #[serde(default)]
    pub scopes: Vec<String>,
}

/// What a token is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Audience {
    /// The Management API.
    Management,
    /// The MFA API.
    Mfa,
    /// The user's own claims.
    UserInfo,
    /// One of the tenant's APIs.
    Api(TenantApi),
}

impl TenantState {
    /// What `audience` names; `None` when nothing is called so.
    pub(super) fn audience(&self, audience: &str, moment: &TenantMoment<'_>) -> Option<Audience> {
        if audience == moment.management_audience() {
            return Some(Audience::Management);
        }
        if audience == moment.mfa_audience() {
            return Some(Audience::Mfa);
        }
        if audience == moment.userinfo_audience() {
            return Some(Audience::UserInfo);
        }
        self.settings.apis.iter().find(|api| api.identifier == audience).cloned().map(Audience::Api)
    }
}

impl TenantMoment<'_> {
    /// Issuer of ID tokens; it ends with a slash.
    pub(crate) fn issuer(&self) -> String {
        format!("{}/", self.url)
    }

    /// Audience of tokens for the Management API.
    pub(crate) fn management_audience(&self) -> String {
        format!("{}/api/v2/", self.url)
    }

    /// Audience of tokens for the MFA API.
    pub(crate) fn mfa_audience(&self) -> String {
        format!("{}/mfa/", self.url)
    }

    /// Audience of tokens that only tell who the user is.
    pub(crate) fn userinfo_audience(&self) -> String {
        format!("{}/userinfo", self.url)
    }
}
