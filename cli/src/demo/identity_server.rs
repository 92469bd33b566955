//! A WSO2 Identity Server: where the story plays, and what waits afterwards to be played with.

use std::net::SocketAddr;

use countersign_server_mock::{IdentityUser, MockServer, Mode, PushSettings, Speaks};

use super::failure::Failure;
use super::interrupt::interrupted;
use super::teller::Teller;

/// The person in the root tenant.
pub(super) const ALICE: &str = "alice";
/// Her password, for the one time when she has no phone yet.
pub(super) const PASSWORD: &str = "correct horse";
/// The root tenant that every server has.
pub(super) const TENANT: &str = "carbon.super";

/// Starts a server that knows Alice, shows numbers and lets people enroll a phone while they sign in.
pub(super) async fn start(listen: Option<SocketAddr>) -> Result<MockServer, Failure> {
    let builder = MockServer::builder().dialect(Speaks::Wso2(Mode::Strict));
    let builder = match listen {
        Some(address) => builder.listen(address),
        None => builder,
    };
    let server = builder.start().await?;
    let identity = server.identity_server();
    let settings = identity.settings(TENANT)?;
    identity.set_settings(TENANT, PushSettings { number_challenge: true, progressive_enrollment: true, ..settings })?;
    identity.add_user(&IdentityUser { password: Some(PASSWORD.to_owned()), ..IdentityUser::named(ALICE) })?;
    Ok(server)
}

/// Keeps a server running at `address` until Ctrl-C, for a phone in another terminal.
pub(super) async fn serve(address: SocketAddr, teller: &Teller) -> Result<(), Failure> {
    let home = tempfile::tempdir().map_err(Failure::system("there is no place for temporary files"))?;
    let program = std::env::current_exe().map_err(Failure::system("this program cannot be found"))?;
    let server = start(Some(address)).await?;
    teller.identity_server(server.url(), &program, home.path());
    interrupted().await;
    server.shutdown().await;
    Ok(())
}
