//! A Guardian tenant: where the story plays, and what waits afterwards to be played with.

use std::net::SocketAddr;

use countersign_server_mock::{MockServer, Mode, Speaks, TenantSettings, TenantUser};

use super::failure::Failure;
use super::interrupt::interrupted;
use super::teller::Teller;

/// The person in the tenant.
pub(super) const ALICE: &str = "alice@example.com";

/// Starts a tenant that calls itself `name` and knows Alice.
pub(super) async fn start(name: &str, listen: Option<SocketAddr>) -> Result<MockServer, Failure> {
    let builder = MockServer::builder().dialect(Speaks::Guardian(Mode::Strict));
    let builder = match listen {
        Some(address) => builder.listen(address),
        None => builder,
    };
    let server = builder.start().await?;
    let tenant = server.tenant();
    tenant.set_settings(TenantSettings { friendly_name: name.to_owned(), ..tenant.settings() })?;
    tenant.add_user(&TenantUser::with_email(ALICE))?;
    Ok(server)
}

/// Keeps a tenant running at `address` until Ctrl-C, for a phone in another terminal.
pub(super) async fn serve(address: SocketAddr, teller: &Teller) -> Result<(), Failure> {
    let home = tempfile::tempdir().map_err(Failure::system("there is no place for temporary files"))?;
    let program = std::env::current_exe().map_err(Failure::system("this program cannot be found"))?;
    let server = start("Acme", Some(address)).await?;
    let ticket = server.tenant().enrollment_ticket(ALICE)?;
    teller.tenant(server.url(), &ticket, &program, home.path());
    interrupted().await;
    server.shutdown().await;
    Ok(())
}
