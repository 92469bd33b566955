//! `enroll`: from a code to an account.

use std::io::Read;

use countersign_core::engine::EnrollmentPreview;
use countersign_core::model::{NumberPolicy, Requirement};
use countersign_core::scan::{Effort, LumaFrame, decode};
use serde_json::json;

use crate::args::Enroll;
use crate::fault::Fault;
use crate::output::Output;
use crate::phone::Phone;
use crate::prompt;

/// More than any code or photo that is worth reading.
const MAX_INPUT: u64 = 16 * 1024 * 1024;
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
const SUBJECT: &str = "enroll";

pub(crate) async fn run(enroll: Enroll, phone: &Phone, output: &Output) -> Result<(), Fault> {
    let code = read(&enroll)?;
    let preview = match &enroll.server {
        Some(server) => phone.core.preview_at(&code, server).await,
        None => phone.core.preview(&code).await,
    };
    let preview = preview.map_err(|error| Fault::core(SUBJECT, error))?;
    output.remark(&preview_text(&preview));
    if output.is_interactive() && !enroll.yes && !prompt::is_yes("Enroll this device?") {
        return Err(Fault::usage(SUBJECT, "nothing was enrolled"));
    }
    let account = phone.core.enroll(&preview).await.map_err(|error| Fault::core(SUBJECT, error))?;
    let object = json!({
        "id": account.id.as_str(),
        "ok": true,
        "issuer": account.issuer,
        "issuer_name": account.issuer_name,
        "account": account.account_name,
    });
    output.item(&object, &format!("Enrolled {} at {}.", account.account_name, account.issuer_name));
    Ok(())
}

/// The code as text, whether it comes as text, as an image, or on standard input.
fn read(enroll: &Enroll) -> Result<String, Fault> {
    let argument = enroll.code.as_str();
    let fault = |error: &std::io::Error| Fault::input(SUBJECT, error);
    let bytes = if argument == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().lock().take(MAX_INPUT).read_to_end(&mut bytes).map_err(|error| fault(&error))?;
        bytes
    } else if argument.contains("://") || enroll.server.is_some() {
        return Ok(argument.to_owned());
    } else {
        let file = std::fs::File::open(argument).map_err(|error| fault(&error))?;
        let mut bytes = Vec::new();
        file.take(MAX_INPUT).read_to_end(&mut bytes).map_err(|error| fault(&error))?;
        bytes
    };
    if !bytes.starts_with(PNG) {
        return Ok(String::from_utf8_lossy(&bytes).into_owned());
    }
    let scanned = LumaFrame::from_png(&bytes).and_then(|frame| decode(&frame, Effort::Image));
    Ok(scanned.map_err(|error| Fault::image(SUBJECT, error))?.into_text())
}

fn preview_text(preview: &EnrollmentPreview) -> String {
    let number = match preview.policy.number {
        NumberPolicy::Enter { digits } => format!("every approval types {digits} digits from the login page"),
        NumberPolicy::Select { choices } => format!("every approval picks one of {choices} numbers"),
        NumberPolicy::None => "approvals may need no number".to_owned(),
    };
    let verification = match preview.policy.user_verification {
        Requirement::Required => ", and user verification",
        Requirement::Optional => "",
    };
    format!(
        "{} wants to enroll this device\n  host      {}\n  account   {}\n  promise   {number}{verification}",
        preview.issuer_name, preview.issuer_host, preview.account_name
    )
}
