//! What an administrator changes about a user.

use serde_json::{Map, Value};

use super::User;
use super::state::{TenantMoment, TenantState};
use crate::guardian::GuardianError;
use crate::world::PasswordHash;

/// A change of a user; what is absent stays.
#[derive(Default)]
pub(crate) struct UserChange {
    /// `Some(None)` takes it away.
    pub(crate) email: Option<Option<String>>,
    pub(crate) email_verified: Option<bool>,
    /// `Some(None)` takes it away.
    pub(crate) username: Option<Option<String>>,
    pub(crate) password: Option<String>,
    pub(crate) is_blocked: Option<bool>,
    pub(crate) name: Option<String>,
    /// Further members of the profile; null takes one away.
    pub(crate) profile: Map<String, Value>,
    pub(crate) app_metadata: Option<Map<String, Value>>,
    pub(crate) user_metadata: Option<Map<String, Value>>,
}

impl TenantState {
    /// Changes a user; nothing changes when another one has the email address or user name.
    pub(crate) fn change_user(
        &mut self,
        id: &str,
        change: UserChange,
        moment: &mut TenantMoment<'_>,
    ) -> Result<&User, GuardianError> {
        self.user(id)?;
        for login in [&change.email, &change.username].into_iter().flatten().flatten() {
            if self.user_called(login).is_some_and(|other| other.id != id) {
                return Err(GuardianError::Conflict("The user already exists."));
            }
        }
        let password = change.password.map(|password| PasswordHash::new(&password, moment.random));
        let user = self.users.get_mut(id).ok_or(GuardianError::UserNotFound)?;
        user.email = change.email.unwrap_or(user.email.take());
        user.email_verified = change.email_verified.unwrap_or(user.email_verified);
        user.username = change.username.unwrap_or(user.username.take());
        user.password = password.or(user.password.take());
        user.is_blocked = change.is_blocked.unwrap_or(user.is_blocked);
        if let Some(name) = change.name {
            user.name = name;
        }
        put(&mut user.profile, change.profile);
        merge(&mut user.app_metadata, change.app_metadata);
        merge(&mut user.user_metadata, change.user_metadata);
        user.updated_at = moment.now;
        Ok(user)
    }

    /// Makes browsers that skip the second factor ask for it again.
    pub(crate) fn forget_browsers(&mut self, id: &str, now: u64) {
        if let Some(user) = self.users.get_mut(id) {
            user.browsers_forgotten_at = Some(now);
        }
    }
}

/// Merges metadata: an empty object takes all away, members replace those of the outermost level.
fn merge(kept: &mut Map<String, Value>, change: Option<Map<String, Value>>) {
    let Some(change) = change else { return };
    if change.is_empty() {
        kept.clear();
    }
    put(kept, change);
}

fn put(kept: &mut Map<String, Value>, change: Map<String, Value>) {
    for (name, value) in change {
        if value.is_null() {
            kept.remove(&name);
        } else {
            kept.insert(name, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: &Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn metadata_merges_at_the_outermost_level_only() {
        let cases = [
            (json!({"b": 2}), json!({"a": {"x": 1}, "b": 2})),
            (json!({"a": {"y": 2}}), json!({"a": {"y": 2}})),
            (json!({"a": null}), json!({})),
            (json!({}), json!({})),
        ];
        for (change, expected) in cases {
            let mut kept = object(&json!({"a": {"x": 1}}));
            merge(&mut kept, Some(object(&change)));
            assert_eq!(Value::Object(kept), expected, "{change}");
        }
    }

    #[test]
    fn absent_metadata_stays() {
        let mut kept = object(&json!({"a": 1}));

        merge(&mut kept, None);

        assert_eq!(Value::Object(kept), json!({"a": 1}));
    }
}
