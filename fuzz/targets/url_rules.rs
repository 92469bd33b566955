//! Issuer URLs. What is accepted is canonical, so that two texts never mean one issuer.
#![no_main]

use countersign_core::protocol::url_rules::{IssuerUrl, LoopbackHttp, UrlRules};
use libfuzzer_sys::fuzz_target;
use url::Url;

fuzz_target!(|text: &str| {
    for loopback in [LoopbackHttp::Refused, LoopbackHttp::Allowed] {
        let rules = UrlRules { loopback };
        let Ok(issuer) = IssuerUrl::parse(text, rules) else { continue };
        assert_eq!(issuer.as_str(), text);
        assert!(loopback == LoopbackHttp::Allowed || text.starts_with("https://"));
        assert!(!text.contains(['?', '#', '@', '\\', ' ']) && !text.ends_with('/'));
        assert!(!issuer.host().is_empty() && !issuer.display_host().is_empty());
        let parsed = Url::parse(text).expect("an issuer is a URL");
        assert_eq!(parsed.host_str(), Some(issuer.host()));
        let below = issuer.join(["a/b", "..", "c?d#e"]);
        assert!(issuer.same_origin(&below) && below.as_str().starts_with(text));
        assert!(below.query().is_none() && below.fragment().is_none());
    }
});
