//! What a script is told about a login: the `context` of its functions.

use std::collections::BTreeMap;

use serde::Serialize;

/// The login as a script sees it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LoginContext {
    /// The tenant of the application.
    pub(crate) tenant_domain: String,
    /// The application.
    pub(crate) service_provider_name: String,
    /// The user who is known so far.
    pub(crate) current_known_subject: Option<Subject>,
    /// The steps of the login flow by number, from 1; `executeStep` knows no others.
    pub(crate) steps: BTreeMap<u32, StepView>,
    /// The request that brought the login here.
    pub(crate) request: LoginRequest,
}

/// A step of the login flow.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct StepView {
    /// Who was authenticated in it; null before it succeeded.
    pub(crate) subject: Option<Subject>,
    /// Who vouches for that: `LOCAL` for this server.
    pub(crate) idp: Option<String>,
    /// The authenticator that succeeded.
    pub(crate) authenticator: Option<String>,
    /// What the person can choose from.
    pub(crate) options: Vec<AuthenticatorOption>,
}

/// A way to authenticate in a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct AuthenticatorOption {
    pub(crate) idp: String,
    pub(crate) authenticator: String,
}

/// A user.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Subject {
    pub(crate) username: String,
    pub(crate) tenant_domain: String,
    pub(crate) user_store_domain: String,
    pub(crate) roles: Vec<String>,
    pub(crate) groups: Vec<String>,
    /// Claim URI to value.
    pub(crate) local_claims: BTreeMap<String, String>,
}

/// The browser's request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct LoginRequest {
    /// Every parameter with all its values.
    pub(crate) params: BTreeMap<String, Vec<String>>,
    /// By lower-case name; scripts may write it in any case.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) cookies: BTreeMap<String, String>,
    /// The address that the request came from.
    pub(crate) ip: String,
}

impl StepView {
    /// A step of this server's own authenticators that nobody has taken yet.
    pub(crate) fn local(authenticators: &[&str]) -> Self {
        let option = |name: &&str| AuthenticatorOption { idp: LOCAL.to_owned(), authenticator: (*name).to_owned() };
        Self { options: authenticators.iter().map(option).collect(), ..Self::default() }
    }

    /// The step after `subject` took it with `authenticator`.
    #[must_use]
    pub(crate) fn taken(mut self, subject: Subject, authenticator: &str) -> Self {
        self.subject = Some(subject);
        self.idp = Some(LOCAL.to_owned());
        self.authenticator = Some(authenticator.to_owned());
        self
    }
}

const LOCAL: &str = "LOCAL";
