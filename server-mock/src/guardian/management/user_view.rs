//! A user as the Management API shows one.

use serde_json::{Map, Value, json};

use super::users::CONNECTION;
use crate::guardian::tenant::{TenantState, User, date};

/// All members of a user; what is unknown is left out.
pub(super) fn view(user: &User, state: &TenantState) -> Map<String, Value> {
    let mut members = user.profile.clone();
    let own_id = user.id.split_once('|').map_or(user.id.as_str(), |(_, id)| id);
    let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
    put("user_id", json!(user.id));
    put("name", json!(user.name));
    put("email_verified", json!(user.email_verified));
    put("created_at", json!(date(user.created_at)));
    put("updated_at", json!(date(user.updated_at)));
    put("app_metadata", Value::Object(user.app_metadata.clone()));
    put("user_metadata", Value::Object(user.user_metadata.clone()));
    put("identities", json!([{"connection": CONNECTION, "provider": "auth0", "user_id": own_id, "isSocial": false}]));
    if let Some(email) = &user.email {
        put("email", json!(email));
    }
    if let Some(username) = &user.username {
        put("username", json!(username));
    }
    if user.is_blocked {
        put("blocked", json!(true));
    }
    if state.is_enrolled(&user.id) {
        put("multifactor", json!(["guardian"]));
    }
    members
}
