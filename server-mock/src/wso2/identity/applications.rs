//! Applications that sign people in.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::IdentityServer;
use super::state::IdentityState;
use crate::journey::{FactorKind, Step};
use crate::json::is_display;
use crate::world::WorldError;

/// An application. Every tenant and organization can use it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IdentityApplication {
    /// Client id, at most 128 characters.
    pub client_id: String,
    /// Client secret; an application without one is public and has to use PKCE.
    #[serde(default)]
    pub client_secret: Option<String>,
    /// Name that phones show, at most 64 characters.
    pub name: String,
    /// Where codes may be sent, besides the page of this server that shows who signed in.
    #[serde(default)]
    pub redirect_uris: Vec<String>,
    /// What each step asks for; the first step has the number 1.
    pub steps: Vec<FactorKind>,
    /// The conditional-authentication script; without one the steps follow each other.
    #[serde(default)]
    pub script: Option<String>,
    /// Whether the application may go through the steps in its own app.
    #[serde(default = "yes")]
    pub app_native: bool,
}

impl IdentityApplication {
    /// A confidential application with the secret `demo-secret` that goes through `steps` one after the other.
    #[must_use]
    pub fn with_steps(client_id: impl Into<String>, name: impl Into<String>, steps: &[FactorKind]) -> Self {
        Self {
            client_id: client_id.into(),
            client_secret: Some("demo-secret".to_owned()),
            name: name.into(),
            redirect_uris: Vec::new(),
            steps: steps.to_vec(),
            script: None,
            app_native: true,
        }
    }

    /// `demo-app`: signs in without a password; who has no phone gives the password and registers one.
    #[must_use]
    pub fn passwordless() -> Self {
        let steps = [FactorKind::Push, FactorKind::Password];
        Self { script: Some(SCRIPT.to_owned()), ..Self::with_steps("demo-app", "Demo application", &steps) }
    }

    /// `demo-second-factor`: a password and then the phone.
    #[must_use]
    pub fn second_factor() -> Self {
        let steps = [FactorKind::Password, FactorKind::Push];
        Self::with_steps("demo-second-factor", "Demo with a second factor", &steps)
    }

    /// `MY_ACCOUNT`: the pages where people manage their phones, signed in to like the first demo.
    #[must_use]
    pub fn my_account() -> Self {
        Self { client_id: MY_ACCOUNT.to_owned(), name: "My Account".to_owned(), ..Self::passwordless() }
    }

    /// The steps by number.
    pub(crate) fn numbered_steps(&self) -> Vec<Step> {
        (1..).zip(&self.steps).map(|(number, factor)| Step { number, factor: *factor }).collect()
    }

    pub(crate) fn check(&self) -> Result<(), WorldError> {
        let is_id = |text: &str| !text.is_empty() && is_display(text, 128);
        let rules = [
            ("client_id", is_id(&self.client_id)),
            ("client_secret", self.client_secret.as_deref().is_none_or(is_id)),
            ("name", !self.name.is_empty() && is_display(&self.name, 64)),
            ("redirect_uris", self.redirect_uris.iter().all(|uri| is_redirect_uri(uri))),
            ("steps", (1..=MAX_STEPS).contains(&self.steps.len())),
            ("script", self.script.as_ref().is_none_or(|script| script.len() <= MAX_SCRIPT)),
        ];
        match rules.into_iter().find(|(_, is_kept)| !is_kept) {
            Some((name, _)) => Err(WorldError::InvalidSpec(name)),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for IdentityApplication {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("IdentityApplication").field("client_id", &self.client_id).finish_non_exhaustive()
    }
}

impl IdentityState {
    /// The application with this client id. Three of them are there unless somebody replaced them.
    pub(crate) fn application(&self, client_id: &str) -> Option<IdentityApplication> {
        let built_in = || {
            let demos = [
                IdentityApplication::passwordless(),
                IdentityApplication::second_factor(),
                IdentityApplication::my_account(),
            ];
            demos.into_iter().find(|demo| demo.client_id == client_id)
        };
        self.applications.get(client_id).cloned().or_else(built_in)
    }

    /// All applications by client id.
    pub(crate) fn all_applications(&self) -> Vec<IdentityApplication> {
        let demos = ["demo-app", "demo-second-factor", MY_ACCOUNT]
            .into_iter()
            .filter(|id| !self.applications.contains_key(*id));
        let demos = demos.filter_map(|id| self.application(id));
        demos.chain(self.applications.values().cloned()).collect()
    }

    /// Adds an application or replaces the one with the same client id.
    pub(crate) fn set_application(&mut self, application: IdentityApplication) -> Result<(), WorldError> {
        application.check()?;
        self.applications.insert(application.client_id.clone(), application);
        Ok(())
    }
}

impl IdentityServer {
    /// All applications; two are there from the start.
    #[must_use]
    pub fn applications(&self) -> Vec<IdentityApplication> {
        self.read(|state, _| state.all_applications())
    }

    /// Adds an application or replaces the one with the same client id. A script is not read before a login needs it.
    ///
    /// # Errors
    /// `InvalidSpec` naming the member that breaks a limit.
    pub fn set_application(&self, application: IdentityApplication) -> Result<(), WorldError> {
        self.change(|state, _| state.set_application(application))
    }
}

/// An absolute URL without a fragment (RFC 6749 section 3.1.2).
fn is_redirect_uri(text: &str) -> bool {
    text.len() <= 2_048 && url::Url::parse(text).is_ok_and(|url| url.fragment().is_none() && !url.cannot_be_a_base())
}

fn yes() -> bool {
    true
}

/// Registering a phone during a login without a password: first a password, then the phone's step again.
const SCRIPT: &str = r#"var onLoginRequest = function (context) {
    executeStep(1, {
        onFail: function (context) {
            var scenario = context.request.params.scenario;
            if (scenario != null && scenario[0] === 'INIT_PUSH_ENROLL') {
                executeStep(2, {
                    stepOptions: { markAsSubjectIdentifierStep: 'true', markAsSubjectAttributeStep: 'true' }
                }, {
                    onSuccess: function (context) {
                        executeStep(1, { stepOptions: { forceAuth: 'true' } }, {});
                    }
                });
            }
        }
    });
};
"#;
/// Client id of the application behind My Account.
pub(crate) const MY_ACCOUNT: &str = "MY_ACCOUNT";
const MAX_STEPS: usize = 10;
/// Bytes.
const MAX_SCRIPT: usize = 65_536;
