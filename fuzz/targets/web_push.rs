//! Content of Web Push: whoever knows the endpoint can send it, and a server can encrypt anything. Endpoints come from other apps.
#![no_main]

use std::sync::LazyLock;

use countersign_core::model::Secret;
use countersign_core::protocol::jose::from_base64url;
use countersign_core::protocol::url_rules::{PushEndpoint, UrlRules};
use countersign_core::protocol::web_push::{MAX_CONTENT, STORED_BYTES, Subscription};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

/// What a server does.
#[path = "../../tests/src/web_push.rs"]
mod sender;

static PHONE: LazyLock<Subscription> =
    LazyLock::new(|| Subscription::from_stored(&Secret::new(vec![7; STORED_BYTES])).expect("a key and a secret"));
static KEYS: LazyLock<[Vec<u8>; 2]> = LazyLock::new(|| {
    let token = token("https://push.example/").expect("a usable endpoint");
    ["p256dh", "auth"].map(|name| from_base64url(token["keys"][name].as_str().expect("text")).expect("base64url"))
});

fuzz_target!(|data: &[u8]| {
    assert!(PHONE.decrypt(data).is_err(), "nobody encrypted it");

    let [public, auth] = &*KEYS;
    let content = sender::encrypt(public, auth, data);
    let plain = data.iter().rposition(|byte| *byte != 0).filter(|at| data[*at] == 2).map(|at| &data[..at]);
    let opened = PHONE.decrypt(&content).ok();
    assert_eq!(opened.as_ref().map(|opened| opened.as_slice()), plain.filter(|_| content.len() <= MAX_CONTENT));

    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(endpoint) = PushEndpoint::parse(text, UrlRules::default()) else { return };
    assert_eq!(PushEndpoint::parse(endpoint.as_str(), UrlRules::default()).as_ref(), Ok(&endpoint));
    assert_eq!(token(text).expect("an accepted endpoint")["endpoint"], endpoint.as_str());
});

fn token(endpoint: &str) -> Option<Value> {
    let target = PHONE.target(endpoint, UrlRules::default()).ok()?;
    assert!(target.token.len() <= 4_096);
    serde_json::from_str(&target.token).ok()
}
