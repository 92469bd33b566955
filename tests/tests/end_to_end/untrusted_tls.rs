//! A server whose certificate nobody vouches for is not talked to, and the error says so.

use countersign_server_mock::{MockServer, Mode, Speaks, TenantUser, TlsMode};
use countersign_tests::{PhoneHome, USER};

#[tokio::test]
async fn an_untrusted_certificate_is_a_tls_error_and_no_network_problem() {
    let builder = MockServer::builder().dialect(Speaks::Guardian(Mode::Strict)).tls(TlsMode::SelfSigned);
    let server = builder.start().await.expect("a server");
    server.tenant().add_user(&TenantUser::with_email(USER)).expect("a user");
    let invite = server.tenant().invite(USER).expect("an invitation");
    let phone = PhoneHome::new().open();
    let preview = phone.preview(&invite.uri).await.expect("a preview");

    let error = phone.enroll(&preview).await.expect_err("nobody vouches for it");

    assert_eq!(error.code, "net.tls_handshake");
    assert_eq!(server.tenant().enrollments().iter().filter(|one| one.is_confirmed).count(), 0);
}
