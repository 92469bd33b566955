//! One-time codes in the terminal: from text, pictures and exports to codes.

use countersign_core::scan::qr_png;
use countersign_tests::Terminal;
use serde_json::{Value, json};
use tempfile::TempDir;

fn vectors() -> Value {
    serde_json::from_str(include_str!("../../../vectors/otpauth.json")).expect("the vectors are JSON")
}

/// The first case with these words in its code.
fn case<'a>(vectors: &'a Value, words: &[&str]) -> &'a Value {
    let cases = vectors["uris"].as_array().expect("cases");
    let fits = |case: &&Value| words.iter().all(|word| case["uri"].as_str().is_some_and(|uri| uri.contains(word)));
    cases.iter().find(fits).expect("a case")
}

fn picture(folder: &TempDir, code: &Value) -> String {
    let path = folder.path().join("code.png");
    std::fs::write(&path, qr_png(code.as_str().expect("a code"), 4).expect("a picture")).expect("a file");
    path.to_str().expect("a path").to_owned()
}

async fn succeed(terminal: &Terminal, arguments: &[&str]) -> Vec<Value> {
    let ended = terminal.run(arguments).await;
    assert_eq!(ended.code, Some(0), "{arguments:?} {ended:?}");
    ended.printed
}

#[tokio::test]
async fn a_counter_based_account_is_scanned_from_a_picture_and_counts_on_request() {
    let (folder, vectors) = (TempDir::new().expect("a folder"), vectors());
    let terminal = Terminal::new(folder.path().join("phone"));
    let case = case(&vectors, &["hotp", "SHA256", "digits=8"]);

    let enrolled = succeed(&terminal, &["enroll", &picture(&folder, &case["uri"])]).await;
    let id = enrolled[0]["id"].as_str().expect("an id");

    assert_eq!((&enrolled[0]["account"], &enrolled[0]["one_time_codes"]), (&case["account"], &json!("counter")));
    for (step, arguments) in
        [(0, ["code", id].as_slice()), (0, &["code", id]), (1, &["code", id, "--next"]), (1, &["code", id])]
    {
        let shown = succeed(&terminal, arguments).await;
        assert_eq!(shown, [json!({"id": id, "code": case["codes"][step]["code"], "seconds_left": null})]);
    }
}

#[tokio::test]
async fn a_time_based_account_is_enrolled_from_text_and_found_by_its_issuer() {
    let (folder, vectors) = (TempDir::new().expect("a folder"), vectors());
    let terminal = Terminal::new(folder.path().join("phone"));
    let case = case(&vectors, &["totp", "digits=7", "period=60"]);
    succeed(&terminal, &["enroll", case["uri"].as_str().expect("a code")]).await;

    let shown = succeed(&terminal, &["code", case["issuer"].as_str().expect("an issuer")]).await;
    assert_eq!(shown[0]["code"].as_str().map(str::len), Some(7));
    assert!(shown[0]["seconds_left"].as_u64().is_some_and(|left| (1..=60).contains(&left)));

    let listed = succeed(&terminal, &["accounts"]).await;
    assert_eq!(listed[0]["one_time_codes"], "time");
    let next = terminal.run(&["code", "ann@example.com", "--next"]).await;
    assert_eq!((next.code, next.error()), (Some(4), Some("account.no_next_code")));
    let again = terminal.run(&["enroll", case["uri"].as_str().expect("a code")]).await;
    assert_eq!((again.code, again.error()), (Some(3), Some("enroll.already_enrolled")));
}

#[tokio::test]
async fn an_export_is_imported_once() {
    let (folder, vectors) = (TempDir::new().expect("a folder"), vectors());
    let terminal = Terminal::new(folder.path().join("phone"));
    let export = &vectors["migrations"][0];
    let picture = picture(&folder, &export["uri"]);

    let enrolled = succeed(&terminal, &["enroll", &picture, "--yes"]).await;
    let again = succeed(&terminal, &["enroll", export["uri"].as_str().expect("a code")]).await;

    let names: Vec<_> = enrolled.iter().map(|account| (&account["issuer_name"], &account["account"])).collect();
    let expected = export["accounts"].as_array().expect("accounts");
    assert_eq!(names, expected.iter().map(|account| (&account["issuer"], &account["account"])).collect::<Vec<_>>());
    assert!(again.iter().all(|account| account["already_enrolled"] == true));
    assert_eq!(ids(&again), ids(&enrolled));
    assert_eq!(ids(&succeed(&terminal, &["accounts"]).await), ids(&enrolled));
    let shown = succeed(&terminal, &["code", "Vault"]).await;
    assert_eq!(shown[0]["code"], expected[3]["codes"][0]["code"]);
}

fn ids(objects: &[Value]) -> Vec<&Value> {
    objects.iter().map(|object| &object["id"]).collect()
}
