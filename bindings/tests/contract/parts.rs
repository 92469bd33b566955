//! What an app brings, when it fails.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use countersign_core::dialect::DeviceInfo;
use countersign_core::platform::SignerError;
use countersign_core::protocol::url_rules::LoopbackHttp;
use countersign_ffi::{
    Authenticator, DesktopVault, Fault, HttpHeader, HttpRequest, HttpResponse, KeyVault, Settings, SignerFailure,
    Transport, TransportFailure, VaultFailure,
};
use tempfile::TempDir;
use uniffi::UnexpectedUniFFICallbackError;

/// A code whose preview is one request.
pub(crate) const OFFER: &str = "countersign://enroll?v=1&i=http%3A%2F%2F127.0.0.1%3A9&t=MGJsng9xtYyp-mKQyynvBg&k=Lo1yynF1eg00s07jH25RPbILW1R-u8YOp1yH6EkY_G4&n=Mock&a=ann";

type Reply = Box<dyn Fn() -> Result<HttpResponse, TransportFailure> + Send + Sync>;

struct Scripted {
    reply: Reply,
    requests: Mutex<Vec<HttpRequest>>,
}

#[async_trait]
impl Transport for Scripted {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportFailure> {
        self.requests.lock().expect("no panic while locked").push(request);
        (self.reply)()
    }
}

fn scripted(reply: impl Fn() -> Result<HttpResponse, TransportFailure> + Send + Sync + 'static) -> Arc<Scripted> {
    Arc::new(Scripted { reply: Box::new(reply), requests: Mutex::default() })
}

pub(crate) fn settings(home: &TempDir, vault: DesktopVault) -> Settings {
    let device = DeviceInfo {
        name: "Test".to_owned(),
        platform: "linux".to_owned(),
        app: "test".to_owned(),
        push: None,
        telemetry: None,
    };
    Settings { home: home.path().to_string_lossy().into_owned(), device, loopback: LoopbackHttp::Allowed, vault }
}

async fn preview_over(transport: Arc<Scripted>) -> Fault {
    let home = TempDir::new().expect("a folder");
    let settings = settings(&home, DesktopVault::File);
    let phone = Authenticator::open(settings, None, Some(transport), None).expect("a phone");
    phone.preview(OFFER.to_owned(), None).await.err().expect("no server is there")
}

#[tokio::test]
async fn every_failure_of_http_is_told_apart() {
    for (failure, code) in [
        (TransportFailure::Offline, "net.offline"),
        (TransportFailure::Dns, "net.dns"),
        (TransportFailure::Connect, "net.connect"),
        (TransportFailure::Tls, "net.tls_handshake"),
        (TransportFailure::PinMismatch, "net.tls_pin_mismatch"),
        (TransportFailure::Timeout, "net.timeout"),
        (TransportFailure::Interrupted, "net.interrupted"),
        (TransportFailure::TooLarge, "net.response_too_large"),
        (TransportFailure::Canceled, "net.canceled"),
        (TransportFailure::Invalid, "net.request_invalid"),
    ] {
        let fault = preview_over(scripted(move || Err(failure))).await;

        assert_eq!(fault.facts().code, code);
        assert!(matches!(fault, Fault::Network { .. }), "{fault:?}");
    }
}

#[test]
fn a_failure_without_a_name_is_the_most_careful_one() {
    let unexpected = || UnexpectedUniFFICallbackError::new("canary");

    assert_eq!(TransportFailure::from(unexpected()), TransportFailure::Interrupted);
    assert_eq!(SignerFailure::from(unexpected()), SignerFailure::Failed);
    assert_eq!(VaultFailure::from(unexpected()), VaultFailure::Failed);
}

#[tokio::test]
async fn a_panic_becomes_an_error_that_says_nothing_of_it() {
    let fault = preview_over(scripted(|| panic!("canary"))).await;

    assert_eq!(fault.facts().code, "core.panicked");
    assert!(!format!("{fault:?} {fault}").contains("canary"));
}

#[tokio::test]
async fn more_than_the_limit_is_refused_even_if_the_app_did_not_count() {
    let body = vec![b' '; 64 * 1024 + 1];
    let fault =
        preview_over(scripted(move || Ok(HttpResponse { status: 200, headers: Vec::new(), body: body.clone() }))).await;

    assert_eq!(fault.facts().code, "net.response_too_large");
}

#[tokio::test]
async fn header_names_may_come_in_any_case() {
    let fault = preview_over(scripted(|| {
        let headers = vec![HttpHeader { name: "Retry-After".to_owned(), value: "7".to_owned() }];
        Ok(HttpResponse { status: 503, headers, body: Vec::new() })
    }))
    .await;

    assert_eq!(fault.facts().advice, countersign_ffi::Advice::After { seconds: 7 });
}

#[tokio::test]
async fn requests_say_all_that_is_to_be_sent() {
    let transport = scripted(|| Err(TransportFailure::Offline));
    preview_over(Arc::clone(&transport)).await;

    let requests = transport.requests.lock().expect("no panic while locked");
    let request = requests.first().expect("a request");
    assert!(request.url.starts_with("http://127.0.0.1:9/"), "the port is 9");
    assert_eq!(request.response_limit, 64 * 1024);
    assert!(request.headers.iter().any(|header| header.name == "accept"));
}

struct Vault(Result<Option<Vec<u8>>, VaultFailure>);

impl KeyVault for Vault {
    fn load(&self) -> Result<Option<Vec<u8>>, VaultFailure> {
        self.0.clone()
    }

    fn save(&self, _: Vec<u8>) -> Result<(), VaultFailure> {
        Err(VaultFailure::Locked)
    }
}

fn open_with(vault: Result<Option<Vec<u8>>, VaultFailure>) -> String {
    let home = TempDir::new().expect("a folder");
    let transport = scripted(|| Err(TransportFailure::Offline));
    let opened =
        Authenticator::open(settings(&home, DesktopVault::File), Some(Arc::new(Vault(vault))), Some(transport), None);
    opened.err().expect("the vault does not work").facts().code.clone()
}

#[test]
fn a_vault_that_cannot_tell_is_not_an_empty_one() {
    for failure in [
        VaultFailure::Locked,
        VaultFailure::Unavailable,
        VaultFailure::Permission,
        VaultFailure::Malformed,
        VaultFailure::Failed,
    ] {
        assert_eq!(open_with(Err(failure)), "store.locked", "{failure:?}");
    }
    assert_eq!(open_with(Ok(Some(vec![7; 31]))), "store.locked", "31 bytes are no key");
    assert_eq!(open_with(Ok(None)), "store.locked", "a key that cannot be saved opens nothing");
}

#[test]
fn every_failure_of_a_signer_is_told_apart() {
    for (failure, error) in [
        (SignerFailure::Canceled, SignerError::Canceled),
        (SignerFailure::Invalidated, SignerError::Invalidated),
        (SignerFailure::Locked, SignerError::Locked),
        (SignerFailure::Unsupported, SignerError::Unsupported),
        (SignerFailure::Failed, SignerError::Failed),
    ] {
        assert_eq!(SignerError::from(failure), error);
    }
}

#[test]
fn an_unknown_account_is_an_error_of_the_account() {
    let home = TempDir::new().expect("a folder");
    let transport = scripted(|| Err(TransportFailure::Offline));
    let phone = Authenticator::open(settings(&home, DesktopVault::File), None, Some(transport), None);
    let phone = phone.expect("a phone");
    let account = "nobody".parse().expect("an id");

    let fault = phone.rename(account, "x".to_owned()).expect_err("there is no account");

    assert_eq!(fault.facts().code, "account.not_found");
    assert!(matches!(fault, Fault::Account { .. }));
}
