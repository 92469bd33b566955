//! What is stored is stored.

use countersign_core::model::HistoryPage;

use super::stage::Stage;
use crate::demo::phone::Phone;
use crate::demo::story::chapter::Told;

pub(super) async fn tell(stage: &mut Stage) -> Told {
    let page = HistoryPage { account: None, before: None, limit: 100 };
    let (accounts, history) = (stage.phone.core.accounts()?, stage.phone.core.history(&page)?);
    stage.phone = Phone::open(&stage.room.home("phone"), "Alice's phone", Some(stage.address.clone()))?;
    stage.phone.listen_at(&[stage.server.url()], &stage.address).await?;
    let is_same = (stage.phone.core.accounts()? == accounts, stage.phone.core.history(&page)? == history);
    stage.expect("whether accounts and history are the same", &is_same, &(true, true))?;
    stage.say("phone", &format!("still has the account, its key and {} lines of history", history.len()));

    let login = stage.log_in().await?;
    let challenge = stage.phone_asks().await?;
    stage.approve(&challenge.id).await?;
    let state = stage.page_sees(&login).await?;
    stage.expect("the login page", &state.as_str(), &"accepted")?;
    Ok(format!("account, key and {} lines of history were still there, and Alice logged in", history.len()))
}
