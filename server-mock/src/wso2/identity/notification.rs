//! Pushes as phones receive them through FCM and, by way of Amazon SNS, through APNs.

use serde_json::{Map, Value, json};

use super::devices::Device;
use super::organizations::Organization;
use super::place::Place;
use super::senders::AMAZON_SNS;
use super::users::User;
use super::{LoginOrigin, Switches};
use crate::gateway::PushMessage;

/// What a push is about.
#[derive(Clone, Debug)]
pub(super) enum Scenario<'a> {
    /// A login that asks for an answer.
    Authentication {
        push: &'a str,
        challenge: &'a str,
        number: Option<&'a str>,
        application: &'a str,
        origin: &'a LoginOrigin,
    },
    /// The user has a new device; nothing is asked.
    DeviceRegistration { new: &'a Device },
}

impl Scenario<'_> {
    pub(super) const REGISTRATION: &'static str = "DEVICE_REGISTRATION";

    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Authentication { .. } => "AUTHENTICATION",
            Self::DeviceRegistration { .. } => Self::REGISTRATION,
        }
    }

    pub(super) fn push(&self) -> Option<&str> {
        match self {
            Self::Authentication { push, .. } => Some(push),
            Self::DeviceRegistration { .. } => None,
        }
    }
}

/// A push to one device.
pub(super) struct Notification<'a> {
    pub(super) device: &'a Device,
    pub(super) user: &'a User,
    pub(super) organization: &'a Organization,
    pub(super) switches: &'a Switches,
}

impl Notification<'_> {
    /// The push in the shape of its provider. A virtual phone behind Amazon SNS listens as one of its platform.
    pub(super) fn message(&self, scenario: &Scenario<'_>, now: u64) -> PushMessage {
        let (title, body) = self.words(scenario);
        let data = self.data(scenario);
        let provider = &self.device.provider;
        let platform = provider.metadata.get("platform").filter(|_| provider.name == AMAZON_SNS);
        let payload = match platform.map(String::as_str) {
            Some(platform) if platform.starts_with("APNS") => {
                json!({"aps": {"alert": {"title": title, "body": body}}, "data": data})
            }
            Some(_) | None => json!({"notification": {"title": title, "body": body}, "data": data}),
        };
        PushMessage {
            device: self.device.id.clone(),
            provider: platform.unwrap_or(&provider.name).clone(),
            token: self.device.push_token.clone(),
            payload,
            at: now,
        }
    }

    fn words(&self, scenario: &Scenario<'_>) -> (&'static str, String) {
        let (user, organization) = (&self.user.username, &self.organization.name);
        match scenario {
            Scenario::Authentication { .. } => {
                ("Authentication Request", format!("{user} of {organization} is trying to log in."))
            }
            Scenario::DeviceRegistration { new } => (
                "New Device Registered",
                format!("{user} of {organization} can now approve logins with {} ({}).", new.name, new.model),
            ),
        }
    }

    /// The flat map of strings; what is not known is left out.
    fn data(&self, scenario: &Scenario<'_>) -> Value {
        let sub_organization = Some(self.organization).filter(|organization| organization.is_sub_organization());
        let is_qualified = sub_organization.is_none() || self.switches.tenant_qualified_paths;
        let tenant = is_qualified.then(|| self.organization.tenant_domain().to_owned());
        let place = Place {
            tenant: tenant.clone(),
            organization: sub_organization.map(|organization| organization.key.clone()),
        };
        let path = if self.switches.empty_relative_path { String::new() } else { place.prefix() };
        let mut members = Map::new();
        let mut put = |name: &str, value: Option<String>| {
            members.extend(value.map(|value| (name.to_owned(), Value::String(value))));
        };
        put("relativePath", Some(path));
        put("username", Some(self.user.username.clone()));
        put("tenantDomain", tenant);
        put("organizationId", sub_organization.map(|organization| organization.key.clone()));
        put("organizationName", sub_organization.map(|organization| organization.name.clone()));
        put("userStoreDomain", Some(self.user.user_store.clone().unwrap_or_else(|| "PRIMARY".to_owned())));
        put("notificationScenario", Some(scenario.name().to_owned()));
        put("deviceId", Some(self.device.id.clone()));
        if let Scenario::Authentication { push, challenge, number, application, origin } = scenario {
            put("applicationName", Some((*application).to_owned()));
            put("pushId", Some((*push).to_owned()));
            put("challenge", Some((*challenge).to_owned()));
            put("numberChallenge", number.map(str::to_owned));
            put("ipAddress", origin.ip_address.clone());
            put("deviceOS", origin.device_os.clone());
            put("browser", origin.browser.clone());
        }
        Value::Object(members)
    }
}
