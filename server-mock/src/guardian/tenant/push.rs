//! Pushes: the payloads that phones receive through FCM and APNs.

use serde_json::{Map, Value, json};

use super::enrollments::{Enrollment, PushService};
use super::state::{TenantMoment, TenantState};
use super::transactions::Transaction;
use super::{FactorName, LoginContext};
use crate::gateway::PushMessage;
use crate::guardian::GuardianError;

/// What one enrollment was asked; its transaction token opens exactly this.
#[derive(Clone, Debug)]
pub(crate) struct SentPush {
    pub(crate) transaction: String,
    pub(crate) enrollment: String,
    pub(crate) challenge: String,
    /// Whether a later push asks again after a rejection.
    pub(crate) is_outdated: bool,
}

impl SentPush {
    fn is_for(&self, transaction: &str, enrollment: &str) -> bool {
        !self.is_outdated && self.transaction == transaction && self.enrollment == enrollment
    }
}

impl TenantState {
    /// Sends a waiting login to every phone of its user that can be reached; a repeated push is the same question.
    pub(crate) fn send_push(&mut self, transaction: &str, moment: &mut TenantMoment<'_>) -> Result<(), GuardianError> {
        self.send_push_to(transaction, None, moment)
    }

    /// Like [`send_push`](Self::send_push), but to the enrollment `only` when it is set.
    pub(crate) fn send_push_to(
        &mut self,
        transaction: &str,
        only: Option<&str>,
        moment: &mut TenantMoment<'_>,
    ) -> Result<(), GuardianError> {
        let waiting = self.waiting(transaction, moment.now)?.clone();
        if !self.settings.is_enabled(FactorName::PushNotification) {
            return Err(GuardianError::FeatureDisabledByAdmin);
        }
        let phones: Vec<Enrollment> = self
            .confirmed(&waiting.user)
            .filter(|phone| phone.push.is_some() && only.is_none_or(|only| phone.id == only))
            .cloned()
            .collect();
        if phones.is_empty() {
            self.note("gd_send_pn_failure", &waiting.user, json!({"transaction": waiting.id}), moment.now);
            return Err(GuardianError::ErrorSendingPush);
        }
        self.count_push(&waiting.user, moment.now)?;
        for phone in phones {
            self.push_to(&phone, &waiting, moment);
        }
        self.note("gd_send_pn", &waiting.user, json!({"transaction": waiting.id}), moment.now);
        Ok(())
    }

    fn push_to(&mut self, phone: &Enrollment, transaction: &Transaction, moment: &mut TenantMoment<'_>) {
        let Some(credentials) = &phone.push else { return };
        let earlier = self.pushes.iter().find(|(_, push)| push.is_for(&transaction.id, &phone.id));
        let (token, challenge) = match earlier {
            Some((token, push)) => (token.clone(), push.challenge.clone()),
            None => (moment.secret(""), moment.secret("")),
        };
        let push = SentPush {
            transaction: transaction.id.clone(),
            enrollment: phone.id.clone(),
            challenge: challenge.clone(),
            is_outdated: false,
        };
        self.pushes.insert(token.clone(), push);
        let notification = Notification { phone, transaction, token: &token, challenge: &challenge, host: moment.url };
        let payload = match credentials.service {
            PushService::Gcm => notification.for_fcm(),
            PushService::Apns => notification.for_apns(&self.settings.friendly_name),
        };
        self.outgoing.push(PushMessage {
            device: phone.id.clone(),
            provider: credentials.service.name().to_owned(),
            token: credentials.token.clone(),
            payload,
            at: moment.now,
        });
    }
}

struct Notification<'a> {
    phone: &'a Enrollment,
    transaction: &'a Transaction,
    token: &'a str,
    challenge: &'a str,
    host: &'a str,
}

impl Notification<'_> {
    /// A flat map of strings; source and location are JSON inside strings.
    fn for_fcm(&self) -> Value {
        let mut members = self.members();
        for member in members.values_mut() {
            if member.is_object() {
                *member = json!(member.to_string());
            }
        }
        Value::Object(members)
    }

    fn for_apns(&self, name: &str) -> Value {
        json!({
            "aps": {"category": CATEGORY, "alert": format!("{name} asks you to approve a login")},
            "mfa": self.members(),
        })
    }

    fn members(&self) -> Map<String, Value> {
        let mut members = Map::new();
        let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
        put("dai", json!(self.phone.id));
        put("txtkn", json!(self.token));
        put("c", json!(self.challenge));
        put("d", json!(date(self.transaction.created_at)));
        put("sh", json!(self.host));
        if let Some(source) = source(&self.transaction.context) {
            put("s", source);
        }
        if let Some(location) = location(&self.transaction.context) {
            put("l", location);
        }
        if let Some(consent) = &self.transaction.consent {
            put("txlnkid", json!(consent));
        }
        members
    }
}

/// Browser and operating system.
fn source(context: &LoginContext) -> Option<Value> {
    let named = |name: &Option<String>, version: &Option<String>| {
        name.as_ref().map(|name| json!({"n": name, "v": version.as_deref().unwrap_or_default()}))
    };
    let browser = named(&context.browser, &context.browser_version);
    let system = named(&context.os, &context.os_version);
    let mut source = Map::new();
    source.extend(browser.map(|browser| ("b".to_owned(), browser)));
    source.extend(system.map(|system| ("os".to_owned(), system)));
    (!source.is_empty()).then_some(Value::Object(source))
}

/// Place and coordinates; these are strings, as one of the vendor's clients wants both of the same kind.
fn location(context: &LoginContext) -> Option<Value> {
    let mut location = json!({"n": context.location.as_ref()?});
    if let (Some(latitude), Some(longitude)) = (context.latitude, context.longitude) {
        location["lat"] = json!(latitude.to_string());
        location["long"] = json!(longitude.to_string());
    }
    Some(location)
}

/// `unix` as `yyyy-MM-ddTHH:mm:ss.SSSZ`.
pub(crate) fn date(unix: u64) -> String {
    let (days, seconds) = (unix / 86_400, unix % 86_400);
    let (year, month, day) = civil(days);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.000Z", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

/// Year, month and day of the Gregorian calendar, counting years from March so that leap days come last.
fn civil(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + u64::from(month <= 2), month, day)
}

/// The category by which the vendor's client knows its notifications.
const CATEGORY: &str = "com.auth0.notification.authentication";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_have_three_digits_of_milliseconds_and_follow_the_calendar() {
        for (unix, expected) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_400, "2000-02-29T00:00:00.000Z"),
            (1_709_251_199, "2024-02-29T23:59:59.000Z"),
            (1_746_693_720, "2025-05-08T08:42:00.000Z"),
            (4_107_542_400, "2100-03-01T00:00:00.000Z"),
        ] {
            assert_eq!(date(unix), expected);
        }
    }
}
