//! Scanned, pasted or opened text. What is recognized leads to the host that the person is shown, and nowhere else.
#![no_main]

use std::sync::LazyLock;

use countersign_core::dialect::{Code, Registry};
use countersign_core::protocol::Flow;
use countersign_core::protocol::url_rules::{LoopbackHttp, UrlRules};
use libfuzzer_sys::fuzz_target;

static REGISTRY: LazyLock<Registry> = LazyLock::new(Registry::standard);

fuzz_target!(|text: &str| {
    let code = Code { text, server: None };
    let strict = REGISTRY.recognize(&code, UrlRules { loopback: LoopbackHttp::Refused });
    let open = REGISTRY.recognize(&code, UrlRules { loopback: LoopbackHttp::Allowed });
    if strict.is_ok() {
        assert_eq!(strict, open, "allowing loopback changes nothing else");
    }
    for offer in strict.into_iter().flatten() {
        assert_eq!(offer.issuer.is_empty(), offer.issuer_host.is_empty(), "whoever is asked is shown");
        let dialect = REGISTRY.dialect(&offer.dialect).expect("an offer names its dialect");
        if let Ok(Flow::Send(request, _)) = dialect.preview(&offer, UrlRules::default()) {
            assert_eq!(request.url.scheme(), "https");
            assert!(request.url.as_str().starts_with(&offer.issuer));
        }
    }
});
