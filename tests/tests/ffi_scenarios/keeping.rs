//! Pictures, countdowns, diagnostics, and what servers can do.

use std::time::Duration;

use countersign_core::dialect::NumberStyle;
use countersign_ffi::{CameraFrame, Fault, find_code, read_code};
use countersign_server_mock::{Fault as ServerFault, FaultAction};
use countersign_tests::USER;

use crate::phone::{Parts, Stage, enroll, fault};

const CODE: &str = "otpauth://hotp/Example:ann?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Example&counter=0";
const TICKING: &str = "otpauth://totp/Example:ben?secret=JBSWY3DPEHPK3PXP&issuer=Example&period=1";
const PNG: &[u8] = include_bytes!("../../scenarios/code.png");
const PGM: &[u8] = include_bytes!("../../scenarios/code.pgm");

/// The picture as a camera delivers it: with padding after each row, and more of it, if asked.
fn frame(pgm: &[u8], padding: usize) -> CameraFrame {
    let header = b"P5\n98 98\n255\n";
    let pixels = pgm.strip_prefix(header).expect("a picture of this size");
    let luma: Vec<u8> = pixels.chunks(98).flat_map(|row| [row, &vec![7; padding]].concat()).collect();
    CameraFrame { width: 98, height: 98, row_stride: 98 + u32::try_from(padding).expect("small"), luma, number: 0 }
}

#[tokio::test]
async fn code_from_picture() {
    let stage = Stage::set(Parts::default()).await;

    assert_eq!(read_code(PNG.to_vec()).as_deref(), Ok(CODE));
    let code = find_code(frame(PGM, 30)).expect("a frame").expect("a code");
    assert_eq!(code, CODE);
    let account = enroll(&stage.phone, code).await;
    assert_eq!(stage.phone.one_time_code(account.id).expect("a code").digits, "755224");

    let empty = CameraFrame { luma: vec![255; 98 * 98], ..frame(PGM, 0) };
    assert_eq!(find_code(empty), Ok(None));
    let short = CameraFrame { height: 99, ..frame(PGM, 0) };
    assert_eq!(fault(find_code(short)).facts().code, "core.invalid_image");
    let refused = fault(read_code(PGM.to_vec()));
    assert!(matches!(refused, Fault::Code { .. }));
    assert_eq!(refused.facts().code, "qr.image_unreadable");
}

/// Languages make their stream of this: ask, and ask again when it says.
#[tokio::test]
async fn ticking_codes() {
    let stage = Stage::set(Parts::default()).await;
    let account = enroll(&stage.phone, TICKING.to_owned()).await;

    let mut codes = Vec::new();
    for _ in 0..3 {
        let code = stage.phone.one_time_code(account.id.clone()).expect("a code");
        assert_eq!((code.seconds_left, code.period_seconds), (Some(1), Some(1)));
        codes.push(code.digits);
        tokio::time::sleep(Duration::from_millis(code.again_millis.expect("it ends by itself"))).await;
    }

    codes.dedup();
    assert_eq!(codes.len(), 3);
    let counting = enroll(&stage.phone, CODE.to_owned()).await;
    assert_eq!(stage.phone.one_time_code(counting.id).expect("a code").again_millis, None);
}

#[tokio::test]
async fn diagnostics() {
    let stage = Stage::enrolled(Parts::default()).await;
    let (login, challenge) = stage.login().await;
    stage.approve(&challenge.id, &login.number.expect("a number")).await.expect("an approval");
    stage
        .scene
        .server
        .faults()
        .add(ServerFault::once("challenges", FaultAction::Status { code: 503, retry_after: None }));
    stage.phone.refresh().await.expect("a refresh");

    let told = stage.phone.diagnostics().expect("a text");

    assert!(told.starts_with("countersign diagnostics 1\n"), "{told}");
    for fact in ["native", "push fcm registered", "server.unavailable", "RecordedByUs(Approved)"] {
        assert!(told.contains(fact), "{fact}: {told}");
    }
    for personal in [USER, "push-token", "Test phone", "127.0.0.1"] {
        assert!(!told.contains(personal), "{personal}: {told}");
    }
}

#[tokio::test]
async fn capabilities() {
    let stage = Stage::set(Parts::default()).await;
    let account = stage.enroll().await;
    let counting = enroll(&stage.phone, CODE.to_owned()).await;

    let native = stage.phone.capabilities(account.id).expect("capabilities");
    let none = stage.phone.capabilities(counting.id).expect("capabilities");

    assert!(native.polling && native.device_name && native.key_rotation && native.lockout && !native.push_required);
    assert_eq!(native.number_styles, [NumberStyle::Enter, NumberStyle::Select, NumberStyle::None]);
    assert!(!none.challenges && !none.device_name && none.algorithms.is_empty());
}

#[tokio::test]
async fn name_device() {
    let stage = Stage::set(Parts::default()).await;
    let account = stage.enroll().await;

    stage.phone.name_device(account.id.clone(), " Second phone ".to_owned()).await.expect("a name");
    let refused = fault(stage.phone.name_device(account.id, String::new()).await);

    let names: Vec<String> = stage.scene.server.world().devices(USER).into_iter().map(|device| device.name).collect();
    assert_eq!(names, ["Second phone"]);
    assert_eq!(refused.facts().code, "core.invalid_name");
}

#[tokio::test]
async fn rotate_key() {
    let stage = Stage::set(Parts::default()).await;
    let account = stage.enroll().await;
    let before = stage.scene.server.world().devices(USER);

    stage.phone.rotate_key(account.id).await.expect("a new key");
    let (login, challenge) = stage.login().await;
    stage.approve(&challenge.id, &login.number.clone().expect("a number")).await.expect("an approval");

    let after = stage.scene.server.world().devices(USER);
    assert_ne!(
        before.first().map(|device| device.thumbprint.clone()),
        after.first().map(|device| device.thumbprint.clone())
    );
    assert_eq!(after.len(), 1);
}

#[tokio::test]
async fn watch_goes_on() {
    let stage = Stage::enrolled(Parts::default()).await;
    let watch = stage.phone.clone().watch(10).expect("a watch");
    stage.scene.server.faults().add(ServerFault::once("challenges", FaultAction::DropReply));
    let login = stage.scene.login();

    let (mut problems, mut news) = (Vec::new(), Vec::new());
    while news.is_empty() {
        let turn = watch.next().await.expect("a turn");
        problems.extend(turn.problems);
        news.extend(turn.news);
        tokio::time::sleep(Duration::from_millis(turn.again_millis)).await;
    }

    assert_eq!(problems.len(), 1);
    assert!(matches!(problems.first().map(|problem| &problem.fault), Some(Fault::Network { .. })));
    assert_eq!(news.first().map(|challenge| challenge.id.server.as_str()), Some(login.challenge_id.as_str()));
}
