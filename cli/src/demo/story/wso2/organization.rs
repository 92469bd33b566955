//! An organization below the root, with people and rules of its own.

use countersign_core::engine::Approval;
use countersign_core::model::{DecisionState, NumberChallenge, Recorded};
use countersign_server_mock::{IdentityUser, OrganizationSpec};

use super::approve::SIGNED_IN;
use super::stage::Stage;
use crate::demo::identity_server::{ALICE, TENANT};
use crate::demo::story::chapter::Told;

pub(super) async fn tell(stage: &mut Stage) -> Told {
    let identity = stage.server.identity_server();
    let retailer = OrganizationSpec { parent: Some(TENANT.to_owned()), ..OrganizationSpec::named("Corner Shop") };
    let retailer = identity.add_organization(&retailer)?;
    let user = IdentityUser { organization: Some(retailer.id.clone()), ..IdentityUser::named(ALICE) };
    let user = identity.add_user(&user)?;
    let preview = stage.phone.core.preview(&identity.discovery(&user.id)?).await?;
    stage.say(
        "phone",
        &format!("\"Add {} of {} ({})?\"", preview.account_name, preview.issuer_name, preview.issuer_host),
    );
    stage.expect("who asks", &preview.issuer_name.as_str(), &"Corner Shop")?;
    stage.phone.core.enroll(&preview).await?;
    stage.expect("accounts on the phone", &stage.accounts()?.len(), &2)?;

    stage.page.open(&retailer.path).await?;
    stage.say("Alice", "opens the sign-in page of Corner Shop, which shows no numbers");
    stage.page.identify(ALICE).await?;
    let login = stage.waits()?;
    let challenge = stage.phone_asks().await?;
    stage.expect("the number", &challenge.number, &NumberChallenge::None)?;
    stage.say("Alice", "approves");
    let decision = stage.phone.core.approve(&challenge.id, Approval::without_number()).await?;
    stage.expect("the phone", &decision, &DecisionState::RecordedByUs(Recorded::Approved))?;
    let heading = stage.page_goes_on(&login).await?;
    stage.expect("the page", &heading.as_str(), &SIGNED_IN)?;
    Ok("one phone, two accounts of the same name, and each answered to its own organization".to_owned())
}
