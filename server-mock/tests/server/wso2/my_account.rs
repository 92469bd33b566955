//! My Account over HTTP.

use std::time::Duration;

use crate::support::Http;
use crate::support::portal::{PASSWORD, Portal, person, staffed};
use crate::support::wso2::{ANN, BOB, Wso2Phone};
use countersign_server_mock::{IdentityUser, OrganizationSpec};
use serde_json::json;

#[tokio::test]
async fn owner_sees_renames_and_removes_a_phone_and_the_phone_is_gone() {
    let server = staffed().await;
    let phone = Wso2Phone::enrolled(&server, ANN, "ann").await;
    let portal = Portal::signed_in(&server, "/myaccount", ANN).await;
    let page = format!("/devices/{}", phone.id());

    let list = portal.get("").await.body;
    assert!(list.contains(phone.id()) && list.contains("Not used yet") && list.contains("GMT"), "{list}");

    assert_eq!(portal.submit(&page, &[("name", " Blue <phone> ")]).await.status, 303);
    assert!(portal.get("").await.body.contains("Blue &lt;phone&gt;"));

    let question = portal.get(&format!("{page}/remove")).await;
    assert!(question.body.contains("Remove Blue"), "{}", question.body);
    assert_eq!(portal.submit(&format!("{page}/remove"), &[]).await.status, 303);
    assert!(portal.get("").await.body.contains("There is no phone yet"));
    assert!(server.identity_server().devices().is_empty());
    let entry = server.identity_server().log().pop().unwrap();
    assert_eq!((entry.action.as_str(), entry.target.as_str()), ("Unregister-Push-Auth-Device", phone.id()));
}

#[tokio::test]
async fn owner_adds_a_phone_with_the_code_of_the_page() {
    let server = staffed().await;
    let portal = Portal::signed_in(&server, "/myaccount", ANN).await;
    assert_eq!(portal.get("/add").await.status, 404);

    let begun = portal.submit("/add", &[]).await;
    assert_eq!((begun.status, begun.header("location")), (303, "/myaccount/add"));
    let page = portal.get("/add").await;
    assert!(page.body.contains("<svg"));
    let shown = page.body.split_once("data-testid=\"text\">").unwrap().1;
    let text = shown.split_once('<').unwrap().0.replace("&quot;", "\"").replace("&#x2f;", "/");
    assert_eq!(portal.get("/add/status").await.json(), json!({"state": "waiting", "seconds_left": 180, "next": null}));

    let phone = Wso2Phone::scanned(&server, &text, "ann");
    assert_eq!(phone.register(&phone.registration()).await.status, 201);

    assert_eq!(portal.get("/add/status").await.json()["next"], "/myaccount");
    assert_eq!(portal.get("/add").await.status, 303);
    assert!(portal.get("").await.body.contains(phone.id()));
}

#[tokio::test]
async fn code_of_the_page_ends_with_its_time_or_when_the_owner_cancels() {
    let server = staffed().await;
    let portal = Portal::signed_in(&server, "/myaccount", ANN).await;

    portal.submit("/add", &[]).await;
    server.clock().advance(Duration::from_secs(180));
    assert_eq!(portal.get("/add/status").await.json()["state"], "expired");
    assert!(portal.get("/add").await.body.contains("Time is up"));

    portal.submit("/add", &[]).await;
    assert_eq!(portal.submit("/add/cancel", &[]).await.status, 303);
    assert_eq!(portal.get("/add").await.status, 404);
}

#[tokio::test]
async fn no_phone_is_added_beyond_the_limit_or_without_a_provider() {
    let server = staffed().await;
    Wso2Phone::enrolled(&server, ANN, "ann").await;
    let portal = Portal::signed_in(&server, "/myaccount", ANN).await;
    assert!(!portal.get("").await.body.contains("data-testid=\"add\""));
    let refused = portal.submit("/add", &[]).await;
    assert_eq!(refused.status, 409);
    assert!(refused.body.contains("as many phones as your organization allows"));

    let identity = server.identity_server();
    let organization = identity.add_organization(&OrganizationSpec::named("Lab")).unwrap().id;
    identity.add_user(&IdentityUser { organization: Some(organization.clone()), ..person("cy") }).unwrap();
    let portal = Portal::signed_in(&server, &format!("/o/{organization}/myaccount"), "cy").await;
    assert!(portal.get("").await.body.contains("Lab"));
    assert_eq!(portal.submit("/add", &[]).await.header("location"), format!("/o/{organization}/myaccount/add"));
}

#[tokio::test]
async fn phones_of_others_do_not_exist() {
    let server = staffed().await;
    let phone = Wso2Phone::enrolled(&server, BOB, "bob").await;
    let portal = Portal::signed_in(&server, "/myaccount", ANN).await;
    let page = format!("/devices/{}", phone.id());

    for path in [page.clone(), format!("{page}/remove"), "/devices/x".to_owned()] {
        assert_eq!(portal.get(&path).await.status, 404, "{path}");
        assert_eq!(portal.submit(&path, &[("name", "mine")]).await.status, 404, "{path}");
    }
    assert_eq!(server.identity_server().devices().len(), 1);
}

#[tokio::test]
async fn names_of_phones_have_limits() {
    let server = staffed().await;
    let phone = Wso2Phone::enrolled(&server, ANN, "ann").await;
    let portal = Portal::signed_in(&server, "/myaccount", ANN).await;

    for name in ["", "  ", &"x".repeat(129), "two\nlines"] {
        let answer = portal.submit(&format!("/devices/{}", phone.id()), &[("name", name)]).await;
        assert_eq!(answer.status, 200, "{name}");
        assert!(answer.body.contains("Use a name of 1 to 128 characters"), "{name}");
    }
}

#[tokio::test]
async fn signing_in_wants_the_password_of_an_open_account() {
    let server = staffed().await;
    let mut portal = Portal::at(&server, "/myaccount");
    assert_eq!(portal.get("").await.header("location"), "/myaccount/sign-in");
    assert_eq!(portal.get("/sign-in").await.status, 200);

    let wrong = "That name or password is not right.";
    for (user, password) in [("", ""), (ANN, ""), (ANN, "no"), ("nobody", PASSWORD), ("carbon.super/ann", PASSWORD)] {
        let answer = portal.sign_in(user, password).await;
        assert_eq!((answer.status, answer.header("set-cookie")), (200, ""), "{user}");
        assert!(answer.body.contains(wrong), "{user}");
    }
    server.identity_server().lock(ANN).unwrap();
    assert!(portal.sign_in(ANN, PASSWORD).await.body.contains("The account is locked"));
    server.identity_server().unlock(ANN).unwrap();
    assert_eq!(portal.sign_in("Ann@carbon.super", PASSWORD).await.status, 303);
}

#[tokio::test]
async fn codes_that_this_browser_did_not_ask_for_sign_nobody_in() {
    let server = staffed().await;
    let portal = Portal::at(&server, "/myaccount");
    let begun = portal.get("/sign-in/phone").await;
    let cookie = begun.header("set-cookie").split(';').next().unwrap().to_owned();
    let state = cookie.split_once('=').unwrap().1;
    assert!(begun.header("location").starts_with("/oauth2/authorize?") && begun.header("location").contains(state));

    for query in ["", "?code=x", "?code=x&state=", "?code=x&state=guess", &format!("?code=x&state={state}")] {
        assert_eq!(portal.get(&format!("/callback{query}")).await.status, 403, "{query}");
    }
    let url = format!("{}/myaccount/callback?code=made-up&state={state}", server.url());
    let answer = Http::new().send("GET", &url, &[("cookie", &cookie)], "").await.unwrap();
    assert!(answer.body.contains("Nobody signed in.") && !answer.header("set-cookie").contains("portal="));
}

#[tokio::test]
async fn sessions_end_by_signing_out_by_time_and_with_the_user() {
    let server = staffed().await;
    let portal = Portal::signed_in(&server, "/myaccount", ANN).await;
    let cookie_less = Portal::at(&server, "/myaccount");
    assert_eq!(cookie_less.post("/sign-out", &[]).await.header("location"), "/myaccount/sign-in");

    let left = portal.submit("/sign-out", &[]).await;
    assert!(left.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(portal.get("").await.status, 303);

    let portal = Portal::signed_in(&server, "/myaccount", ANN).await;
    server.clock().advance(Duration::from_secs(3_600));
    assert_eq!(portal.get("").await.status, 303);

    let portal = Portal::signed_in(&server, "/myaccount", ANN).await;
    server.identity_server().remove_user(ANN).unwrap();
    assert_eq!(portal.get("").await.status, 303);
}
