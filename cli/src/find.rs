//! From what the person typed to an account or a challenge.

use countersign_core::engine::Mistake;
use countersign_core::error::Error;
use countersign_core::model::{Account, AccountId, ChallengeId};
use countersign_core::store::Row;

use crate::fault::Fault;
use crate::phone::Phone;

/// The account with this id, this name, a unique beginning of the id, or the only one of this issuer.
pub(crate) fn account(phone: &Phone, typed: &str) -> Result<Account, Fault> {
    let fault = |error: Error| Fault::core(typed, error);
    let accounts: Vec<_> = phone.core.accounts().map_err(fault)?.into_iter().filter_map(Row::intact).collect();
    let named = |account: &&Account| account.label.as_deref() == Some(typed) || account.account_name == typed;
    let begins = |account: &&Account| account.id.as_str().starts_with(typed);
    let exact = accounts.iter().filter(|account| account.id.as_str() == typed).collect::<Vec<_>>();
    let issued = |account: &&Account| account.issuer_name == typed;
    let candidates = [
        exact,
        accounts.iter().filter(named).collect(),
        accounts.iter().filter(begins).collect(),
        accounts.iter().filter(issued).collect(),
    ];
    match candidates.into_iter().find(|found| !found.is_empty()).unwrap_or_default().as_slice() {
        [one] => Ok((*one).clone()),
        // A damaged account is told apart from none.
        [] => Err(Fault::core(typed, damage(phone, typed).unwrap_or_else(|| Mistake::UnknownAccount.into()))),
        _ => Err(Fault::usage(typed, "that fits several accounts; use the account id")),
    }
}

fn damage(phone: &Phone, typed: &str) -> Option<Error> {
    typed.parse::<AccountId>().ok().and_then(|id| phone.core.account(&id).err())
}

/// The challenge with this id or a unique beginning of it. Asks the servers when it is not known here yet.
pub(crate) async fn challenge(phone: &Phone, typed: &str) -> Result<ChallengeId, Fault> {
    if let Some(id) = known(phone, typed)? {
        return Ok(id);
    }
    phone.core.refresh().await.map_err(|error| Fault::core(typed, error))?;
    match known(phone, typed)? {
        Some(id) => Ok(id),
        None => typed.parse().map_err(|_| Fault::core(typed, Mistake::UnknownChallenge.into())),
    }
}

fn known(phone: &Phone, typed: &str) -> Result<Option<ChallengeId>, Fault> {
    let fault = |error: Error| Fault::core(typed, error);
    if let Ok(id) = typed.parse::<ChallengeId>()
        && phone.core.challenge(&id).is_ok()
    {
        return Ok(Some(id));
    }
    let waiting = phone.core.pending().map_err(fault)?;
    let fits = |id: &ChallengeId| id.to_string().starts_with(typed) || id.server.as_str() == typed;
    let mut fitting = waiting.into_iter().map(|challenge| challenge.id).filter(fits);
    match (fitting.next(), fitting.next()) {
        (Some(_), Some(_)) => Err(Fault::usage(typed, "that fits several challenges; use more of the id")),
        (first, _) => Ok(first),
    }
}
