//! What is stored is stored.

use countersign_core::model::HistoryPage;

use super::approve::SIGNED_IN;
use super::stage::Stage;
use crate::demo::identity_server::ALICE;
use crate::demo::phone::Phone;
use crate::demo::story::chapter::Told;

pub(super) async fn tell(stage: &mut Stage) -> Told {
    let page = HistoryPage { account: None, before: None, limit: 100 };
    let login = stage.sign_in("Alice", ALICE).await?;
    let waiting = stage.phone_asks().await?;
    let (accounts, history) = (stage.phone.core.accounts()?, stage.phone.core.history(&page)?);
    let pending = stage.phone.core.pending()?;
    stage.phone = Phone::open(&stage.room.home("phone"), "Alice's phone", Some(stage.address.clone()))?;
    stage.phone.listen_at(&[stage.server.url()], &stage.address).await?;
    let is_same = (stage.phone.core.accounts()? == accounts, stage.phone.core.history(&page)? == history);
    stage.expect("whether accounts and history are the same", &is_same, &(true, true))?;
    stage.say("phone", &format!("still has the accounts, their keys and {} lines of history", history.len()));
    stage.expect("what waits, with the same three numbers", &stage.phone.core.pending()?, &pending)?;
    stage.expect("whether it is what was asked", &pending.contains(&waiting), &true)?;

    stage.approve(&waiting).await?;
    let heading = stage.page_goes_on(&login).await?;
    stage.expect("the page", &heading.as_str(), &SIGNED_IN)?;
    Ok("accounts, keys, history and the request that waited were still there, and Alice signed in".to_owned())
}
