//! `accounts`, `rename`, `remove`, `rotate-key`.

use countersign_core::engine::Removal;
use countersign_core::error::Error;
use countersign_core::model::{Account, OneTimeCodes};
use countersign_core::store::Row;
use serde_json::json;

use crate::args::{Remove, Rename, RotateKey};
use crate::fault::Fault;
use crate::find;
use crate::output::Output;
use crate::phone::Phone;

pub(crate) fn list(phone: &Phone, output: &Output) -> Result<(), Fault> {
    let rows = phone.core.accounts().map_err(|error| Fault::core("accounts", error))?;
    if rows.is_empty() {
        output.remark("No accounts. Enroll one with `countersign enroll`.");
    }
    for row in rows {
        match row {
            Row::Intact(account) => {
                output.item(&object(&account), &format!("{}  {}", account.id, title(&account)));
            }
            Row::Quarantined(damaged) => {
                let host = damaged.account.as_ref().map(|account| account.issuer_host.clone());
                let object = json!({"id": damaged.row, "state": "damaged", "issuer_host": host});
                let host = host.unwrap_or_default();
                output.item(&object, &format!("{}  damaged record of {host}; enroll it again", damaged.row));
            }
        }
    }
    Ok(())
}

pub(crate) async fn rename(rename: Rename, phone: &Phone, output: &Output) -> Result<(), Fault> {
    let account = find::account(phone, &rename.account)?;
    let result = if rename.device {
        phone.core.name_device(&account.id, &rename.name).await
    } else {
        phone.core.rename(&account.id, &rename.name)
    };
    result.map_err(|error| fault(&account, error))?;
    output.item(&json!({"id": account.id.as_str(), "ok": true, "name": rename.name}), "Renamed.");
    Ok(())
}

pub(crate) async fn remove(remove: Remove, phone: &Phone, output: &Output) -> Result<(), Fault> {
    let account = find::account(phone, &remove.account)?;
    let removal = if remove.only_here { Removal::OnlyHere } else { Removal::Everywhere };
    phone.core.remove(&account.id, removal).await.map_err(|error| fault(&account, error))?;
    output.item(&json!({"id": account.id.as_str(), "ok": true, "removed": true}), "Removed. Its history stays.");
    Ok(())
}

pub(crate) async fn rotate_key(rotate: RotateKey, phone: &Phone, output: &Output) -> Result<(), Fault> {
    let account = find::account(phone, &rotate.account)?;
    phone.core.rotate_key(&account.id).await.map_err(|error| fault(&account, error))?;
    output.item(&json!({"id": account.id.as_str(), "ok": true, "rotated": true}), "The device key was replaced.");
    Ok(())
}

fn fault(account: &Account, error: Error) -> Fault {
    Fault::core(account.id.as_str(), error)
}

fn object(account: &Account) -> serde_json::Value {
    json!({
        "id": account.id.as_str(),
        "dialect": account.dialect.as_str(),
        "issuer": account.issuer,
        "issuer_host": account.issuer_host(),
        "issuer_name": account.issuer_name,
        "account": account.account_name,
        "label": account.label,
        "state": account.state,
        "one_time_codes": account.one_time_codes,
        "enrolled_at": account.enrolled_at,
    })
}

fn title(account: &Account) -> String {
    let name = account.label.as_deref().unwrap_or(&account.account_name);
    let place = place(&account.issuer_name, &account.issuer_host());
    let codes = match account.one_time_codes {
        OneTimeCodes::None => "",
        OneTimeCodes::Time => ", one-time codes",
        OneTimeCodes::Counter => ", one-time codes by counter",
    };
    format!("{name}{place}{codes}")
}

/// Where an account is, as far as anybody said.
pub(super) fn place(issuer: &str, host: &str) -> String {
    let issuer = if issuer.is_empty() { String::new() } else { format!(" at {issuer}") };
    let host = if host.is_empty() { String::new() } else { format!(" ({host})") };
    format!("{issuer}{host}")
}
