//! A server that lives in the transport: says yes to every answer at the least cost.

use std::sync::Arc;

use async_trait::async_trait;
use countersign_core::dialect::DeviceInfo;
use countersign_core::engine::{Authenticator, Platform};
use countersign_core::platform::{Signer, SystemClock, SystemEntropy, Transport, TransportError};
use countersign_core::protocol::jose::{from_base64url, sha256_base64url};
use countersign_core::protocol::url_rules::UrlRules;
use countersign_core::protocol::{HttpRequest, HttpResponse};
use countersign_core::store::Store;

/// A phone whose server says yes to everything.
pub(crate) fn phone(store: Arc<dyn Store>, signer: Arc<dyn Signer>) -> Authenticator {
    Authenticator::new(Platform {
        store,
        signer,
        transport: Arc::new(YesTransport),
        clock: Arc::new(SystemClock::new()),
        entropy: Arc::new(SystemEntropy),
        device: DeviceInfo {
            name: String::new(),
            platform: String::new(),
            app: String::new(),
            push: None,
            telemetry: None,
        },
        rules: UrlRules::default(),
    })
}

/// Replies "approved" to whatever is sent.
struct YesTransport;

#[async_trait]
impl Transport for YesTransport {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let hash = sha256_base64url(&request.body);
        let message = String::from_utf8(request.body).expect("a compact JWS");
        let claims = message.split('.').nth(1).and_then(from_base64url).expect("claims");
        let claims = String::from_utf8(claims).expect("JSON");
        let id = claims.split(r#""cid":""#).nth(1).and_then(|rest| rest.split('"').next()).expect("a challenge id");
        let body = format!(r#"{{"cid":"{id}","state":"approved","ans":"{hash}"}}"#).into_bytes();
        Ok(HttpResponse { status: 200, headers: Vec::new(), body })
    }
}
