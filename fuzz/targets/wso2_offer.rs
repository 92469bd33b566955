//! Registration data of WSO2 servers as code, with or without a server that an app named: it leads to the host that is shown.
#![no_main]

use std::sync::LazyLock;

use arbitrary::Arbitrary;
use countersign_core::dialect::Code;
use countersign_core::model::Signature;
use countersign_core::protocol::Flow;
use countersign_core::protocol::url_rules::UrlRules;
use countersign_fuzz::{Wso2Phone, moment};
use libfuzzer_sys::fuzz_target;
use url::Url;

static PHONE: LazyLock<Wso2Phone> = LazyLock::new(Wso2Phone::new);

#[derive(Debug, Arbitrary)]
struct Scanned<'a> {
    is_server_named: bool,
    text: &'a str,
}

fuzz_target!(|scanned: Scanned<'_>| {
    let server = scanned.is_server_named.then_some("https://app.example.com/t/wso2.com");
    let code = Code { text: scanned.text, server };
    let Some(Ok(offers)) = PHONE.dialect().recognize(&code, UrlRules::default()) else { return };
    for offer in offers {
        let shown = Url::parse(&offer.issuer).expect("an issuer is a URL");
        assert_eq!(shown.scheme(), "https");
        assert!(!scanned.is_server_named || shown.host_str() == Some("app.example.com"));
        let flow = PHONE.dialect().enroll(&offer.state, &PHONE.device(), Some(&PHONE.key), moment());
        let Ok(Flow::Sign(_, _, then)) = flow else { panic!("a registration is signed") };
        let Ok(Flow::Send(request, _)) = then(Signature(vec![0; 256]), moment().now) else {
            panic!("a registration is sent")
        };
        let base = offer.issuer.trim_end_matches('/');
        assert_eq!(request.url.as_str(), format!("{base}/api/users/v1/me/push/devices"));
    }
});
