//! The terminal phone at a WSO2 server: codes as JSON, access tokens, numbers to pick, notices.

use countersign_server_mock::{NotificationChannel, PushDeviceSettings, TokenSpec};
use countersign_tests::{Ended, IdentityScene, Terminal, USER};
use serde_json::{Value, json};
use tempfile::TempDir;

struct Stage {
    scene: IdentityScene,
    folder: TempDir,
}

impl Stage {
    async fn start() -> Self {
        let scene = IdentityScene::start().await;
        scene.show_numbers();
        Self { scene, folder: TempDir::new().expect("a folder") }
    }

    async fn run(&self, phone: &str, arguments: &[&str]) -> Ended {
        let gateway = ["--push-gateway", self.scene.server.url()];
        Terminal::new(self.folder.path().join(phone)).run(&[&gateway, arguments].concat()).await
    }

    async fn succeed(&self, phone: &str, arguments: &[&str]) -> Vec<Value> {
        let ended = self.run(phone, arguments).await;
        assert_eq!(ended.code, Some(0), "{arguments:?} {ended:?}");
        ended.printed
    }

    /// Starts a login and brings its push to the terminal.
    async fn waiting(&self) -> (Option<String>, Value) {
        let login = self.scene.login();
        let push = String::from_utf8(self.scene.push()).expect("text");
        let shown = self.succeed("first", &["push", &push]).await;
        (login.number, shown[0].clone())
    }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("text")
}

#[tokio::test]
async fn a_code_becomes_an_account_that_picks_numbers() {
    let stage = Stage::start().await;
    let enrolled = stage.succeed("first", &["enroll", &stage.scene.code()]).await;
    assert_eq!((&enrolled[0]["account"], &enrolled[0]["issuer_name"]), (&json!(USER), &json!("carbon.super")));

    let (number, challenge) = stage.waiting().await;
    let number = number.expect("a number");
    let choices = challenge["number"]["choices"].as_array().expect("choices");
    assert_eq!((challenge["number"]["style"].as_str(), choices.len()), (Some("select"), 3));
    assert_eq!((&challenge["expires_at"], challenge["age"].as_u64().is_some()), (&Value::Null, true));
    let approved = stage.succeed("first", &["approve", text(&challenge["id"]), "--number", &number]).await;
    assert_eq!(approved[0]["decision"]["recorded"], "approved");

    let (number, challenge) = stage.waiting().await;
    let choices = challenge["number"]["choices"].as_array().expect("choices");
    let wrong = choices.iter().map(text).find(|choice| Some(*choice) != number.as_deref()).expect("a decoy");
    let refused = stage.run("first", &["approve", text(&challenge["id"]), "--number", wrong]).await;
    assert_eq!((refused.code, refused.error()), (Some(7), Some("answer.number_mismatch")));
    let history = stage.succeed("first", &["history"]).await;
    let recorded: Vec<_> = history.iter().filter_map(|line| line["decision"]["recorded"].as_str()).collect();
    assert!(recorded.contains(&"wrong_number") && recorded.contains(&"approved"), "{history:?}");
}

#[tokio::test]
async fn an_access_token_in_the_environment_or_on_standard_input_enrolls() {
    let stage = Stage::start().await;
    let spec = TokenSpec {
        user: Some(stage.scene.user.clone()),
        scopes: vec!["internal_login".to_owned()],
        ..TokenSpec::default()
    };
    let token = stage.scene.identity().access_token(spec).expect("a token");
    let server = format!("{}/t/carbon.super", stage.scene.server.url());
    let phone = Terminal::new(stage.folder.path().join("first"));
    let gateway = ["--push-gateway", stage.scene.server.url()];
    let enroll = [gateway.as_slice(), &["enroll", "--server", &server, "--access-token"]].concat();

    let unset = phone.run(&[enroll.as_slice(), &["NOT_SET"]].concat()).await;
    let empty = phone.run(&[enroll.as_slice(), &["-"]].concat()).await;
    let enrolled = phone.run_with(&[("THE_TOKEN", &token)], &[enroll.as_slice(), &["THE_TOKEN"]].concat()).await;

    assert_eq!((unset.code, unset.error()), (Some(2), Some("cli.usage")));
    assert_eq!((empty.code, empty.error()), (Some(3), Some("qr.invalid_parameter")));
    assert_eq!(enrolled.code, Some(0), "{enrolled:?}");
    assert_eq!(enrolled.printed[0]["account"], USER);
    assert_eq!(stage.scene.identity().devices().len(), 1);
}

#[tokio::test]
async fn without_a_push_gateway_such_a_server_enrolls_nobody() {
    let stage = Stage::start().await;
    let phone = Terminal::new(stage.folder.path().join("first"));

    let refused = phone.run(&["enroll", &stage.scene.code()]).await;

    assert_eq!((refused.code, refused.error()), (Some(3), Some("enroll.push_unavailable")));
}

#[tokio::test]
async fn another_device_is_told_as_the_servers_word() {
    let stage = Stage::start().await;
    let settings = PushDeviceSettings {
        enable_multiple_device_enrollment: true,
        enable_device_registration_notifications: true,
        device_registration_notification_channels: vec![NotificationChannel::PushNotification],
        ..PushDeviceSettings::default()
    };
    stage.scene.identity().set_device_settings(IdentityScene::TENANT, settings).expect("settings");
    for phone in ["first", "second"] {
        stage.succeed(phone, &["enroll", &stage.scene.code()]).await;
    }
    let push = String::from_utf8(stage.scene.push()).expect("text");

    let told = stage.succeed("first", &["push", &push]).await;

    assert_eq!((&told[0]["event"], &told[0]["account"]), (&json!("device_added"), &json!(USER)));
    assert!(stage.succeed("first", &["history"]).await.contains(&told[0]));
}
