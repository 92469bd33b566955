//! Sending to an endpoint (RFC 8030).

use std::time::Duration;

use axum::body::Bytes;
use axum::http::header::{CONTENT_ENCODING, HeaderName};
use axum::http::{Method, Request, StatusCode};
use http_body_util::Full;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use super::Subscription;
use super::public_hosts::Resolver;
use crate::gateway::parcel::{EndpointOutcome, EndpointReply};

/// Sends to public hosts and to this computer only, and follows no redirect. Clones share their connections.
#[derive(Clone, Debug)]
pub(super) struct Sender {
    client: Client<HttpsConnector<HttpConnector<Resolver>>, Full<Bytes>>,
}

impl Sender {
    /// Trusts the certificates that the system trusts. Reading them takes a moment.
    pub(super) fn new() -> Self {
        let mut roots = RootCertStore::empty();
        let (_, unusable) = roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        tracing::debug!(trusted = roots.len(), unusable, "certificates of the system");
        let config = ClientConfig::builder_with_provider(ring::default_provider().into())
            .with_safe_default_protocol_versions()
            .expect("the provider has the default versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        let mut connector = HttpConnector::new_with_resolver(Resolver::new());
        connector.enforce_http(false);
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(config)
            .https_or_http()
            .enable_http1()
            .wrap_connector(connector);
        // Devices choose the endpoints: a connection kept for each would stay for as long as they like.
        Self { client: Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build(connector) }
    }

    /// Sends an encrypted body that the endpoint may keep for `ttl` seconds, and waits for what it says.
    pub(super) async fn send(&self, to: &Subscription, ttl: u64, body: Vec<u8>) -> EndpointReply {
        let request = Request::builder()
            .method(Method::POST)
            .uri(to.endpoint.as_str())
            .header(TTL, ttl)
            .header(URGENCY, "high")
            .header(CONTENT_ENCODING, "aes128gcm")
            .body(Full::from(body));
        let Ok(request) = request else {
            return EndpointReply { status: None, outcome: EndpointOutcome::Unreachable };
        };
        match tokio::time::timeout(PATIENCE, self.client.request(request)).await {
            Ok(Ok(response)) => {
                let (status, outcome) = (response.status().as_u16(), outcome_of(response.status()));
                EndpointReply { status: Some(status), outcome }
            }
            Ok(Err(_)) => EndpointReply { status: None, outcome: EndpointOutcome::Unreachable },
            Err(_) => EndpointReply { status: None, outcome: EndpointOutcome::TimedOut },
        }
    }
}

fn outcome_of(status: StatusCode) -> EndpointOutcome {
    match status {
        StatusCode::NOT_FOUND | StatusCode::GONE => EndpointOutcome::Gone,
        status if status.is_success() => EndpointOutcome::Accepted,
        _ => EndpointOutcome::Refused,
    }
}

const TTL: HeaderName = HeaderName::from_static("ttl");
const URGENCY: HeaderName = HeaderName::from_static("urgency");
const PATIENCE: Duration = Duration::from_secs(10);

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    async fn listening() -> (TcpListener, Subscription) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}/push", listener.local_addr().unwrap()).parse().unwrap();
        (listener, Subscription { endpoint, key: [4; 65], secret: [0; 16] })
    }

    #[tokio::test]
    async fn status_of_the_endpoint_decides_and_redirects_are_not_followed() {
        let sender = Sender::new();
        let cases = [
            ("201 Created", EndpointOutcome::Accepted),
            ("204 No Content", EndpointOutcome::Accepted),
            ("404 Not Found", EndpointOutcome::Gone),
            ("410 Gone", EndpointOutcome::Gone),
            ("413 Content Too Large", EndpointOutcome::Refused),
            ("429 Too Many Requests", EndpointOutcome::Refused),
            ("500 Internal Server Error", EndpointOutcome::Refused),
            ("307 Temporary Redirect\r\nlocation: /elsewhere", EndpointOutcome::Refused),
        ];
        for (line, expected) in cases {
            let status = line.split(' ').next().unwrap().parse().unwrap();
            let (listener, to) = listening().await;
            let serving = async {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut bytes = [0; 1024];
                let count = stream.read(&mut bytes).await.unwrap();
                let reply = format!("HTTP/1.1 {line}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                stream.write_all(reply.as_bytes()).await.unwrap();
                String::from_utf8_lossy(&bytes[..count]).into_owned()
            };

            let (reply, request) = tokio::join!(sender.send(&to, 300, b"sealed".to_vec()), serving);

            assert_eq!(reply, EndpointReply { status: Some(status), outcome: expected }, "{line}");
            assert!(request.starts_with("POST /push HTTP/1.1\r\n"), "{request}");
            for header in ["ttl: 300", "urgency: high", "content-encoding: aes128gcm", "content-length: 6"] {
                assert!(request.contains(&format!("{header}\r\n")), "{header}: {request}");
            }
        }
    }

    #[tokio::test]
    async fn endpoint_where_nobody_listens_or_that_hangs_up_is_unreachable() {
        let sender = Sender::new();
        let (listener, to) = listening().await;
        let hanging_up = async { drop(listener.accept().await.unwrap()) };

        let (hung_up, ()) = tokio::join!(sender.send(&to, 300, Vec::new()), hanging_up);
        drop(listener);
        let nobody = sender.send(&to, 300, Vec::new()).await;

        let unreachable = EndpointReply { status: None, outcome: EndpointOutcome::Unreachable };
        assert_eq!([hung_up, nobody], [unreachable.clone(), unreachable]);
    }

    #[tokio::test(start_paused = true)]
    async fn endpoint_that_never_answers_is_given_up() {
        let (_listener, to) = listening().await;

        let reply = Sender::new().send(&to, 300, Vec::new()).await;

        assert_eq!(reply, EndpointReply { status: None, outcome: EndpointOutcome::TimedOut });
    }
}
