//! The properties of senders: which there are, which are secrets, and what they must look like.

use std::collections::{BTreeMap, BTreeSet};

use data_encoding::BASE64;

use super::sender::{AMAZON_SNS, FCM, SERVICE_ACCOUNT};
use crate::json::{self, is_display};
use crate::speaks::Mode;
use crate::wso2::IdentityError;

/// What is kept of a sender's properties.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) properties: BTreeMap<String, String>,
    pub(super) secrets: BTreeSet<String>,
}

/// Checks the properties of `provider` and keeps what may be shown; `present` are secrets that were given before.
pub(super) fn checked(
    provider: &str,
    given: &BTreeMap<String, String>,
    present: &BTreeSet<String>,
    mode: Mode,
) -> Result<Kept, IdentityError> {
    let is_small = |(key, value): (&String, &String)| {
        (1..=128).contains(&key.len()) && is_display(key, 128) && value.len() <= MAX_VALUE
    };
    if given.len() > MAX_PROPERTIES || !given.iter().all(is_small) {
        return Err(IdentityError::InvalidSender("properties"));
    }
    match provider {
        FCM => fcm(given, present, mode),
        AMAZON_SNS => amazon_sns(given, present, mode),
        // Nobody knows which properties of another provider are secrets, so all of them are.
        _ => Ok(Kept { properties: BTreeMap::new(), secrets: given.keys().cloned().collect() }),
    }
}

fn fcm(given: &BTreeMap<String, String>, present: &BTreeSet<String>, mode: Mode) -> Result<Kept, IdentityError> {
    only(given, &[SERVICE_ACCOUNT], mode)?;
    match given.get(SERVICE_ACCOUNT) {
        Some(content) if is_service_account(content) => {}
        None if present.contains(SERVICE_ACCOUNT) => {}
        Some(_) | None => return Err(IdentityError::InvalidSender(SERVICE_ACCOUNT)),
    }
    Ok(Kept { properties: BTreeMap::new(), secrets: BTreeSet::from([SERVICE_ACCOUNT.to_owned()]) })
}

fn amazon_sns(given: &BTreeMap<String, String>, present: &BTreeSet<String>, mode: Mode) -> Result<Kept, IdentityError> {
    only(given, &["accessKeyId", SECRET_KEY, "region", "platformArns"], mode)?;
    let text = |name: &'static str| {
        let value = given.get(name).filter(|value| !value.trim().is_empty() && is_display(value, MAX_VALUE));
        value.cloned().map(|value| (name.to_owned(), value)).ok_or(IdentityError::InvalidSender(name))
    };
    if !present.contains(SECRET_KEY) || given.contains_key(SECRET_KEY) {
        text(SECRET_KEY)?;
    }
    let properties = BTreeMap::from([text("accessKeyId")?, text("region")?, text("platformArns")?]);
    Ok(Kept { properties, secrets: BTreeSet::from([SECRET_KEY.to_owned()]) })
}

fn only(given: &BTreeMap<String, String>, known: &[&str], mode: Mode) -> Result<(), IdentityError> {
    let is_known = given.keys().all(|name| known.contains(&name.as_str()));
    if is_known || mode == Mode::AsIs { Ok(()) } else { Err(IdentityError::InvalidSender("unknown property")) }
}

/// Whether this is base64 of a `service-account.json` as Firebase gives it out.
fn is_service_account(content: &str) -> bool {
    let Ok(bytes) = BASE64.decode(content.trim().as_bytes()) else { return false };
    let Ok(account) = json::parse_object(&bytes) else { return false };
    let has = |name: &str| account.text(name).is_ok_and(|value| !value.is_empty());
    account.text("type") == Ok("service_account")
        && has("project_id")
        && account.text("client_email").is_ok_and(|address| address.contains('@'))
        && account.text("private_key").is_ok_and(|key| key.contains("BEGIN PRIVATE KEY"))
}

const SECRET_KEY: &str = "secretAccessKey";
const MAX_PROPERTIES: usize = 20;
/// Bytes of a value; a service account has about 3,200 in base64.
const MAX_VALUE: usize = 16_384;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_whole_service_accounts_are_taken() {
        let good = json!({
            "type": "service_account", "project_id": "demo", "client_email": "push@demo.example",
            "private_key": "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n",
        });
        let encode = |value: &serde_json::Value| BASE64.encode(value.to_string().as_bytes());
        assert!(is_service_account(&encode(&good)));

        assert!(!is_service_account(&good.to_string()));
        for (name, value) in [
            ("type", json!("authorized_user")),
            ("project_id", json!("")),
            ("client_email", json!("push")),
            ("private_key", json!(1)),
        ] {
            let mut bad = good.clone();
            bad[name] = value;
            assert!(!is_service_account(&encode(&bad)), "{name}");
        }
    }
}
