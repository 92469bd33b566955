//! The header by which tenants count apps: `Auth0-Client`.

use serde::Serialize;

use crate::dialect::Telemetry;
use crate::protocol::jose::base64url;

#[derive(Serialize)]
struct Client<'a> {
    name: &'static str,
    version: &'static str,
    env: Environment<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Environment<'a> {
    app_name: &'a str,
    app_version: &'a str,
}

pub(super) fn header(about: &Telemetry) -> (&'static str, String) {
    let env = Environment { app_name: &about.app_name, app_version: &about.app_version };
    let client = Client { name: "Countersign", version: env!("CARGO_PKG_VERSION"), env };
    let json = serde_json::to_vec(&client).expect("plain data is always JSON");
    ("auth0-client", base64url(&json))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::jose::from_base64url;

    #[test]
    fn the_header_says_which_app_it_is() {
        let about = Telemetry { app_name: "Bank".to_owned(), app_version: "7.1".to_owned() };

        let (name, value) = header(&about);

        let json: serde_json::Value =
            serde_json::from_slice(&from_base64url(&value).expect("base64url")).expect("JSON");
        assert_eq!(name, "auth0-client");
        assert_eq!(json["name"], "Countersign");
        assert_eq!(json["env"], serde_json::json!({"appName": "Bank", "appVersion": "7.1"}));
    }
}
