//! One phone, several tenants: each by the address in its own code, and all of them told when pushes go elsewhere.

use countersign_core::engine::Removal;
use countersign_server_mock::{LoginContext, MockServer};

use super::stage::{Stage, invitation, newest_push};
use crate::demo::browser::Browser;
use crate::demo::failure::Failure;
use crate::demo::phone::fcm;
use crate::demo::story::chapter::Told;
use crate::demo::tenant::{self, ALICE};

pub(super) async fn tell(stage: &mut Stage) -> Told {
    let bank = tenant::start("Harbor Bank", None).await?;
    bank.clock().set(stage.server.clock().now());
    let told = share(stage, &bank).await;
    // Later chapters are about one tenant.
    for account in stage.accounts()?.into_iter().filter(|account| account.issuer.starts_with(bank.url())) {
        stage.phone.core.remove(&account.id, Removal::Everywhere).await?;
    }
    stage.phone.listen_at(&[stage.server.url()], &stage.address).await?;
    bank.shutdown().await;
    told
}

async fn share(stage: &mut Stage, bank: &MockServer) -> Told {
    stage.say("Alice", "scans the code of her bank, which has a tenant of its own");
    let invitation = invitation(bank, &mut Browser::new(bank.url())?).await?;
    let preview = stage.phone.core.preview(&invitation.reading.text).await?;
    stage.phone.core.enroll(&preview).await?;
    let names: Vec<String> = stage.accounts()?.into_iter().map(|account| account.issuer_name).collect();
    stage.say("phone", &format!("has the accounts of {}", names.join(" and ")));
    stage.expect("accounts on the phone", &names.len(), &2)?;

    stage.say("phone", "gets a new address for pushes and tells both tenants");
    stage.address = fcm("alices-phone-with-a-new-address");
    let problems = stage.phone.core.set_push_target(Some(stage.address.clone())).await?;
    stage.expect("tenants that could not be told", &problems, &Vec::new())?;
    let known = [&stage.server, bank].map(addresses);
    let expected = [(); 2].map(|()| vec![Some(stage.address.token.clone())]);
    stage.expect("the addresses that the tenants know", &known, &expected)?;
    stage.phone.listen_at(&[stage.server.url(), bank.url()], &stage.address).await?;

    let login = bank.tenant().start_login(ALICE, LoginContext::default())?;
    let push = stage.phone.this_push(&newest_push(bank)).await?;
    let challenge = stage.phone_shows(&push).await?;
    stage.expect("who asks", &challenge.relying_party.name.as_str(), &"Harbor Bank")?;
    stage.approve(&challenge.id).await?;
    stage.expect("the login at the bank", &state(bank, &login)?.as_str(), &"accepted")?;
    let login = stage.log_in().await?;
    let challenge = stage.phone_asks().await?;
    stage.approve(&challenge.id).await?;
    let seen = stage.page_sees(&login).await?;
    stage.expect("the login page", &seen.as_str(), &"accepted")?;
    Ok("two tenants share the phone, both learned its new address at once, and both reached it there".to_owned())
}

/// Where the tenant sends the pushes of its phones.
fn addresses(server: &MockServer) -> Vec<Option<String>> {
    server
        .tenant()
        .enrollments()
        .into_iter()
        .filter(|device| device.is_confirmed)
        .map(|device| device.push_token)
        .collect()
}

fn state(server: &MockServer, login: &str) -> Result<String, Failure> {
    Ok(server.tenant().transaction(login).ok_or(Failure::Late("the login"))?.state)
}
