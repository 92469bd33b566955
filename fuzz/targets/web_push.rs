//! Content of Web Push: whoever knows the endpoint can send it. Also as a server that knows the keys may make it.
#![no_main]

use std::sync::LazyLock;

use arbitrary::Arbitrary;
use countersign_core::model::Secret;
use countersign_core::protocol::url_rules::{PushEndpoint, UrlRules};
use countersign_core::protocol::web_push::{MAX_CONTENT, STORED_BYTES, Subscription};
use libfuzzer_sys::fuzz_target;

static PHONE: LazyLock<Subscription> =
    LazyLock::new(|| Subscription::from_stored(&Secret::new(vec![7; STORED_BYTES])).expect("a key and a secret"));

#[derive(Debug, Arbitrary)]
struct Input<'a> {
    endpoint: &'a str,
    content: &'a [u8],
}

fuzz_target!(|input: Input<'_>| {
    if let Ok(plain) = PHONE.decrypt(input.content) {
        assert!(input.content.len() <= MAX_CONTENT && plain.len() + 102 < input.content.len());
    }
    let Ok(endpoint) = PushEndpoint::parse(input.endpoint, UrlRules::default()) else { return };
    assert_eq!(PushEndpoint::parse(endpoint.as_str(), UrlRules::default()).as_ref(), Ok(&endpoint));
    let target = PHONE.target(input.endpoint, UrlRules::default()).expect("an accepted endpoint");
    assert!(target.token.len() <= 4_096);
    let token: serde_json::Value = serde_json::from_str(&target.token).expect("JSON");
    assert_eq!(token["endpoint"], endpoint.as_str());
});
