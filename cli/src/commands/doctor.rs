//! `doctor`: what is wrong, for the person or for a developer.

use countersign_core::engine::AccountHealth;
use serde_json::json;

use crate::args::Doctor;
use crate::fault::Fault;
use crate::output::Output;
use crate::phone::Phone;

pub(crate) async fn run(doctor: &Doctor, phone: &Phone, output: &Output) -> Result<(), Fault> {
    if doctor.export {
        let diagnostics = phone.core.diagnostics();
        output.item(&json!({"id": "diagnostics", "text": diagnostics}), diagnostics.trim_end());
        return Ok(());
    }
    let health = phone.core.doctor().await.map_err(|error| Fault::core("store", error))?;
    let store = json!({
        "id": "store",
        "ok": health.is_good(),
        "accounts": health.accounts.len(),
        "damaged": health.damaged.iter().map(|row| json!({"row": row.row, "place": row.place})).collect::<Vec<_>>(),
        "unfinished_enrollments": health.unfinished_enrollments.len(),
        "unconfirmed_answers": health.unconfirmed_answers,
    });
    let summary = if health.is_good() { "Everything is in order." } else { "Something needs attention:" };
    output.item(&store, summary);
    for row in &health.damaged {
        output.remark(&format!("  damaged record {} ({}); it is kept, everything else works", row.row, row.place));
    }
    for id in &health.unfinished_enrollments {
        output.remark(&format!(
            "  enrollment {id} has not finished; it goes on with the next command that reaches the server"
        ));
    }
    if health.unconfirmed_answers > 0 {
        output.remark(&format!("  {} answers are not confirmed by their servers yet", health.unconfirmed_answers));
    }
    for account in &health.accounts {
        show(account, output);
    }
    Ok(())
}

fn show(account: &AccountHealth, output: &Output) {
    let object = json!({
        "id": account.account.as_str(),
        "state": account.state,
        "clock_offset": account.clock_offset,
        "push_registered": account.push_registered,
        "problem": account.problem.as_ref().map(|error| error.code),
    });
    let problem = account.problem.as_ref().map_or_else(|| "reachable".to_owned(), ToString::to_string);
    let clock = account.clock_offset;
    output.item(&object, &format!("  {}  {problem}; this clock differs by {clock} s", account.account));
}
