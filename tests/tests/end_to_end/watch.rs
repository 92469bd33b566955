//! Watching: each challenge once, and servers that fail are asked less often.

use std::sync::Arc;
use std::time::Duration;

use countersign_core::engine::{Turn, Watch};
use countersign_server_mock::{Fault, FaultAction};
use countersign_tests::{Loss, ManualClock, PhoneHome, Scene};

const EVERY: Duration = Duration::from_secs(1);

fn ids(turn: &Turn) -> Vec<String> {
    turn.news.iter().map(|challenge| challenge.id.server.as_str().to_owned()).collect()
}

#[tokio::test]
async fn what_waits_already_comes_first_and_nobody_is_asked_for_it() {
    let (scene, home) = (Scene::start().await, PhoneHome::new());
    let (phone, wire) = home.open_lossy();
    scene.enroll(&phone).await;
    let (login, _) = scene.login_seen_by(&phone).await;
    let (watch, asked) = (Watch::new(EVERY), wire.requests());

    let first = watch.next(&phone).await.expect("a turn");
    assert_eq!((ids(&first), first.again), (vec![login.challenge_id], Duration::ZERO));
    assert_eq!(wire.requests(), asked);

    let second = watch.next(&phone).await.expect("a turn");
    assert_eq!((ids(&second), second.again), (Vec::new(), EVERY));
    assert!(wire.requests() > asked);
}

#[tokio::test]
async fn each_challenge_is_news_once_in_the_order_in_which_it_came() {
    let (scene, home) = (Scene::start().await, PhoneHome::new());
    let phone = home.open();
    scene.enroll(&phone).await;
    let watch = Watch::new(EVERY);

    let mut seen = Vec::new();
    let mut started = Vec::new();
    for _ in 0..3 {
        started.push(scene.login().challenge_id);
        seen.extend(ids(&watch.next(&phone).await.expect("a turn")));
    }
    seen.extend(ids(&watch.next(&phone).await.expect("a turn")));

    assert_eq!(seen, started);
}

#[tokio::test]
async fn another_watch_begins_anew() {
    let (scene, home) = (Scene::start().await, PhoneHome::new());
    let phone = home.open();
    scene.enroll(&phone).await;
    let (login, _) = scene.login_seen_by(&phone).await;
    let first = Watch::new(EVERY).next(&phone).await.expect("a turn");

    let again = Watch::new(EVERY).next(&phone).await.expect("a turn");

    assert_eq!((ids(&first), ids(&again)), (vec![login.challenge_id.clone()], vec![login.challenge_id]));
}

#[tokio::test]
async fn a_server_that_fails_is_left_alone_for_longer_each_time_and_then_asked_as_before() {
    let (scene, home) = (Scene::start().await, PhoneHome::new());
    let clock = Arc::new(ManualClock::new(home.platform().clock.now().seconds()));
    let (phone, wire) = home.open_lossy_with(|mut platform| {
        platform.clock = clock.clone();
        platform
    });
    scene.enroll(&phone).await;
    let watch = Watch::new(EVERY);
    wire.lose_all(Loss::Reply);

    let mut asked_after = Vec::new();
    for second in 0..40 {
        let before = wire.requests();
        let turn = watch.next(&phone).await.expect("a turn");
        if wire.requests() > before {
            asked_after.push(second);
            assert_eq!(turn.problems.len(), 1);
        } else {
            assert_eq!(turn.problems, []);
        }
        assert_eq!(turn.again, EVERY);
        clock.advance(1);
    }

    assert_eq!(asked_after, [0, 2, 6, 14, 30]);
}

#[tokio::test]
async fn a_server_that_says_when_is_not_asked_before() {
    let (scene, home) = (Scene::start().await, PhoneHome::new());
    let clock = Arc::new(ManualClock::new(home.platform().clock.now().seconds()));
    let (phone, wire) = home.open_lossy_with(|mut platform| {
        platform.clock = clock.clone();
        platform
    });
    scene.enroll(&phone).await;
    let watch = Watch::new(EVERY);
    scene.server.faults().add(Fault::once("challenges", FaultAction::Status { code: 503, retry_after: Some(7) }));

    let problem = watch.next(&phone).await.expect("a turn").problems.pop().expect("a problem");
    assert_eq!(problem.error.code, "server.unavailable");
    let asked = wire.requests();
    for _ in 0..6 {
        clock.advance(1);
        watch.next(&phone).await.expect("a turn");
    }
    assert_eq!(wire.requests(), asked, "six seconds later");

    clock.advance(1);
    let login = scene.login();
    let turn = watch.next(&phone).await.expect("a turn");
    assert_eq!(ids(&turn), [login.challenge_id]);
}
