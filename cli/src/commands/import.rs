//! `enroll` with a code that carries several accounts.

use countersign_core::engine::EnrollmentPreview;
use serde_json::json;

use super::accounts::place;
use super::enroll::report;
use crate::fault::Fault;
use crate::output::Output;
use crate::phone::Phone;

/// What the code has, one account a line.
pub(super) fn text(previews: &[EnrollmentPreview]) -> String {
    let parts = previews.iter().find_map(|preview| preview.part).filter(|part| part.of > 1);
    let part = parts.map(|part| format!(" (code {} of {})", part.number, part.of)).unwrap_or_default();
    let mut lines = vec![format!("{} accounts{part}", previews.len())];
    lines.extend(previews.iter().map(|preview| {
        let known = if preview.existing.is_some() { ", already enrolled" } else { "" };
        format!("  {}{}{known}", preview.account_name, place(&preview.issuer_name, &preview.issuer_host))
    }));
    lines.join("\n")
}

/// The accounts that are not on this device yet.
pub(super) fn new(previews: &[EnrollmentPreview]) -> impl Iterator<Item = &EnrollmentPreview> {
    previews.iter().filter(|preview| preview.existing.is_none())
}

/// Enrolls what is new. After a failure the same code goes on where it stopped.
pub(super) async fn run(previews: &[EnrollmentPreview], phone: &Phone, output: &Output) -> Result<(), Fault> {
    for preview in previews {
        if let Some(existing) = &preview.existing {
            let object = json!({"id": existing.as_str(), "ok": true, "already_enrolled": true});
            let place = place(&preview.issuer_name, "");
            output.item(&object, &format!("{}{place} was enrolled before.", preview.account_name));
            continue;
        }
        report(&phone.core.enroll(preview).await.map_err(|error| Fault::core("enroll", error))?, output);
    }
    Ok(())
}
