//! Opens the page and keeps it open.

use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::sync::Arc;

use countersign_server_mock::MockServer;
use tokio::net::TcpListener;

use super::handset::{Desk, Handset};
use super::routes::routes;
use crate::demo::failure::Failure;
use crate::demo::interrupt::interrupted;
use crate::demo::teller::Teller;

/// Serves the page at `address` until Ctrl-C.
pub(in crate::demo) async fn serve(address: SocketAddr, teller: &Teller) -> Result<(), Failure> {
    let folder = tempfile::tempdir().map_err(Failure::system("there is no place for temporary files"))?;
    let server = MockServer::builder().start().await?;
    let (handset, listening) = Handset::start(&folder.path().join("phone"))?;
    let listener = TcpListener::bind(address).await.map_err(Failure::system("the page cannot be served there"))?;
    let address = listener.local_addr().map_err(Failure::system("the page cannot be served there"))?;
    let desk = Arc::new(Desk { server, handset });
    let url = format!("http://{address}/");
    teller.page(&url);
    if teller.is_watched() {
        open(url);
    }
    let served = axum::serve(listener, routes(desk)).into_future();
    tokio::select! {
        result = served => result.map_err(Failure::system("the page is served no more")),
        () = listening => Ok(()),
        () = interrupted() => Ok(()),
    }
}

/// Shows the page in the person's browser, where there is a way to ask for that.
fn open(url: String) {
    tokio::task::spawn_blocking(move || {
        let command =
            Command::new("xdg-open").arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
        if let Err(error) = command {
            tracing::info!(%error, "no browser was opened");
        }
    });
}
