//! `code`: a one-time code.

use serde_json::json;

use crate::args::Code;
use crate::fault::Fault;
use crate::find;
use crate::output::Output;
use crate::phone::Phone;

pub(crate) fn run(code: &Code, phone: &Phone, output: &Output) -> Result<(), Fault> {
    let account = find::account(phone, &code.account)?;
    let shown =
        if code.next { phone.core.next_one_time_code(&account.id) } else { phone.core.one_time_code(&account.id) };
    let shown = shown.map_err(|error| Fault::core(account.id.as_str(), error))?;
    let object = json!({"id": account.id.as_str(), "code": shown.digits(), "seconds_left": shown.seconds_left()});
    let rest = shown.seconds_left().map(|seconds| format!("  ({seconds} s left)")).unwrap_or_default();
    output.item(&object, &format!("{}{rest}", shown.digits()));
    Ok(())
}
