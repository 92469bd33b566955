//! Logins with a password at a tenant: tokens, what they are good for, and what is refused.

use crate::support::jws::{claims, part};
use crate::support::rp::{API, PASSWORD, USER};
use crate::support::{Http, Rp, START};
use countersign_server_mock::Mode;
use data_encoding::BASE64URL_NOPAD;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use serde_json::{Value, json};

#[tokio::test]
async fn password_gives_tokens_when_no_factor_is_needed() {
    let rp = Rp::start(Mode::Strict).await;
    rp.make_mfa_optional();
    let user = rp.server.tenant().user(USER).unwrap().user_id;

    let answer = rp.login(json!({})).await.json();

    assert_eq!((&answer["token_type"], &answer["expires_in"]), (&json!("Bearer"), &json!(86_400)));
    assert_eq!(answer["scope"], "openid profile email");
    assert_eq!(answer.get("refresh_token"), None);
    assert_eq!(
        claims(answer["id_token"].as_str().unwrap()),
        json!({
            "iss": rp.url("/"), "aud": "demo-rp", "sub": user, "iat": START, "exp": START + 36_000,
            "auth_time": START, "name": USER, "nickname": "ann", "email": USER, "email_verified": true,
        })
    );
}

#[tokio::test]
async fn id_token_verifies_under_the_published_key() {
    let rp = Rp::start(Mode::Strict).await;
    rp.make_mfa_optional();

    let token = rp.login(json!({})).await.json()["id_token"].as_str().unwrap().to_owned();
    let metadata = Http::new().get(&rp.url("/.well-known/openid-configuration")).await.json();
    let keys = Http::new().get(metadata["jwks_uri"].as_str().unwrap()).await.json();

    assert_eq!(metadata["issuer"], rp.url("/"));
    let [key] = keys["keys"].as_array().unwrap().as_slice() else { panic!("one key expected") };
    assert_eq!(part(&token, 0), json!({"alg": "RS256", "typ": "JWT", "kid": key["kid"]}));
    let number = |name: &str| BASE64URL_NOPAD.decode(key[name].as_str().unwrap().as_bytes()).unwrap();
    let (input, signature) = token.rsplit_once('.').unwrap();
    let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).unwrap();
    RsaPublicKeyComponents { n: number("n"), e: number("e") }
        .verify(&RSA_PKCS1_2048_8192_SHA256, input.as_bytes(), &signature)
        .unwrap();
}

#[tokio::test]
async fn access_token_tells_who_the_user_is_within_its_scopes_until_it_expires() {
    let rp = Rp::start(Mode::Strict).await;
    rp.make_mfa_optional();
    let user = rp.server.tenant().user(USER).unwrap().user_id;
    let login = async |scope: &str| {
        let answer = rp.login(json!({"scope": scope})).await.json();
        answer["access_token"].as_str().unwrap().to_owned()
    };
    let (email, bare, none) = (login("openid email").await, login("openid").await, login("email").await);
    let userinfo = async |token: &str| rp.call("GET", "/userinfo", token, &Value::Null).await;

    assert_eq!(userinfo(&email).await.json(), json!({"sub": user, "email": USER, "email_verified": true}));
    assert_eq!(userinfo(&bare).await.json(), json!({"sub": user}));
    assert_eq!(userinfo(&none).await.status, 401);
    assert_eq!(userinfo("unknown").await.status, 401);
    assert_eq!(Http::new().get(&rp.url("/userinfo")).await.status, 401);
    rp.advance(86_400);
    assert_eq!(userinfo(&email).await.error(), "invalid_token");
}

#[tokio::test]
async fn scopes_are_those_of_openid_and_of_the_audience() {
    let rp = Rp::start(Mode::Strict).await;
    rp.make_mfa_optional();

    for (fields, scope, lifetime) in [
        (json!({"scope": null}), "openid profile email address phone", 86_400),
        (json!({"scope": "openid unknown pay"}), "openid", 86_400),
        (json!({"audience": API, "scope": "openid pay unknown"}), "openid pay", 86_400),
        (json!({"audience": API, "scope": ""}), "openid profile email address phone pay read", 86_400),
        (json!({"audience": rp.url("/mfa/"), "scope": "enroll"}), "enroll", 600),
        (json!({"audience": rp.url("/userinfo"), "scope": "openid"}), "openid", 86_400),
    ] {
        let answer = rp.login(fields.clone()).await.json();
        assert_eq!((&answer["scope"], &answer["expires_in"]), (&json!(scope), &json!(lifetime)), "{fields}");
    }
    let signed = rp.login(json!({"audience": API, "scope": "pay"})).await.json();
    let signed = claims(signed["access_token"].as_str().unwrap());
    assert_eq!((&signed["aud"], &signed["scope"], &signed["azp"]), (&json!(API), &json!("pay"), &json!("demo-rp")));
}

#[tokio::test]
async fn refresh_token_continues_a_login_until_it_is_revoked() {
    let rp = Rp::start(Mode::Strict).await;
    rp.make_mfa_optional();
    let login = rp.login(json!({"scope": "openid email offline_access"})).await.json();
    let refresh_token = login["refresh_token"].as_str().unwrap();
    let refresh = async |fields: Value| {
        let mut body = json!({"grant_type": "refresh_token", "refresh_token": refresh_token});
        for (name, value) in fields.as_object().unwrap() {
            body[name] = value.clone();
        }
        rp.token(body).await
    };

    assert_eq!(login["scope"], "openid email offline_access");
    rp.advance(1_000);
    let again = refresh(json!({"scope": ""})).await.json();
    assert_eq!(again["scope"], "openid email");
    let again = claims(again["id_token"].as_str().unwrap());
    assert_eq!((&again["iat"], &again["auth_time"]), (&json!(START + 1_000), &json!(START)));
    assert_eq!(refresh(json!({"scope": "openid pay"})).await.json()["scope"], "openid");
    assert_eq!(refresh(json!({"client_id": "other"})).await.error(), "invalid_grant");
    assert_eq!(refresh(json!({"refresh_token": "v1.unknown"})).await.status, 403);
    assert_eq!(refresh(json!({"refresh_token": null})).await.error(), "invalid_request");

    let revoke = async |fields: Value| rp.post("/oauth/revoke", fields).await.status;
    assert_eq!(revoke(json!({"token": refresh_token, "client_secret": "wrong"})).await, 401);
    assert_eq!(revoke(json!({})).await, 400);
    assert_eq!(revoke(json!({"token": refresh_token, "client_id": "other"})).await, 200);
    assert_eq!(refresh(json!({})).await.status, 200);
    assert_eq!(revoke(json!({"token": refresh_token})).await, 200);
    assert_eq!(refresh(json!({})).await.error(), "invalid_grant");
}

#[tokio::test]
async fn second_factor_is_asked_for_when_the_user_has_one_or_must_have_one() {
    let rp = Rp::start(Mode::Strict).await;

    let must = rp.login(json!({})).await;
    assert_eq!((must.status, must.error().as_str()), (403, "mfa_required"));
    assert!(must.json()["mfa_token"].as_str().unwrap().starts_with("Fe26.2*"));
    assert_eq!(must.json()["mfa_requirements"], json!({"enroll": [{"type": "otp"}, {"type": "push-notification"}]}));

    rp.make_mfa_optional();
    assert_eq!(rp.login(json!({})).await.status, 200);

    rp.phone(USER, "phone").await;
    let has = rp.login(json!({"grant_type": "http://auth0.com/oauth/grant-type/password-realm"})).await.json();
    assert_eq!(has["error"], "mfa_required");
    assert_eq!(
        has["mfa_requirements"],
        json!({"challenge": [{"type": "otp"}, {"type": "push-notification"}, {"type": "recovery-code"}]})
    );
}

#[tokio::test]
async fn bad_password_logins_get_their_documented_error() {
    let rp = Rp::start(Mode::Strict).await;
    rp.make_mfa_optional();
    let realm = "http://auth0.com/oauth/grant-type/password-realm";

    for (fields, status, error) in [
        (json!({"username": null}), 400, "invalid_request"),
        (json!({"username": ["x"]}), 400, "invalid_request"),
        (json!({"username": "x".repeat(5_000)}), 400, "invalid_request"),
        (json!({"username": "nobody@example.com"}), 403, "invalid_grant"),
        (json!({"password": null}), 400, "invalid_request"),
        (json!({"password": "wrong"}), 403, "invalid_grant"),
        (json!({"password": PASSWORD.to_uppercase()}), 403, "invalid_grant"),
        (json!({"grant_type": realm, "realm": "elsewhere"}), 400, "invalid_request"),
        (json!({"audience": rp.url("/api/v2/")}), 403, "access_denied"),
        (json!({"audience": "https://elsewhere.example/"}), 403, "access_denied"),
        (json!({"client_id": "public"}), 401, "invalid_client"),
    ] {
        let answer = rp.login(fields.clone()).await;
        assert_eq!((answer.status, answer.error().as_str()), (status, error), "{fields}");
    }
    let realm = json!({"grant_type": realm, "realm": "Username-Password-Authentication"});
    assert_eq!(rp.login(realm).await.status, 200);
    assert_eq!(rp.login(json!({"client_id": "public", "client_secret": null})).await.status, 200);
}
