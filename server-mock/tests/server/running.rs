//! Starting, stopping and restarting: data file, TLS and the binary.

use std::process::Stdio;

use crate::support::{Http, START, enrolled};
use countersign_server_mock::{LoginSpec, MockServer, StartError, TlsMode, UserSpec};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

#[tokio::test]
async fn data_file_keeps_keys_enrollments_and_counters_across_restarts() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mock.db");
    let server = MockServer::builder().data_file(&path).start_time(START).start().await.unwrap();
    let address = server.address();
    let phone = enrolled(&server, "alice").await;
    let update = phone.message("update", &json!({"name": "Kept"}));
    phone.post("/update", &update).await;
    let login = server.world().start_login("alice", LoginSpec::default()).unwrap();
    phone.approve(&phone.challenge().await, Some(&crate::support::phone::wrong(&login.number.unwrap()))).await;
    server.shutdown().await;

    let server = MockServer::builder().data_file(&path).listen(address).start_time(START).start().await.unwrap();

    assert_eq!(server.world().devices("alice")[0].name, "Kept");
    assert_eq!(server.world().failed_attempts("alice"), 1);
    assert_eq!(phone.post("/update", &update).await.status, 200);
    let login = server.world().start_login("alice", LoginSpec::default()).unwrap();
    let challenge = phone.challenge().await;
    assert!(crate::support::jws::is_signed_by(&challenge, &phone.issuer_jwk));
    assert_eq!(phone.approve(&challenge, login.number.as_deref()).await.json()["state"], "approved");
    server.shutdown().await;
}

#[tokio::test]
async fn unusable_data_files_and_addresses_are_errors() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("not-a-database");
    std::fs::write(&path, "x".repeat(4_096)).unwrap();
    let taken = MockServer::builder().start().await.unwrap();

    let data = MockServer::builder().data_file(&path).start().await;
    let listen = MockServer::builder().listen(taken.address()).start().await;
    let url = MockServer::builder().public_url("ftp://a.example").start().await;

    assert!(matches!(data, Err(StartError::Data(_))));
    assert!(matches!(listen, Err(StartError::Listen(_))));
    assert!(matches!(url, Err(StartError::PublicUrl)));
}

#[tokio::test]
async fn seeded_servers_make_the_same_ids_keys_and_numbers() {
    let story = async || {
        let server = MockServer::builder().seed(9).start_time(START).start().await.unwrap();
        server.world().add_user(UserSpec::named("alice")).unwrap();
        let uri = server.world().offer("alice").unwrap().uri;
        uri.split_once("&t=").unwrap().1.to_owned()
    };

    assert_eq!(story().await, story().await);
}

#[tokio::test]
async fn self_signed_server_speaks_https() {
    let server = MockServer::builder().tls(TlsMode::SelfSigned).start().await.unwrap();
    let mut roots = rustls_roots(server.certificate_pem().unwrap());

    let reply = roots.get(&format!("{}/control/health", server.url())).await;

    assert!(server.url().starts_with("https://127.0.0.1:"));
    assert!(reply.contains(r#""status":"ok""#), "{reply}");
}

/// A client that trusts one certificate.
struct Trusting {
    connector: tokio_rustls::TlsConnector,
}

fn rustls_roots(pem: &str) -> Trusting {
    use tokio_rustls::rustls::pki_types::CertificateDer;
    use tokio_rustls::rustls::pki_types::pem::PemObject;
    use tokio_rustls::rustls::{ClientConfig, RootCertStore};

    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()).unwrap();
    let provider = std::sync::Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_root_certificates(roots).with_no_client_auth();
    Trusting { connector: std::sync::Arc::new(config).into() }
}

impl Trusting {
    async fn get(&mut self, url: &str) -> String {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};

        let rest = url.strip_prefix("https://").unwrap();
        let (authority, path) = rest.split_once('/').unwrap();
        let stream = tokio::net::TcpStream::connect(authority).await.unwrap();
        let host = authority.split(':').next().unwrap().to_owned();
        let mut stream = self.connector.connect(host.try_into().unwrap(), stream).await.unwrap();
        let request = format!("GET /{path} HTTP/1.1\r\nhost: {authority}\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).await.unwrap();
        reply
    }
}

#[tokio::test]
async fn binary_announces_itself_in_one_line_and_ends_on_sigterm() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_countersign-server-mock"))
        .args(["--seed", "1", "--log", "off"])
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();

    let ready: Value = serde_json::from_str(&lines.next_line().await.unwrap().unwrap()).unwrap();
    let url = ready["url"].as_str().unwrap();
    let health = Http::new().get(&format!("{}/health", ready["control"].as_str().unwrap())).await;
    let document = Http::new().get(ready["openapi"].as_str().unwrap()).await;
    let login = Http::new().get(ready["login"].as_str().unwrap()).await;
    let id = child.id().unwrap().to_string();
    Command::new("kill").args(["-TERM", &id]).status().await.unwrap();

    assert_eq!(ready["ready"], true);
    assert_eq!(health.json()["issuer"], url);
    assert_eq!((document.status, login.status), (200, 200));
    assert_eq!(ready["device_api"], format!("{url}/countersign/v1"));
    assert!(child.wait().await.unwrap().success());
    assert_eq!(lines.next_line().await.unwrap(), None);
}

#[tokio::test]
async fn shutdown_ends_open_hint_streams_and_frees_the_port() {
    let server = MockServer::builder().start().await.unwrap();
    let phone = enrolled(&server, "alice").await;
    let authorization = format!("Countersign {}", phone.proof(&phone.proof_claims("/hints")));
    let request = crate::support::http::builder()
        .build()
        .unwrap()
        .get(format!("{}/hints", phone.url))
        .header("authorization", authorization);
    let mut stream = request.send().await.unwrap();
    let address = server.address();

    server.shutdown().await;

    assert!(matches!(stream.chunk().await, Ok(None) | Err(_)));
    assert!(MockServer::builder().listen(address).start().await.is_ok());
}
