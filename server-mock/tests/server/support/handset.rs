//! A Guardian phone that enrolls with a link and answers what it is asked.

use std::cell::Cell;
use std::collections::BTreeMap;

use countersign_server_mock::{MockServer, SentHint};
use serde_json::Value;
use url::Url;

use super::guardian::{GuardianPhone, RsaKey, enroll_body, one_time_code, post_enroll};
use super::{Answer, Http};

/// A phone and what the server said when it enrolled.
pub(crate) struct Handset(GuardianPhone);

impl Handset {
    /// Enrolls with the link of a QR code. All handsets have the same key.
    pub(crate) async fn enroll(server: &MockServer, name: &str, link: &str) -> Self {
        let parameters: BTreeMap<String, String> = Url::parse(link).unwrap().query_pairs().into_owned().collect();
        assert_eq!(parameters["base_url"], format!("{}/appliance-mfa", server.url()));
        let (key, token) = (RsaKey::named("ann"), format!("{name}-token"));
        let answer = post_enroll(server, &parameters["enrollment_tx_id"], &enroll_body(name, &token, &key)).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        Self(GuardianPhone {
            http: Http::new(),
            key,
            tenant: server.url().to_owned(),
            identifier: name.to_owned(),
            token,
            enrolled: answer.json(),
            now: Cell::new(server.clock().now()),
        })
    }

    pub(crate) fn id(&self) -> &str {
        self.0.id()
    }

    /// What the server said when the phone enrolled.
    pub(crate) fn enrollment(&self) -> &Value {
        &self.0.enrolled
    }

    /// The pushes that the phone was sent so far, oldest first.
    pub(crate) fn pushes(&self, server: &MockServer) -> Vec<Value> {
        let own = |hint: &&SentHint| hint.device == self.id();
        server.tenant().pushes().iter().filter(own).map(|hint| hint.payload.clone()).collect()
    }

    /// Answers the latest push.
    pub(crate) async fn answer(&self, server: &MockServer, is_accepted: bool) -> Answer {
        self.0.now.set(server.clock().now());
        self.0.resolve(&self.0.push(server), is_accepted).await
    }

    /// The one-time code at the server's time.
    pub(crate) fn code(&self, server: &MockServer) -> String {
        one_time_code(self.enrollment()["totp"]["secret"].as_str().unwrap(), server.clock().now())
    }
}
