//! What is stored is stored.

use countersign_core::model::HistoryPage;

use super::stage::Stage;
use crate::demo::phone::Phone;
use crate::demo::story::chapter::Told;

pub(super) async fn tell(stage: &mut Stage) -> Told {
    let page = HistoryPage { account: None, before: None, limit: 100 };
    let (accounts, history) = (stage.phone.core.accounts()?, stage.phone.core.history(&page)?);
    stage.phone = Phone::open(&stage.home("phone"), "Alice's phone", None)?;
    stage.phone.listen().await?;
    let is_same = (stage.phone.core.accounts()? == accounts, stage.phone.core.history(&page)? == history);
    stage.expect("whether accounts and history are the same", &is_same, &(true, true))?;
    stage.say("phone", &format!("still has the account, its key and {} lines of history", history.len()));

    let login = stage.log_in().await?;
    let challenge = stage.phone_asks().await?;
    stage.approve(&challenge.id, &login.number).await?;
    let heading = stage.page_says(&login).await?;
    stage.expect("the login page", &heading.as_str(), &"You are logged in")?;
    Ok(format!("account, key and {} lines of history were still there, and Alice logged in", history.len()))
}
