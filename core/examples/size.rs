//! The smallest program that uses everything a phone app uses, with the app's own HTTP. Its size is what the core costs.

use std::future::Future;
use std::pin::pin;
use std::process::ExitCode;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use async_trait::async_trait;
use countersign_core::dialect::DeviceInfo;
use countersign_core::engine::{Approval, Authenticator, Platform, Removal};
use countersign_core::error::Error;
use countersign_core::model::{ChallengeId, HistoryPage};
use countersign_core::platform::{FileVault, SoftwareSigner, SystemClock, SystemEntropy, Transport, TransportError};
use countersign_core::protocol::url_rules::{LoopbackHttp, UrlRules};
use countersign_core::protocol::{HttpRequest, HttpResponse};
use countersign_core::store::{OpenOptions, SqliteStore};

struct NoNetwork;

#[async_trait]
impl Transport for NoNetwork {
    async fn send(&self, _: HttpRequest) -> Result<HttpResponse, TransportError> {
        Err(TransportError::Offline)
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let mut future = pin!(everything(&arguments));
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(())) => ExitCode::SUCCESS,
        Poll::Ready(Err(_)) | Poll::Pending => ExitCode::FAILURE,
    }
}

async fn everything(arguments: &[String]) -> Result<(), Error> {
    let [_, folder, code, payload, ..] = arguments else { return Ok(()) };
    let entropy = Arc::new(SystemEntropy);
    let vault = FileVault::new(format!("{folder}/vault.key"));
    let path = format!("{folder}/countersign.db");
    let store = SqliteStore::open(path.as_ref(), &OpenOptions::default(), &vault, entropy.clone())?;
    let store = Arc::new(store);
    let phone = Authenticator::new(Platform {
        signer: Arc::new(SoftwareSigner::new(Arc::clone(&store), entropy.clone())),
        store,
        transport: Arc::new(NoNetwork),
        clock: Arc::new(SystemClock::new()),
        entropy,
        device: DeviceInfo {
            name: String::new(),
            platform: String::new(),
            app: String::new(),
            push: None,
            telemetry: None,
        },
        rules: UrlRules { loopback: LoopbackHttp::Refused },
    });
    let account = phone.enroll(&phone.preview(code).await?).await?.id;
    phone.handle_push(payload.as_bytes()).await?;
    phone.refresh().await?;
    for challenge in phone.pending()? {
        answer(&phone, &challenge.id).await?;
    }
    phone.history(&HistoryPage { account: None, before: None, limit: 10 })?;
    phone.one_time_code(&account)?;
    phone.set_push_target(Some(phone.web_push_target(code)?)).await?;
    phone.handle_web_push(payload.as_bytes()).await?;
    phone.rotate_key(&account).await?;
    phone.rename(&account, code)?;
    phone.doctor().await?;
    phone.lock_out(&account, None).await?;
    phone.remove(&account, Removal::Everywhere).await
}

async fn answer(phone: &Authenticator, id: &ChallengeId) -> Result<(), Error> {
    phone.approve(id, Approval::with_number("482913")?).await?;
    phone.deny(id, None).await?;
    Ok(())
}
